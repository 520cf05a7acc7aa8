//! What Telegram knows: chats, waiting updates, what was sent.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Instant;

use serde_json::{Value, json};

use super::BOT;
use super::faults::Scripted;
use super::form::Params;

/// Everything the server keeps.
pub(crate) struct World {
    pub(crate) chats: BTreeMap<i64, Chat>,
    pub(crate) queue: VecDeque<Value>,
    pub(crate) next_update: i64,
    pub(crate) confirmed: BTreeSet<i64>,
    pub(crate) next_message: i64,
    pub(crate) allowed: Option<Vec<String>>,
    pub(crate) webhook: Webhook,
    /// Updates that were delivered, with the answer's status.
    pub(crate) deliveries: Vec<(i64, u16)>,
    pub(crate) poll: u64,
    pub(crate) commands: Value,
    /// Presses whose answer is awaited.
    pub(crate) presses: Vec<String>,
    pub(crate) sent: Vec<Sent>,
    pub(crate) answered: Vec<Answered>,
    pub(crate) calls: Vec<Call>,
    pub(crate) faults: Vec<Scripted>,
    /// The files people have sent, by their id.
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    /// What people have posted.
    pub(crate) posted: Vec<Value>,
}

/// Where updates are delivered.
#[derive(Debug, Clone, Default)]
pub(crate) struct Webhook {
    /// Empty while they are asked for.
    pub(crate) url: String,
    pub(crate) secret: String,
}

/// One chat.
#[derive(Debug, Clone)]
pub(crate) struct Chat {
    pub(crate) kind: &'static str,
    pub(crate) name: String,
    pub(crate) blocked: bool,
    pub(crate) moved_to: Option<i64>,
}

/// One message of the bot.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    pub(crate) chat: i64,
    pub(crate) message: i64,
    /// The text as the person reads it.
    pub(crate) text: String,
    /// The text as the bot wrote it.
    pub(crate) written: String,
    pub(crate) html: bool,
    /// Rows of label and data.
    pub(crate) keyboard: Vec<Vec<(String, String)>>,
    /// The topic it stands in.
    pub(crate) topic: Option<i64>,
    /// The message it answers.
    pub(crate) answers: Option<i64>,
    pub(crate) at: Instant,
}

impl Sent {
    /// The labels of all buttons.
    pub(crate) fn labels(&self) -> Vec<&str> {
        self.keyboard.iter().flatten().map(|(label, _)| label.as_str()).collect()
    }
}

/// One answered press.
#[derive(Debug, Clone)]
pub(crate) struct Answered {
    pub(crate) query: String,
    /// What the person read.
    pub(crate) text: Option<String>,
    /// Whether in a window of its own.
    pub(crate) alert: bool,
    pub(crate) at: Instant,
}

/// One call of the bot.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) method: String,
    pub(crate) params: Params,
    pub(crate) at: Instant,
}

impl Call {
    /// Whether it is a call of `method`, in any letter case.
    pub(crate) fn is(&self, method: &str) -> bool {
        self.method.eq_ignore_ascii_case(method)
    }
}

impl World {
    pub(crate) fn new() -> Self {
        Self {
            chats: BTreeMap::new(),
            queue: VecDeque::new(),
            next_update: 1000,
            confirmed: BTreeSet::new(),
            next_message: 1,
            allowed: None,
            webhook: Webhook::default(),
            deliveries: Vec::new(),
            poll: 0,
            commands: json!([]),
            presses: Vec::new(),
            sent: Vec::new(),
            answered: Vec::new(),
            calls: Vec::new(),
            faults: Vec::new(),
            files: BTreeMap::new(),
            posted: Vec::new(),
        }
    }

    /// Puts an update of a kind into the queue, if the bot asks for that kind; returns its id.
    pub(crate) fn enqueue(&mut self, kind: &str, object: Value) -> i64 {
        let id = self.next_update;
        self.next_update += 1;
        if self.allowed.as_ref().is_none_or(|kinds| kinds.iter().any(|allowed| allowed == kind)) {
            self.queue.push_back(json!({"update_id": id, kind: object}));
        }
        id
    }

    /// Forgets the updates below `offset`; a negative one counts from the end.
    pub(crate) fn confirm(&mut self, offset: i64) {
        if offset < 0 {
            let keep = usize::try_from(-offset).expect("positive");
            let drop = self.queue.len().saturating_sub(keep);
            self.queue.drain(..drop);
            return;
        }
        let gone = |update: &Value| update["update_id"].as_i64().filter(|id| *id < offset);
        self.confirmed.extend(self.queue.iter().filter_map(gone));
        self.queue.retain(|update| gone(update).is_none());
    }

    /// A chat object.
    pub(crate) fn chat(&self, id: i64) -> Value {
        let chat = &self.chats[&id];
        let name = if chat.kind == "private" { "first_name" } else { "title" };
        json!({"id": id, "type": chat.kind, name: chat.name})
    }

    /// A message object in a chat, with a new id.
    pub(crate) fn message(&mut self, chat: i64, from: Value, more: Value) -> Value {
        let id = self.next_message;
        self.next_message += 1;
        let mut message = json!({"message_id": id, "date": 1_700_000_000 + id, "chat": self.chat(chat), "from": from});
        extend(&mut message, more);
        message
    }

    /// The bot's message as an object.
    pub(crate) fn sent_message(&self, sent: &Sent) -> Value {
        let mut message = json!({
            "message_id": sent.message, "date": 1_700_000_000 + sent.message, "chat": self.chat(sent.chat),
            "from": bot(), "text": sent.text.trim(),
        });
        let row = |row: &Vec<(String, String)>| -> Value {
            row.iter().map(|(label, data)| json!({"text": label, "callback_data": data})).collect()
        };
        if let Some(topic) = sent.topic {
            extend(&mut message, json!({"message_thread_id": topic, "is_topic_message": true}));
        }
        if !sent.keyboard.is_empty() {
            let rows: Value = sent.keyboard.iter().map(row).collect();
            extend(&mut message, json!({"reply_markup": {"inline_keyboard": rows}}));
        }
        message
    }
}

/// The bot as a user object.
pub(crate) fn bot() -> Value {
    json!({"id": BOT.0, "is_bot": true, "first_name": "助企", "username": BOT.1})
}

/// Adds fields to an object.
pub(crate) fn extend(object: &mut Value, more: Value) {
    if let (Value::Object(object), Value::Object(more)) = (object, more) {
        object.extend(more);
    }
}
