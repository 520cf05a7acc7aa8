//! Whether every record can be read and every index agrees with its records.

use ::sled::Db;
use serde::de::{DeserializeOwned, IgnoredAny};

use super::inbox;
use super::keys::{
    self, AUDIT, CONVERSATION, DEAD_LETTER, EVENT, EXPIRY, HEAD, INBOX, KEYED, LAST_COUNT, NOTIFIED, OUTBOX, OUTBOX_OF,
    PENDING, RECEIPT, RECORD, SEEN, TICKET, TICKET_OF, TOLD,
};
use super::record;
use super::rows::get;
use super::tickets::{self, TicketRow};
use crate::domain::conversation::Conversation;
use crate::domain::message::{ConversationId, Message};
use crate::domain::ticket::{Event, Ticket};
use crate::store::{Audit, DeadLetter, KeyedRequest, Notified, Outgoing, Receipt};

/// Everything that is wrong, in words for the log; reads every row.
pub(super) fn faults(db: &Db) -> Vec<String> {
    let mut faults = Vec::new();
    for row in db.iter() {
        let (key, value) = match row {
            Ok(row) => row,
            Err(error) => {
                faults.push(error.to_string());
                break;
            }
        };
        if let Err(fault) = check(db, &key, &value) {
            faults.push(format!("{}: {fault}", char::from(key.first().copied().unwrap_or(b'?'))));
        }
    }
    faults
}

fn check(db: &Db, key: &[u8], value: &[u8]) -> Result<(), String> {
    match key.first().copied().unwrap_or_default() {
        INBOX => {
            let message: Message = read(value)?;
            let pending = keys::message(PENDING, &message.conversation, &message.id);
            let place: Option<u64> = get(db, &pending).map_err(|error| error.to_string())?;
            agree(place.is_some_and(|place| keys::numbered_of(INBOX, &message.conversation, place) == key))
        }
        PENDING => {
            let place: u64 = read(value)?;
            let conversation = keys::conversation_in(key).ok_or("the key is damaged")?;
            has(db, &keys::numbered_of(INBOX, &conversation, place))
        }
        SEEN => read::<inbox::Seen>(value).map(|_| ()),
        CONVERSATION => read::<Conversation>(value).map(|_| ()),
        TICKET => check_ticket(db, key, &read::<TicketRow>(value)?.ticket),
        EVENT => read::<Event>(value).map(|_| ()),
        NOTIFIED => read::<Notified>(value).map(|_| ()),
        TOLD => has(db, &keys::ticket(&read(value)?)),
        TICKET_OF => has(db, &keys::ticket_from_index(key).ok_or("the key is damaged")?),
        OUTBOX => check_outgoing(db, key, &read(value)?),
        OUTBOX_OF => {
            let conversation: ConversationId = read(value)?;
            let id = key.get(1..).and_then(|id| id.try_into().ok()).ok_or("the key is damaged")?;
            has(db, &keys::numbered_of(OUTBOX, &conversation, u64::from_be_bytes(id)))
        }
        HEAD => {
            let conversation: ConversationId = read(value)?;
            let (_, id) = keys::head_parts(key).ok_or("the key is damaged")?;
            has(db, &keys::numbered_of(OUTBOX, &conversation, id))
        }
        DEAD_LETTER => read::<DeadLetter>(value).map(|_| ()),
        AUDIT => read::<Audit>(value).map(|_| ()),
        RECEIPT => read::<Receipt>(value).map(|_| ()),
        KEYED => read::<KeyedRequest>(value).map(|_| ()),
        EXPIRY | LAST_COUNT | RECORD | b'n' | b'v' => read::<IgnoredAny>(value).map(|_| ()),
        _ => Err("the kind is unknown".to_owned()),
    }
}

fn check_ticket(db: &Db, key: &[u8], ticket: &Ticket) -> Result<(), String> {
    agree(keys::ticket(&ticket.number) == key)?;
    let whole = tickets::find(db, &ticket.number).map_err(|error| error.to_string())?;
    agree(whole.is_some_and(|whole| whole.replay().is_ok_and(|replayed| replayed == whole)))?;
    let last: Option<u32> = get(db, &keys::last_count(ticket.number.day())).map_err(|error| error.to_string())?;
    agree(last.is_some_and(|last| last >= ticket.number.count()))?;
    match &ticket.conversation {
        Some(conversation) => has(db, &keys::ticket_of(conversation, &ticket.number)),
        None => Ok(()),
    }
}

fn check_outgoing(db: &Db, key: &[u8], outgoing: &Outgoing) -> Result<(), String> {
    agree(keys::numbered_of(OUTBOX, &outgoing.conversation, outgoing.id) == key)?;
    has(db, &keys::numbered(OUTBOX_OF, outgoing.id))?;
    let queue = keys::of(OUTBOX, &outgoing.conversation);
    let first = db.scan_prefix(queue).keys().next().transpose().map_err(|error| error.to_string())?;
    let is_first = first.is_some_and(|first| first == key);
    let is_head = db.contains_key(keys::head(outgoing.due, outgoing.id)).map_err(|error| error.to_string())?;
    agree(is_first == is_head)
}

fn read<T: DeserializeOwned>(value: &[u8]) -> Result<T, String> {
    record::decode(value).map_err(|fault| fault.to_string())
}

fn has(db: &Db, key: &[u8]) -> Result<(), String> {
    agree(db.contains_key(key).map_err(|error| error.to_string())?)
}

fn agree(agrees: bool) -> Result<(), String> {
    if agrees { Ok(()) } else { Err("an index and its record disagree".to_owned()) }
}
