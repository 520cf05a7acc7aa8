//! Replies that wait to be sent; of each conversation only the first stands in the index of what is due.

use std::collections::HashSet;

use ::sled::Db;
use jiff::Timestamp;

use super::failure::read_error;
use super::keys::{self, DEAD_LETTER, HEAD, NOTIFIED, OUTBOX, OUTBOX_OF, TOLD};
use super::record;
use super::rows::{Rows, Step, all, first, get, transact};
use crate::domain::message::ConversationId;
use crate::domain::ticket::TicketNumber;
use crate::store::{DeadLetter, Delivery, Letter, Notice, Notified, Outgoing, Progress, Result, StoreError};

/// Puts a reply behind the others of its conversation; `is_first` when there are none.
pub(super) fn put(rows: &Rows<'_>, notice: &Notice, due: Timestamp, is_first: bool) -> Step<()> {
    let id = rows.count(keys::counter::OUTBOX)?;
    let Notice { to, reply, ticket, form, answers } = notice.clone();
    let outgoing = Outgoing { id, conversation: to.clone(), reply, ticket, form, answers, attempts: 0, due };
    rows.put(keys::numbered(OUTBOX_OF, id), &to)?;
    if is_first {
        rows.put(keys::head(due, id), &to)?;
    }
    note(rows, &outgoing, Progress::Waiting { attempts: 0, due })?;
    rows.put(keys::numbered_of(OUTBOX, &to, id), &outgoing)
}

/// Puts a reply that waits behind those of another conversation.
pub(super) fn readdress(
    rows: &Rows<'_>,
    outgoing: &Outgoing,
    to: &ConversationId,
    due: Timestamp,
    is_first: bool,
) -> Step<()> {
    rows.remove(keys::head(outgoing.due, outgoing.id))?;
    rows.remove(keys::numbered(OUTBOX_OF, outgoing.id))?;
    rows.remove(keys::numbered_of(OUTBOX, &outgoing.conversation, outgoing.id))?;
    if let Some(ticket) = &outgoing.ticket {
        rows.remove(keys::numbered_of_ticket(NOTIFIED, ticket, outgoing.id))?;
    }
    let Outgoing { reply, ticket, form, answers, .. } = outgoing.clone();
    put(rows, &Notice { to: to.clone(), reply, ticket, form, answers }, due, is_first)
}

/// The replies of a conversation that wait, oldest first.
pub(super) fn waiting(db: &Db, conversation: &ConversationId) -> Result<Vec<Outgoing>> {
    all(db, keys::of(OUTBOX, conversation))
}

/// Notes how far a reply that tells of a ticket has come.
fn note(rows: &Rows<'_>, outgoing: &Outgoing, progress: Progress) -> Step<()> {
    let Some(ticket) = outgoing.ticket.as_ref().filter(|_| outgoing.form.adds_message()) else { return Ok(()) };
    let (id, to, text) = (outgoing.id, outgoing.conversation.clone(), outgoing.reply.text.clone());
    let notified = Notified { id, to, text, form: outgoing.form, progress };
    rows.put(keys::numbered_of_ticket(NOTIFIED, ticket, id), &notified)
}

/// How far the replies that tell of a ticket have come, oldest first.
pub(super) fn notified(db: &Db, ticket: &TicketNumber) -> Result<Vec<Notified>> {
    let rows = db.scan_prefix(keys::of_ticket(NOTIFIED, ticket)).values();
    rows.map(|row| Ok(record::decode(&row.map_err(read_error)?)?)).collect()
}

/// The conversations among these that have no reply waiting.
pub(super) fn without_replies<'a>(
    db: &Db,
    conversations: impl Iterator<Item = &'a ConversationId>,
) -> Result<HashSet<ConversationId>> {
    let mut found = HashSet::new();
    for conversation in conversations {
        if first(db, keys::of(OUTBOX, conversation))?.is_none() {
            found.insert(conversation.clone());
        }
    }
    Ok(found)
}

