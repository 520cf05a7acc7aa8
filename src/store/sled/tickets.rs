//! Tickets: a row for each, and one for every event of its history.

use ::sled::Db;
use serde::{Deserialize, Serialize};

use super::failure::read_error;
use super::keys::{self, EVENT, TICKET, TICKET_OF};
use super::record;
use super::rows::{Rows, Step, get, refuse};
use crate::domain::message::ConversationId;
use crate::domain::ticket::{Event, Listed, Page, Summary, Ticket, TicketNumber};
use crate::store::{ChangedTicket, Result, StoreError, TicketIndex, TicketQuery};

/// A ticket without its history, which may grow over what one record can hold.
#[derive(Serialize, Deserialize)]
pub(super) struct TicketRow {
    /// How many events its history has.
    pub(super) version: u64,
    /// The ticket with no events.
    pub(super) ticket: Ticket,
}

/// Writes a new ticket; a number that is taken is a conflict.
pub(super) fn put_new(rows: &Rows<'_>, ticket: &Ticket) -> Step<()> {
    if rows.has(&keys::ticket(&ticket.number))? {
        return refuse(StoreError::Conflict);
    }
    let counter = keys::last_count(ticket.number.day());
    let last = rows.get::<u32>(&counter)?.unwrap_or(0);
    rows.put(counter, &last.max(ticket.number.count()))?;
    if let Some(conversation) = &ticket.conversation {
        rows.put(keys::ticket_of(conversation, &ticket.number), &())?;
    }
    put(rows, ticket, 0)
}

/// Writes a ticket that was changed; a version other than the one that was read is a conflict.
pub(super) fn put_changed(rows: &Rows<'_>, change: &ChangedTicket) -> Step<()> {
    let ticket = &change.ticket;
    let stored = rows.get::<TicketRow>(&keys::ticket(&ticket.number))?;
    match stored {
        Some(row) if row.version == length(change.read_version) => put(rows, ticket, change.read_version),
        _ => refuse(StoreError::Conflict),
    }
}

fn put(rows: &Rows<'_>, ticket: &Ticket, known_events: usize) -> Step<()> {
    for (place, event) in ticket.events.iter().enumerate().skip(known_events) {
        rows.put(keys::numbered_of_ticket(EVENT, &ticket.number, length(place)), event)?;
    }
    let row = TicketRow { version: length(ticket.version()), ticket: Ticket { events: Vec::new(), ..ticket.clone() } };
    rows.put(keys::ticket(&ticket.number), &row)
}

/// A ticket with its history.
pub(super) fn find(db: &Db, number: &TicketNumber) -> Result<Option<Ticket>> {
    whole(db, &keys::ticket(number))
}

/// Lists tickets, newest first, without reading any that is not listed.
pub(super) fn list(db: &Db, query: &TicketQuery) -> Result<Vec<Ticket>> {
    match &query.conversation {
        Some(conversation) => list_of(db, conversation, query),
        None => list_all(db, query),
    }
}

/// All tickets by what they are looked for.
pub(super) fn index(db: &Db) -> Result<TicketIndex> {
    let mut index = TicketIndex::default();
    for key in db.scan_prefix(keys::all(TICKET)).keys() {
        // sled drops pages from memory only after so many looks at single rows, of which a scan makes none.
        let TicketRow { ticket, .. } = get(db, &key.map_err(read_error)?)?.ok_or_else(damaged_index)?;
        index.add(&ticket);
    }
    Ok(index)
}

/// A page with the beginnings of the descriptions.
pub(super) fn describe(db: &Db, page: Page<Summary>) -> Result<Page<Listed>> {
    let listed = |summary: Summary| {
        let TicketRow { ticket, .. } = get(db, &keys::ticket(&summary.number))?.ok_or_else(damaged_index)?;
        Ok(Listed::new(summary, &ticket.draft.description))
    };
    let Page { tickets, total, next } = page;
    Ok(Page { tickets: tickets.into_iter().map(listed).collect::<Result<_>>()?, total, next })
}

fn list_all(db: &Db, query: &TicketQuery) -> Result<Vec<Ticket>> {
    let start = keys::all(TICKET);
    let end = query.before.as_ref().map_or_else(|| keys::after(start.clone()), keys::ticket);
    let newest = db.range(start..end).keys().rev().take(query.limit);
    newest.map(|row| existing(db, &row.map_err(read_error)?)).collect()
}

fn list_of(db: &Db, conversation: &ConversationId, query: &TicketQuery) -> Result<Vec<Ticket>> {
    let start = keys::of(TICKET_OF, conversation);
    let end = match &query.before {
        Some(before) => keys::ticket_of(conversation, before),
        None => keys::after(start.clone()),
    };
    let newest = db.range(start..end).keys().rev().take(query.limit);
    newest.map(|row| existing(db, &keys::ticket_from_index(&row.map_err(read_error)?).unwrap_or_default())).collect()
}

fn existing(db: &Db, row: &[u8]) -> Result<Ticket> {
    whole(db, row)?.ok_or_else(damaged_index)
}

fn damaged_index() -> StoreError {
    StoreError::Other("the index of tickets is damaged".to_owned())
}

fn whole(db: &Db, row: &[u8]) -> Result<Option<Ticket>> {
    let Some(TicketRow { version, mut ticket }) = get(db, row)? else { return Ok(None) };
    // Events are only ever added, so those the row counts belong to it, whatever was written since.
    let place = |place| keys::numbered_of_ticket(EVENT, &ticket.number, place);
    let events = db.range(place(0)..place(version)).values();
    let events: Result<Vec<Event>> = events.map(|row| Ok(record::decode(&row.map_err(read_error)?)?)).collect();
    ticket.events = events?;
    if length(ticket.version()) != version {
        return Err(StoreError::Other("the history of a ticket is damaged".to_owned()));
    }
    Ok(Some(ticket))
}

fn length(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
