//! People and programs that use the server all the time: chats, web chats, forms.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde_json::{Value, json};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;
use zhuqi::domain::ticket::TicketNumber;

use crate::fake_bot_api::FakeBotApi;
use crate::harness::person::{Line, Person};
use crate::harness::web::Web;
use crate::telegram;

/// So many people talk to the bot at once, each in one chat after the other.
const PEOPLE: i64 = 6;

/// So many people use the web chat at once.
const VISITORS: i64 = 2;

/// So many programs send forms at once.
const FORMS: i64 = 3;

/// How a photo begins.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

/// What was acknowledged.
#[derive(Default)]
pub(crate) struct Done {
    /// The ids of the Telegram chats, with the replies each has read.
    pub(crate) chats: BTreeMap<i64, usize>,
    /// The tickets by the name of their enterprise, which is used once.
    pub(crate) tickets: BTreeMap<String, TicketNumber>,
    /// The codes of those that came by a form.
    pub(crate) codes: BTreeMap<TicketNumber, String>,
    /// Those that came with a photo.
    pub(crate) with_photo: Vec<TicketNumber>,
}

/// Everybody at work.
pub(crate) struct Crowd {
    work: JoinSet<Done>,
}

impl Crowd {
    /// Lets everybody work until `enough`; what has begun by then is done to the end.
    pub(crate) fn start(fake: &Arc<FakeBotApi>, web: &Web, enough: CancellationToken) -> Self {
        let mut work = JoinSet::new();
        for n in 1..=PEOPLE {
            work.spawn(talk(fake.clone(), n * 1000, enough.clone()));
        }
        for n in 1..=VISITORS {
            work.spawn(visit(web.clone(), n * 1000, enough.clone()));
        }
        for n in 1..=FORMS {
            work.spawn(send_forms(web.clone(), n * 1000, enough.clone()));
        }
        Self { work }
    }

    /// Waits until everybody has come to their end.
    pub(crate) async fn done(mut self) -> Done {
        let mut done = Done::default();
        while let Some(part) = self.work.join_next().await {
            let part = part.unwrap_or_else(|failed| std::panic::resume_unwind(failed.into_panic()));
            done.chats.extend(part.chats);
            done.tickets.extend(part.tickets);
            done.codes.extend(part.codes);
            done.with_photo.extend(part.with_photo);
        }
        done
    }
}

/// Registers a problem in one Telegram chat after the other.
async fn talk(fake: Arc<FakeBotApi>, first: i64, enough: CancellationToken) -> Done {
    let mut done = Done::default();
    for id in first.. {
        let mut person = telegram::person(&fake, id);
        // A photo comes before there is a ticket for it.
        fake.send_picture(id, &[PNG, id.to_string().as_bytes()].concat(), None);
        let held = person.line.wait_for(1).await;
        assert!(held[0].text.contains("收到 1 个附件"), "{held:?}");
        let number = register(&mut person).await;
        let mine = person.say("/my").await;
        assert_eq!(mine.number().as_ref(), Some(&number), "{mine:?}");
        done.chats.insert(id, person.line.read());
        done.with_photo.push(number.clone());
        done.tickets.insert(person.enterprise, number);
        if enough.is_cancelled() {
            break;
        }
    }
    done
}

/// Registers a problem in one web chat after the other.
async fn visit(web: Web, first: i64, enough: CancellationToken) -> Done {
    let mut done = Done::default();
    for n in first.. {
        let mut person = Person::new(web.chat(), format!("示例网页厂{n}"));
        let number = register(&mut person).await;
        done.tickets.insert(person.enterprise, number);
        if enough.is_cancelled() {
            break;
        }
    }
    done
}

/// A whole script: a question, the problem, a question in the middle of its registration, the number.
async fn register<L: Line>(person: &mut Person<L>) -> TicketNumber {
    person.ask().await;
    let first = person.report().await;
    let second = person.answer(&first).await;
    let again = person.ask_in_between(&second).await;
    person.finish(again).await
}

/// Sends one form after the other, each until it is acknowledged and then once more.
async fn send_forms(web: Web, first: i64, enough: CancellationToken) -> Done {
    let mut done = Done::default();
    for n in first.. {
        let enterprise = format!("示例表单厂{n}");
        let key = Uuid::new_v4().to_string();
        let made = web.post("/api/v1/tickets", Some(&key), &form(&enterprise)).await;
        let again = web.post("/api/v1/tickets", Some(&key), &form(&enterprise)).await;
        assert_eq!(made, again, "the same key is the same ticket");
        let number: TicketNumber = made["number"].as_str().unwrap().parse().unwrap();
        done.codes.insert(number.clone(), made["code"].as_str().unwrap().to_owned());
        done.tickets.insert(enterprise, number);
        if enough.is_cancelled() {
            break;
        }
    }
    done
}

fn form(enterprise: &str) -> Value {
    json!({"enterprise": enterprise, "contact": "某某", "phone": "13900000000", "region": "四平市铁西区",
        "category": "供电", "description": "车间这两天老停电。"})
}

impl fmt::Display for Done {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (all, chats, forms) = (self.tickets.len(), self.chats.len(), self.codes.len());
        write!(f, "{all} tickets, {chats} of them by Telegram and {forms} by form")
    }
}
