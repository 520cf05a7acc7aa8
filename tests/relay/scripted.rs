//! An assistant that does what the message says, and a messenger that fails as told.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use zhuqi::assistant::briefing::Briefing;
use zhuqi::assistant::outcome::{Asks, Done, Effect, Known, Outcome};
use zhuqi::domain::act::Open;
use zhuqi::domain::conversation::{Conversation, Topic};
use zhuqi::domain::message::{Channel, Content, ConversationId, Message, MessageId};
use zhuqi::domain::reply::{Kind, Reply};
use zhuqi::domain::ticket::{Draft, Event, Ticket};
use zhuqi::judge::Request;
use zhuqi::relay::{Clock, Decide, Messenger, SendError};

pub(crate) const APOLOGY: &str = "对不起";

/// Does what the first word of a message says, echoes it, and notes it in the conversation.
#[derive(Default)]
pub(crate) struct Scripted {
    /// How often `stumble` panics before it succeeds.
    pub(crate) stumbles: AtomicUsize,
    /// How many messages were begun.
    pub(crate) begun: AtomicUsize,
    /// What it calls itself when it tells of a ticket.
    pub(crate) name: &'static str,
    released: Mutex<usize>,
    bell: Condvar,
}

impl Scripted {
    /// One that calls itself so.
    pub(crate) fn named(name: &'static str) -> Self {
        Self { name, ..Self::default() }
    }

    /// Lets so many more `hold` messages pass.
    pub(crate) fn release(&self, count: usize) {
        *self.released.lock().unwrap() += count;
        self.bell.notify_all();
    }

    fn hold(&self) {
        let mut released = self.released.lock().unwrap();
        while *released == 0 {
            released = self.bell.wait(released).unwrap();
        }
        *released -= 1;
    }

    fn stumble(&self) {
        let left = self.stumbles.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        if left.is_ok() {
            panic_quietly();
        }
    }
}

/// A panic without pages of backtrace in the output of the tests.
fn panic_quietly() -> ! {
    std::panic::resume_unwind(Box::new("scripted"))
}

pub(crate) fn draft() -> Draft {
    Draft {
        enterprise: "某某机械有限公司".into(),
        credit_code: None,
        contact: "某某".into(),
        phone: None,
        region: None,
        category: None,
        description: "车间这两天老停电".into(),
    }
}

/// What was said in a conversation, oldest first, as [`Scripted`] notes it.
pub(crate) fn said(conversation: &Conversation) -> Vec<String> {
    let question = conversation.topic.as_ref().map(|topic| topic.question.as_str()).unwrap_or_default();
    question.lines().map(str::to_owned).collect()
}

/// What is asked of a judge outside about a text.
fn asks(text: &str) -> Asks {
    let (turns, open, points) = (vec![text.to_owned()], Open::default(), Vec::new());
    Asks::Judgement(Box::new(Request { pass: 1, turns, open, points }))
}

impl Decide for Scripted {
    fn reply(
        &self,
        mut conversation: Conversation,
        message: &Message,
        known: &Known,
        _now: Timestamp,
    ) -> Result<Outcome, Asks> {
        self.begun.fetch_add(1, Ordering::SeqCst);
        let Content::Text(text) = &message.content else { panic_quietly() };
        let mut lines = said(&conversation);
        lines.push(text.clone());
        conversation.topic = Some(Topic { question: lines.join("\n"), cards: Vec::new(), told: Vec::new() });
        let mut outcome = Outcome {
            replies: vec![Reply::plain(Kind::Smalltalk, text.clone())],
            conversation,
            effects: Vec::new(),
            durable: false,
        };
        match text.split(' ').next().unwrap_or_default() {
            "panic" => panic_quietly(),
            "stumble" => self.stumble(),
            "hold" => self.hold(),
            "hold-register" => {
                self.hold();
                outcome.effects.push(Effect::Register(draft()));
            }
            "durable" => outcome.durable = true,
            "register" => outcome.effects.push(Effect::Register(draft())),
            "judge" => outcome.effects.push(Effect::Judged { card: None, points: Vec::new(), helpful: true }),
            "tickets" => outcome.replies = vec![Reply::plain(Kind::Ticket, known.tickets.len().to_string())],
            "ask" if known.judged.is_empty() => return Err(asks(text)),
            "ask" => outcome.replies = vec![Reply::plain(Kind::Smalltalk, format!("{text}: {:?}", known.judged[0]))],
            _ => {}
        }
        Ok(outcome)
    }

    fn report(&self, _conversation: &mut Conversation, done: &Done) -> Vec<Reply> {
        let Done::Registered(ticket) = done else { return Vec::new() };
        vec![Reply::plain(Kind::Report, format!("{}{}", self.name, ticket.number))]
    }

    fn apology(&self) -> Reply {
        Reply::plain(Kind::Smalltalk, APOLOGY)
    }