/// The first replies of conversations not in `busy`, as far as they are due, oldest first.
pub(super) fn due(db: &Db, now: Timestamp, busy: &[ConversationId], limit: usize) -> Result<Vec<Outgoing>> {
    let busy: HashSet<&ConversationId> = busy.iter().collect();
    let mut found = Vec::new();
    for row in db.scan_prefix(keys::all(HEAD)) {
        let (key, value) = row.map_err(read_error)?;
        let (due, id) = head(&key)?;
        if due > now || found.len() == limit {
            break;
        }
        let conversation: ConversationId = record::decode(&value)?;
        if busy.contains(&conversation) {
            continue;
        }
        // It may have been settled since the index was read.
        if let Some(outgoing) = get::<Outgoing>(db, &keys::numbered_of(OUTBOX, &conversation, id))? {
            found.push(outgoing);
        }
    }
    Ok(found)
}

/// When the next reply becomes due.
pub(super) fn next_due(db: &Db) -> Result<Option<Timestamp>> {
    let row = first(db, keys::all(HEAD))?;
    row.map(|(key, _)| head(&key).map(|(due, _)| due)).transpose()
}

/// Notes how sending went; a reply that is settled already is left alone.
pub(super) fn settle(db: &Db, id: u64, delivery: &Delivery) -> Result<()> {
    let Some(conversation) = get::<ConversationId>(db, &keys::numbered(OUTBOX_OF, id))? else { return Ok(()) };
    // Only the writer changes rows, so what is read here still holds inside the transaction.
    let mut queue = db.scan_prefix(keys::of(OUTBOX, &conversation)).values();
    let mut waiting = || -> Result<Option<Outgoing>> {
        let value = queue.next().transpose().map_err(read_error)?;
        Ok(value.map(|value| record::decode(&value)).transpose()?)
    };
    let is_first = waiting()?.is_some_and(|first| first.id == id);
    let second = if is_first { waiting()? } else { None };
    let row = keys::numbered_of(OUTBOX, &conversation, id);
    transact(db, |rows| {
        let Some(outgoing) = rows.get::<Outgoing>(&row)? else { return Ok(()) };
        if is_first {
            rows.remove(keys::head(outgoing.due, id))?;
        }
        if let Delivery::Later(due) = delivery {
            if is_first {
                rows.put(keys::head(*due, id), &conversation)?;
            }
            let waiting = Outgoing { attempts: outgoing.attempts + 1, due: *due, ..outgoing };
            note(rows, &waiting, Progress::Waiting { attempts: waiting.attempts, due: *due })?;
            return rows.put(row.clone(), &waiting);
        }
        rows.remove(row.clone())?;
        rows.remove(keys::numbered(OUTBOX_OF, id))?;
        if let Some(second) = &second {
            rows.put(keys::head(second.due, second.id), &conversation)?;
        }
        match delivery {
            Delivery::Failed { reason, at } => {
                note(rows, &outgoing, Progress::Failed { reason: reason.clone(), at: *at })?;
                bury(rows, &dead(outgoing, reason, *at))
            }
            Delivery::Sent { at, message } => {
                note(rows, &outgoing, Progress::Sent { at: *at, message: message.clone() })?;
                let Some((message, ticket)) = message.as_ref().zip(outgoing.ticket.as_ref()) else { return Ok(()) };
                rows.put(keys::message(TOLD, &outgoing.conversation, message), ticket)
            }
            Delivery::Later(_) => Ok(()),
        }
    })
}

/// Keeps a dead letter.
pub(super) fn bury(rows: &Rows<'_>, letter: &DeadLetter) -> Step<()> {
    let place = rows.count(keys::counter::DEAD_LETTER)?;
    rows.put(keys::numbered(DEAD_LETTER, place), letter)
}

/// Dead letters, newest first.
pub(super) fn dead_letters(db: &Db, limit: usize) -> Result<Vec<DeadLetter>> {
    let newest = db.scan_prefix(keys::all(DEAD_LETTER)).rev().take(limit);
    newest.map(|row| Ok(record::decode(&row.map_err(read_error)?.1)?)).collect()
}

fn head(key: &[u8]) -> Result<(Timestamp, u64)> {
    keys::head_parts(key).ok_or_else(|| StoreError::Other("a key of the outbox is damaged".to_owned()))
}

fn dead(outgoing: Outgoing, reason: &str, at: Timestamp) -> DeadLetter {
    let Outgoing { conversation, reply, .. } = outgoing;
    DeadLetter { at, conversation, reason: reason.to_owned(), letter: Letter::Reply(reply) }
}
