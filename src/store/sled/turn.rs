//! Everything one message causes, in one transaction.

use ::sled::Db;

use super::keys::{self, AUDIT, CONVERSATION, RECEIPT};
use super::rows::{Rows, Step, refuse, transact};
use super::{inbox, outbox, tickets};
use crate::domain::conversation::Conversation;
use crate::store::{KeyedRequest, Receipt, Result, StoreError, Turn};

/// Writes a turn whole or not at all.
pub(super) fn commit(db: &Db, turn: &Turn) -> Result<()> {
    let moved = turn.moved.as_ref().filter(|(from, to)| from != to);
    let moving = moved.map_or(Ok(Vec::new()), |(from, _)| outbox::waiting(db, from))?;
    let addressees = turn.outbox.iter().map(|notice| &notice.to).chain(moved.map(|(_, to)| to));
    let without_replies = outbox::without_replies(db, addressees)?;
    transact(db, |rows| {
        if let Some(keyed) = &turn.keyed {
            put_keyed(rows, keyed)?;
        }
        for (conversation, id) in &turn.done {
            inbox::take(rows, conversation, id)?;
        }
        if let Some(receipt) = &turn.receipt {
            put_receipt(rows, receipt)?;
        }
        for ticket in &turn.new_tickets {
            tickets::put_new(rows, ticket)?;
        }
        for change in &turn.changed_tickets {
            tickets::put_changed(rows, change)?;
        }
        for change in &turn.records {
            let row = keys::record(&change.kind, &change.key);
            match &change.value {
                Some(value) => rows.put(row, value)?,
                None => rows.remove(row)?,
            }
        }
        if let Some(conversation) = &turn.conversation {
            put_conversation(rows, conversation)?;
        }
        for audit in &turn.audit {
            let place = rows.count(keys::counter::AUDIT)?;
            rows.put(keys::numbered(AUDIT, place), audit)?;
        }
        let mut first = without_replies.clone();
        if let Some((from, to)) = moved {
            for outgoing in &moving {
                outbox::readdress(rows, outgoing, to, turn.at, first.remove(to))?;
            }
            first.insert(from.clone());
        }
        for notice in &turn.outbox {
            outbox::put(rows, notice, turn.at, first.remove(&notice.to))?;
        }
        turn.dead_letter.iter().try_for_each(|letter| outbox::bury(rows, letter))
    })
}

/// Keeps a conversation alone.
pub(super) fn remember(db: &Db, conversation: &Conversation) -> Result<()> {
    transact(db, |rows| put_conversation(rows, conversation))
}

fn put_conversation(rows: &Rows<'_>, conversation: &Conversation) -> Step<()> {
    rows.put(keys::of(CONVERSATION, &conversation.id), conversation)
}

fn put_keyed(rows: &Rows<'_>, keyed: &KeyedRequest) -> Step<()> {
    let row = keys::keyed(&keyed.key);
    match rows.get::<KeyedRequest>(&row)? {
        Some(known) if known.digest != keyed.digest => refuse(StoreError::KeyReused),
        Some(_) => refuse(StoreError::Conflict),
        None => rows.put_for_a_time(row, keyed, keyed.at),
    }
}

fn put_receipt(rows: &Rows<'_>, receipt: &Receipt) -> Step<()> {
    let row = keys::message(RECEIPT, &receipt.conversation, &receipt.message);
    if rows.has(&row)? {
        return refuse(StoreError::Conflict);
    }
    rows.put_for_a_time(row, receipt, receipt.at)
}
