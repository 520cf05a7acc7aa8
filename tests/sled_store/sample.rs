//! Small values to put into a store, and a whole history of one message.

use jiff::Timestamp;
use jiff::civil::{Date, date};
use zhuqi::domain::ids::DeskId;
use zhuqi::domain::message::{Channel, Content, ConversationId, Message, MessageId};
use zhuqi::domain::reply::{Kind, Reply};
use zhuqi::domain::ticket::{Draft, Due, Registration, Ticket, TicketNumber};
use zhuqi::store::{Audit, Notice, Store, StoreError, TicketQuery, Turn};

pub(crate) const DAY: Date = date(2026, 1, 5);

/// A conversation named like its only message.
pub(crate) fn conversation(name: &str) -> ConversationId {
    ConversationId::new(Channel::Web, name).unwrap()
}

pub(crate) fn message(name: &str) -> Message {
    let content = Content::Text("停电了".to_owned());
    Message::new(MessageId(name.to_owned()), conversation(name), content, Timestamp::UNIX_EPOCH)
}

/// The ticket that the message `name` causes; its code is the name.
fn ticket(name: &str, count: u32) -> Ticket {
    let draft = Draft {
        enterprise: "某某机械厂".to_owned(),
        credit_code: None,
        contact: "某某".to_owned(),
        phone: None,
        region: None,
        category: None,
        description: "这两天老停电".to_owned(),
    };
    let (number, at) = (TicketNumber::new(DAY, count), Timestamp::UNIX_EPOCH);
    let (code, conversation, desk) = (name.to_owned(), Some(conversation(name)), DeskId::new("jilin").unwrap());
    let due = Due { accept: at, reply: at, answer: at };
    Ticket::register(draft, Registration { number, code, conversation, desk, due, at })
}

/// Registers the ticket of an accepted message, repeating on conflicts.
pub(crate) async fn register(store: &dyn Store, name: &str) -> Result<TicketNumber, StoreError> {
    let audit = Audit {
        at: Timestamp::UNIX_EPOCH,
        actor: name.to_owned(),
        action: "ticket.submitted".to_owned(),
        subject: "WZ".to_owned(),
    };
    loop {
        let count = store.last_count(DAY).await? + 1;
        let turn = Turn {
            done: vec![(conversation(name), MessageId(name.to_owned()))],
            new_tickets: vec![ticket(name, count)],
            audit: vec![audit.clone()],
            outbox: vec![Notice::plain(conversation(name), Reply::plain(Kind::Report, "已登记"))],
            ..Turn::default()
        };
        match store.commit(turn).await {
            Err(StoreError::Conflict) => {}
            outcome => return outcome.map(|()| TicketNumber::new(DAY, count)),
        }
    }
}

/// The codes of all tickets.
pub(crate) async fn codes(store: &dyn Store) -> Vec<String> {
    let all = TicketQuery { limit: usize::MAX, ..TicketQuery::default() };
    store.tickets(&all).await.unwrap().into_iter().map(|ticket| ticket.code).collect()
}
