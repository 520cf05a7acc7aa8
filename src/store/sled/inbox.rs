//! Messages that were accepted and not yet handled.

use ::sled::Db;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::failure::read_error;
use super::keys::{self, INBOX, PENDING, SEEN};
use super::record;
use super::rows::{Rows, Step, refuse, transact};
use crate::domain::message::{ConversationId, Message, MessageId};
use crate::store::{REMEMBERED, Result, StoreError};

/// When a message was accepted.
#[derive(Serialize, Deserialize)]
pub(super) struct Seen {
    at: Timestamp,
}

/// Puts messages into the inbox in this order; returns how many were new.
pub(super) fn accept(db: &Db, messages: &[Message]) -> Result<usize> {
    transact(db, |rows| {
        let mut new = 0;
        for message in messages {
            if !is_repeated(rows, message)? {
                put(rows, message)?;
                new += 1;
            }
        }
        Ok(new)
    })
}

/// Takes a handled message out of the inbox. One that is not there was handled before, and must not take effect twice.
pub(super) fn take(rows: &Rows<'_>, conversation: &ConversationId, id: &MessageId) -> Step<()> {
    let pending = keys::message(PENDING, conversation, id);
    let Some(place) = rows.get::<u64>(&pending)? else {
        return refuse(StoreError::Conflict);
    };
    rows.remove(pending)?;
    rows.remove(keys::numbered_of(INBOX, conversation, place))
}

/// The conversations with messages in the inbox; one step a conversation, however many messages wait.
pub(super) fn waiting(db: &Db) -> Result<Vec<ConversationId>> {
    let (mut from, end) = (keys::all(INBOX), keys::after(keys::all(INBOX)));
    let mut found = Vec::new();
    while let Some((key, _)) = db.range(from..end.clone()).next().transpose().map_err(read_error)? {
        let Some(conversation) = keys::conversation_in(&key) else {
            return Err(StoreError::Other("a key of the inbox is damaged".to_owned()));
        };
        from = keys::after(keys::of(INBOX, &conversation));
        found.push(conversation);
    }
    Ok(found)
}

/// The oldest messages of a conversation, at most so many.
pub(super) fn oldest(db: &Db, conversation: &ConversationId, limit: usize) -> Result<Vec<Message>> {
    let oldest = db.scan_prefix(keys::of(INBOX, conversation)).values().take(limit);
    oldest.map(|value| Ok(record::decode(&value.map_err(read_error)?)?)).collect()
}

fn is_repeated(rows: &Rows<'_>, message: &Message) -> Step<bool> {
    // A message that still waits is known even after its seen row was swept.
    if rows.has(&keys::message(PENDING, &message.conversation, &message.id))? {
        return Ok(true);
    }
    let seen: Option<Seen> = rows.get(&keys::message(SEEN, &message.conversation, &message.id))?;
    Ok(seen.is_some_and(|seen| message.at.duration_since(seen.at) <= REMEMBERED))
}

fn put(rows: &Rows<'_>, message: &Message) -> Step<()> {
    let place = rows.count(keys::counter::INBOX)?;
    rows.put(keys::numbered_of(INBOX, &message.conversation, place), message)?;
    rows.put(keys::message(PENDING, &message.conversation, &message.id), &place)?;
    let seen = keys::message(SEEN, &message.conversation, &message.id);
    rows.put_for_a_time(seen, &Seen { at: message.at }, message.at)
}
