//! Small values to put into a store.

use jiff::civil::{Date, date};
use jiff::{SignedDuration, Timestamp};
use zhuqi::domain::ids::DeskId;
use zhuqi::domain::message::{Channel, Content, ConversationId, Message, MessageId};
use zhuqi::domain::reply::{Kind, Reply};
use zhuqi::domain::ticket::{Category, Draft, Due, Registration, Ticket, TicketNumber};
use zhuqi::store::{Audit, DeadLetter, Delivery, KeyedRequest, Letter, Notice, Receipt, Turn};

pub(crate) const DAY: Date = date(2026, 1, 5);

/// So many seconds after the tests' beginning.
pub(crate) fn at(second: i64) -> Timestamp {
    let beginning: Timestamp = "2026-01-05T01:00:00Z".parse().unwrap();
    beginning + SignedDuration::from_secs(second)
}

pub(crate) fn conversation(key: &str) -> ConversationId {
    ConversationId::new(Channel::Telegram, key).unwrap()
}

pub(crate) fn id(text: &str) -> MessageId {
    MessageId(text.to_owned())
}

pub(crate) fn message(key: &str, message_id: &str, second: i64) -> Message {
    Message::new(id(message_id), conversation(key), Content::Text(format!("停电了 {message_id}")), at(second))
}

pub(crate) fn number(count: u32) -> TicketNumber {
    TicketNumber::new(DAY, count)
}

pub(crate) fn ticket(count: u32, key: Option<&str>) -> Ticket {
    let draft = Draft {
        enterprise: "某某机械厂".to_owned(),
        credit_code: None,
        contact: "某某".to_owned(),
        phone: None,
        region: Some("四平市铁西区".to_owned()),
        category: Some(Category::Power),
        description: "这两天老停电".to_owned(),
    };
    let (desk, at) = (DeskId::new("jilin").unwrap(), at(0));
    let (code, conversation) = (format!("code-{count}"), key.map(conversation));
    let due = Due { accept: at, reply: at, answer: at };
    Ticket::register(draft, Registration { number: number(count), code, conversation, desk, due, at })
}

pub(crate) fn reply(text: &str) -> Reply {
    Reply::plain(Kind::Smalltalk, text)
}

pub(crate) fn receipt(key: &str, message_id: &str, second: i64) -> Receipt {
    Receipt { conversation: conversation(key), message: id(message_id), replies: vec![reply("好的")], at: at(second) }
}

pub(crate) fn keyed(key: &str, digest: &str, count: u32, second: i64) -> KeyedRequest {
    KeyedRequest { key: key.to_owned(), digest: digest.to_owned(), ticket: number(count), at: at(second) }
}

pub(crate) fn letter(key: &str, message_id: &str, second: i64) -> DeadLetter {
    let letter = Letter::Message(message(key, message_id, second));
    DeadLetter {
        at: at(second), conversation: conversation(key), reason: "五次都没有处理成功".to_owned(), letter
    }
}

pub(crate) fn audit(subject: &str) -> Audit {
    Audit { at: at(0), actor: "system".to_owned(), action: "ticket.submitted".to_owned(), subject: subject.to_owned() }
}

/// It has arrived.
pub(crate) fn arrived() -> Delivery {
    Delivery::Sent { at: at(0), message: None }
}

/// A turn that only takes a message out of the inbox.
pub(crate) fn done(key: &str, message_id: &str) -> Turn {
    Turn { done: vec![(conversation(key), id(message_id))], at: at(0), ..Turn::default() }
}

/// A turn that only sends replies, due at once.
pub(crate) fn sends(replies: &[(&str, &str)], second: i64) -> Turn {
    let outbox = replies.iter().map(|(key, text)| Notice::plain(conversation(key), reply(text))).collect();
    Turn { outbox, at: at(second), ..Turn::default() }
}

/// A turn that only registers tickets.
pub(crate) fn registers(tickets: Vec<Ticket>) -> Turn {
    Turn { new_tickets: tickets, at: at(0), ..Turn::default() }
}