    fn tell_enterprise(&self, ticket: &Ticket, event: &Event) -> Option<Reply> {
        Some(Reply::plain(Kind::Ticket, format!("{} {}", ticket.number, event.change.code())))
    }

    fn tell_staff(&self, ticket: &Ticket, event: &Event) -> Option<Reply> {
        Some(Reply::plain(Kind::Ticket, format!("staff: {}{} {}", self.name, ticket.number, event.change.code())))
    }

    fn brief(&self, briefing: &Briefing<'_>) -> Reply {
        let said = match briefing {
            Briefing::Card(ticket) => format!("card {}", ticket.status().as_str()),
            Briefing::Digest(digest) => format!("digest {digest:?}"),
            other => format!("{other:?}").split(['(', ' ']).next().unwrap().to_owned(),
        };
        Reply::plain(Kind::Ticket, said)
    }

    fn as_answer<'a>(&self, words: &'a str) -> Option<&'a str> {
        words.strip_prefix("answer ")
    }

    fn passed_by_button(&self) -> String {
        "button".to_owned()
    }
}

/// What a send does instead of arriving.
pub(crate) enum Mishap {
    Fails(SendError),
    Panics,
    Hangs,
    /// It arrives, and this happens meanwhile.
    Arrives(Box<dyn FnOnce() + Send>),
}

/// A reply that has arrived.
#[derive(Debug, Clone)]
pub(crate) struct Arrived {
    pub(crate) conversation: ConversationId,
    pub(crate) text: String,
    pub(crate) at: Timestamp,
}

/// Takes replies for Telegram.
pub(crate) struct Postbox {
    clock: Clock,
    arrived: Mutex<Vec<Arrived>>,
    mishaps: Mutex<HashMap<ConversationId, VecDeque<Mishap>>>,
    sending: Mutex<HashSet<ConversationId>>,
    /// Whether two replies of one conversation were on their way at the same time.
    pub(crate) overlapped: AtomicBool,
    pub(crate) attempts: AtomicUsize,
}

impl Postbox {
    pub(crate) fn new(clock: Clock) -> Self {
        Self {
            clock,
            arrived: Mutex::default(),
            mishaps: Mutex::default(),
            sending: Mutex::default(),
            overlapped: AtomicBool::new(false),
            attempts: AtomicUsize::new(0),
        }
    }

    /// The next sends to this conversation go like this.
    pub(crate) fn plan(&self, conversation: &ConversationId, mishaps: Vec<Mishap>) {
        self.mishaps.lock().unwrap().entry(conversation.clone()).or_default().extend(mishaps);
    }

    pub(crate) fn arrived(&self) -> Vec<Arrived> {
        self.arrived.lock().unwrap().clone()
    }

    pub(crate) fn texts(&self, conversation: &ConversationId) -> Vec<String> {
        let arrived = self.arrived.lock().unwrap();
        arrived.iter().filter(|reply| reply.conversation == *conversation).map(|reply| reply.text.clone()).collect()
    }

    async fn attempt(&self, conversation: &ConversationId) -> Result<(), SendError> {
        let mishap = self.mishaps.lock().unwrap().get_mut(conversation).and_then(VecDeque::pop_front);
        match mishap {
            None => Ok(()),
            Some(Mishap::Fails(error)) => Err(error),
            Some(Mishap::Panics) => panic_quietly(),
            Some(Mishap::Hangs) => std::future::pending().await,
            Some(Mishap::Arrives(meanwhile)) => {
                meanwhile();
                Ok(())
            }
        }
    }
}

#[async_trait]
impl Messenger for Postbox {
    fn channel(&self) -> Channel {
        Channel::Telegram
    }

    async fn send(
        &self,
        conversation: &ConversationId,
        reply: &Reply,
        _answers: Option<&MessageId>,
    ) -> Result<Option<MessageId>, SendError> {
        self.attempts.fetch_add(1, Ordering::SeqCst);
        if !self.sending.lock().unwrap().insert(conversation.clone()) {
            self.overlapped.store(true, Ordering::SeqCst);
        }
        tokio::task::yield_now().await;
        let _end = Ends { postbox: self, conversation };
        self.attempt(conversation).await?;
        let arrived = Arrived { conversation: conversation.clone(), text: reply.text.clone(), at: (self.clock)() };
        self.arrived.lock().unwrap().push(arrived);
        Ok(None)
    }
}

struct Ends<'a> {
    postbox: &'a Postbox,
    conversation: &'a ConversationId,
}

impl Drop for Ends<'_> {
    fn drop(&mut self) {
        self.postbox.sending.lock().unwrap().remove(self.conversation);
    }
}

/// A clock that goes with the time of tokio, so that tests can pause it.
pub(crate) fn clock() -> Clock {
    let start = tokio::time::Instant::now();
    let noon: Timestamp = "2026-01-05T04:00:00Z".parse().unwrap();
    std::sync::Arc::new(move || {
        let elapsed: Duration = start.elapsed();
        noon + elapsed
    })
}
