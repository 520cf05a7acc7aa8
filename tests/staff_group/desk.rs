//! A bot, a relay and the shipped words around a store in memory, with a clock that the test sets.

use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;
use sha2::{Digest, Sha256};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use zhuqi::app;
use zhuqi::assistant::Assistant;
use zhuqi::channel::telegram::{Pace, Telegram};
use zhuqi::config::Settings;
use zhuqi::desk::accounts::{self, By, Password};
use zhuqi::desk::link;
use zhuqi::domain::message::{Channel, ConversationId, MessageId};
use zhuqi::domain::phrases::Phrases;
use zhuqi::domain::staff::{Role, Staff, StaffId};
use zhuqi::domain::ticket::{Ticket, TicketNumber};
use zhuqi::relay::{Clock, Messenger, Relay, room};
use zhuqi::store::memory::MemoryStore;
use zhuqi::store::{Outgoing, Store, TicketQuery};

use crate::fake_bot_api::pace::FAST;
use crate::fake_bot_api::{FakeBotApi, Sent, TOKEN};

/// The staff group.
pub(crate) const GROUP: i64 = -500;
/// The private chat of an enterprise.
pub(crate) const ANNA: i64 = 7;
/// Somebody of the staff.
pub(crate) const WANG: i64 = 90;
/// Long enough for a busy machine, short enough to notice a hang.
pub(crate) const SOON: Duration = Duration::from_secs(30);

pub(crate) struct Desk {
    pub(crate) fake: Arc<FakeBotApi>,
    pub(crate) store: Arc<MemoryStore>,
    pub(crate) relay: Arc<Relay>,
    seconds: Arc<AtomicI64>,
    stop: CancellationToken,
    parts: JoinSet<()>,
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// The words as they ship.
pub(crate) fn phrases() -> &'static Phrases {
    assistant().phrases()
}

fn settings() -> Settings {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut settings = Settings::default();
    settings.knowledge.dir = package.join("knowledge");
    settings.dialogs.dir = package.join("dialogs");
    settings
}

/// The assistant, read once.
fn assistant() -> &'static Arc<Assistant> {
    static READ: OnceLock<Arc<Assistant>> = OnceLock::new();
    READ.get_or_init(|| app::assistant(&settings()).unwrap())
}

impl Desk {
    /// On Monday, 2026-01-05, at 10 in the morning in 北京时间.
    pub(crate) async fn open() -> Self {
        Self::open_with(Arc::new(MemoryStore::new()), Arc::new(FakeBotApi::start().await)).await
    }

    /// Stops and starts again on the same store and the same Telegram, at the same hour as at first.
    pub(crate) async fn restart(mut self) -> Self {
        self.stop.cancel();
        while self.parts.join_next().await.is_some() {}
        Self::open_with(self.store.clone(), self.fake.clone()).await
    }

    async fn open_with(store: Arc<MemoryStore>, fake: Arc<FakeBotApi>) -> Self {
        fake.add_group(GROUP);
        fake.add_person(ANNA);
        fake.add_person(WANG);
        let start: Timestamp = "2026-01-05T02:00:00Z".parse().unwrap();
        let seconds = Arc::new(AtomicI64::new(start.as_second()));
        let read = seconds.clone();
        let clock: Clock = Arc::new(move || Timestamp::from_second(read.load(Ordering::SeqCst)).unwrap());
        let office = app::office(&settings(), assistant()).unwrap();
        let room = ConversationId::new(Channel::Telegram, GROUP.to_string()).unwrap();
        let room = room::ids_of(&*store, room).await.unwrap();
        let relay = Relay::new(store.clone(), assistant().clone(), office, clock.clone()).with_staff_room(room);
        let relay = Arc::new(relay.with_console(Some("https://zhuqi.example.com/console".to_owned())));
        let bot = Telegram::new(SecretString::from(TOKEN), Some(fake.url().parse().unwrap())).unwrap();
        let bot = Arc::new(bot.with_pace(Pace { patience: Duration::from_secs(5), ..FAST }));
        let (stop, mut parts) = (CancellationToken::new(), JoinSet::new());
        let (receiver, inbox, stopped) = (bot.clone(), relay.clone(), stop.clone());
        parts.spawn(async move { receiver.run(&*inbox, clock, stopped).await.unwrap() });
        let messengers: Vec<Arc<dyn Messenger>> = vec![bot];
        parts.spawn(relay.clone().run(messengers, stop.clone()));
        Self { fake, store, relay, seconds, stop, parts }
    }

    /// Lets time pass for everything but the rounds that go by themselves.
    pub(crate) fn later(&self, time: SignedDuration) {
        self.seconds.fetch_add(time.as_secs(), Ordering::SeqCst);
    }

