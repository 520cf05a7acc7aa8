//! Tickets as they are looked up and listed.

use ::sled::Db;

use super::failure::read_error;
use super::keys::{self, TICKET, TICKET_OF};
use super::record;
use super::rows::get;
use crate::domain::message::ConversationId;
use crate::domain::ticket::Ticket;
use crate::store::{Result, StoreError, TicketQuery};

/// Lists tickets, newest first, without reading any that is not listed.
pub(super) fn list(db: &Db, query: &TicketQuery) -> Result<Vec<Ticket>> {
    match &query.conversation {
        Some(conversation) => list_of(db, conversation, query),
        None => list_all(db, query),
    }
}

fn list_all(db: &Db, query: &TicketQuery) -> Result<Vec<Ticket>> {
    let start = keys::all(TICKET);
    let end = query.before.as_ref().map_or_else(|| keys::after(start.clone()), keys::ticket);
    let newest = db.range(start..end).rev().take(query.limit);
    newest.map(|row| Ok(record::decode(&row.map_err(read_error)?.1)?)).collect()
}

fn list_of(db: &Db, conversation: &ConversationId, query: &TicketQuery) -> Result<Vec<Ticket>> {
    let start = keys::of(TICKET_OF, conversation);
    let end = match &query.before {
        Some(before) => keys::ticket_of(conversation, before),
        None => keys::after(start.clone()),
    };
    let newest = db.range(start..end).rev().take(query.limit);
    newest.map(|row| indexed(db, &row.map_err(read_error)?.0)).collect()
}

fn indexed(db: &Db, index: &[u8]) -> Result<Ticket> {
    let row = keys::ticket_from_index(index);
    let ticket = row.map(|row| get(db, &row)).transpose()?.flatten();
    ticket.ok_or_else(|| StoreError::Other("the index of tickets is damaged".to_owned()))
}