    /// Waits until a message of the bot in a chat fulfils the condition; gives the last one that does.
    pub(crate) async fn shown(&self, chat: i64, fits: impl Fn(&Sent) -> bool) -> Sent {
        let waiting = async {
            loop {
                if let Some(sent) = self.fake.sent(chat).into_iter().rfind(&fits) {
                    return sent;
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        match tokio::time::timeout(SOON, waiting).await {
            Ok(sent) => sent,
            Err(_) => {
                let texts: Vec<_> = self.fake.sent(chat).into_iter().map(|sent| sent.text).collect();
                panic!("not shown in {chat}: {texts:#?}");
            }
        }
    }

    /// Waits for a message of the bot in a chat that contains these words.
    pub(crate) async fn reads(&self, chat: i64, words: &str) -> Sent {
        self.shown(chat, |sent| sent.text.contains(words)).await
    }

    /// Waits until it is noted which ticket a message told of: a person takes longer to reply than that takes.
    pub(crate) async fn noted(&self, chat: i64, sent: &Sent) {
        let conversation = ConversationId::new(Channel::Telegram, chat.to_string()).unwrap();
        let message = MessageId(sent.message.to_string());
        let waiting = async {
            while self.store.told_by(&conversation, &message).await.unwrap().is_none() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(SOON, waiting).await.expect("it is never noted what a message told of");
    }

    /// Presses a button in a chat and gives what is read right away.
    pub(crate) async fn press(&self, chat: i64, user: i64, label: &str) -> (Option<String>, bool) {
        self.shown(chat, |sent| sent.labels().contains(&label)).await;
        self.answer_to(self.fake.press_in(chat, user, label)).await
    }

    /// Presses a button that a message has shown once.
    pub(crate) async fn press_data(&self, user: i64, message: i64, data: &str) -> (Option<String>, bool) {
        self.answer_to(self.fake.press_under(user, message, data)).await
    }

    pub(crate) async fn answer_to(&self, query: String) -> (Option<String>, bool) {
        let waiting = async {
            loop {
                if let Some(answer) = self.fake.answered().into_iter().find(|answer| answer.query == query) {
                    return (answer.text, answer.alert);
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(SOON, waiting).await.expect("an answer to the press")
    }

    /// An enterprise registers a problem in Telegram.
    pub(crate) async fn registered(&self) -> TicketNumber {
        let before = self.tickets().await.len();
        let mut read = self.fake.sent(ANNA).len();
        let earlier = self.fake.sent(ANNA).iter().map(|sent| sent.message).max();
        // The same trouble once more would be taken for an addition to the first ticket.
        let trouble = ["我们厂在四平铁西，这两天老停电", "客户欠我们货款一百万不给"][before.min(1)];
        let words = [trouble, "同意", "某某机械有限公司", "王某某", "确认提交"];
        for words in words {
            self.fake.say(ANNA, words);
            read += 1;
            self.fake.wait_for_replies(ANNA, read, SOON).await;
        }
        // News of another ticket may have been counted as the last reply.
        self.shown(ANNA, |sent| Some(sent.message) > earlier && sent.text.contains("登记好了")).await;
        let tickets = self.tickets().await;
        assert_eq!(tickets.len(), before + 1);
        tickets[0].number.clone()
    }

    /// Somebody of the staff has an account and is linked with their user of Telegram.
    pub(crate) async fn link(&self, login: &str, user: i64, region: Option<&str>) {
        let code = self.code(login, region).await;
        self.fake.say(user, &format!("/link {code}"));
        self.reads(user, "绑定好了").await;
    }

    /// A code for a new account.
    pub(crate) async fn code(&self, login: &str, region: Option<&str>) -> String {
        let id = StaffId::new(login).unwrap();
        let staff = Staff {
            id: id.clone(),
            name: "某经办".to_owned(),
            role: Role::Agent,
            region: region.map(str::to_owned),
            desk: None,
            telegram: None,
            disabled: false,
        };
        let (office, now) = (self.relay.office(), self.relay.now());
        accounts::add(&*self.store, &office, staff, &Password::fresh(), By("test"), now).await.unwrap();
        link::issue(&*self.store, &id, By("test"), now).await.unwrap()
    }

    /// Somebody who may do everything, as they act in the console.
    pub(crate) fn supervisor(&self) -> Staff {
        Staff {
            id: StaffId::new("zhao.min").unwrap(),
            name: "某督办".to_owned(),
            role: Role::Supervisor,
            region: None,
            desk: None,
            telegram: None,
            disabled: false,
        }
    }

    /// Waits until nothing waits to be sent to a chat.
    pub(crate) async fn idle(&self, chat: i64) {
        self.until_next(chat, |next| next.is_none()).await;
    }

    /// Waits until what is next to be sent to a chat was tried and waits for another try.
    pub(crate) async fn put_off(&self, chat: i64) {
        self.until_next(chat, |next| next.is_some_and(|next| next.attempts > 0)).await;
    }

    async fn until_next(&self, chat: i64, fits: impl Fn(Option<&Outgoing>) -> bool) {
        let to = ConversationId::new(Channel::Telegram, chat.to_string()).unwrap();
        let waiting = async {
            loop {
                let due = self.store.due(Timestamp::MAX, &[], usize::MAX).await.unwrap();
                if fits(due.iter().find(|outgoing| outgoing.conversation == to)) {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(SOON, waiting).await.expect("the outbox stays as it is");
    }

    /// Says something in the private chat of the enterprise; gives the next message of the bot there.
    pub(crate) async fn tell(&self, words: &str) -> Sent {
        let read = self.fake.sent(ANNA).len();
        self.fake.say(ANNA, words);
        self.fake.wait_for_replies(ANNA, read + 1, SOON).await[read].clone()
    }

    /// What is held of a file for somebody in private.
    pub(crate) async fn held(&self, chat: i64, bytes: &[u8]) -> Option<Vec<u8>> {
        let of = ConversationId::new(Channel::Telegram, chat.to_string()).unwrap();
        let digest = format!("{:x}", Sha256::digest(bytes));
        self.store.held_file(&of, &digest).await.unwrap()
    }

    pub(crate) async fn tickets(&self) -> Vec<Ticket> {
        self.store.tickets(&TicketQuery { limit: usize::MAX, ..TicketQuery::default() }).await.unwrap()
    }

    pub(crate) async fn ticket(&self, number: &TicketNumber) -> Ticket {
        self.store.ticket(number).await.unwrap().unwrap()
    }

    /// What has happened to a ticket, by its codes.
    pub(crate) async fn history(&self, number: &TicketNumber) -> Vec<&'static str> {
        self.ticket(number).await.events.iter().map(|event| event.change.code()).collect()
    }
}
