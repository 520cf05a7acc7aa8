//! A ticket as JSON: whole for staff, without what staff keep to themselves for the enterprise.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::domain::credit_code::CreditCode;
use crate::domain::ticket::{Category, Event, Phone, Status, Ticket, TicketNumber};

/// A ticket as staff see it; never with the enterprise's code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketBody {
    /// Its number.
    pub number: TicketNumber,
    /// Where it stands.
    pub status: Status,
    /// The status as people call it.
    pub status_name: String,
    /// Its category, if it is clear.
    pub category: Option<Category>,
    /// The region's official name, if it was told.
    pub region: Option<String>,
    /// The enterprise.
    pub enterprise: String,
    /// Its 统一社会信用代码, if it gave it.
    pub credit_code: Option<CreditCode>,
    /// Whom to speak to.
    pub contact: String,
    /// Their number.
    pub phone: Option<Phone>,
    /// What happened, in the enterprise's words.
    pub description: String,
    /// The channel it came by; none if it came by a form.
    pub channel: Option<String>,
    /// When it was registered.
    pub submitted_at: Timestamp,
    /// Everything that happened to it, oldest first.
    pub events: Vec<EventBody>,
}

/// One change of a ticket as staff see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventBody {
    /// When.
    pub at: Timestamp,
    /// Who, as people call them.
    pub actor: String,
    /// What, as people call it.
    pub change: String,
    /// Where the ticket stood afterwards.
    pub status: Status,
    /// The status as people call it.
    pub status_name: String,
    /// Why, or what was said; empty if nothing was.
    pub reason: String,
}

/// A page of tickets, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketsBody {
    /// The tickets.
    pub tickets: Vec<TicketBody>,
    /// What to give as `before` for the next page; none if there is no more.
    pub next: Option<TicketNumber>,
}

/// A ticket as its enterprise sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnTicketBody {
    number: TicketNumber,
    status: Status,
    status_name: String,
    category: Option<Category>,
    region: Option<String>,
    submitted_at: Timestamp,
    updated_at: Timestamp,
    events: Vec<OwnEventBody>,
}

/// One change of a ticket as its enterprise sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnEventBody {
    at: Timestamp,
    status: Status,
    status_name: String,
}

impl From<Ticket> for TicketBody {
    fn from(ticket: Ticket) -> Self {
        let status = ticket.status();
        let draft = ticket.draft;
        Self {
            number: ticket.number,
            status,
            status_name: status.as_str().to_owned(),
            category: draft.category,
            region: draft.region,
            enterprise: draft.enterprise,
            credit_code: draft.credit_code,
            contact: draft.contact,
            phone: draft.phone,
            description: draft.description,
            channel: ticket.conversation.map(|conversation| conversation.channel().as_str().to_owned()),
            submitted_at: ticket.submitted_at,
            events: ticket.events.into_iter().map(EventBody::from).collect(),
        }
    }
}

impl From<Event> for EventBody {
    fn from(event: Event) -> Self {
        let status_name = event.status.as_str().to_owned();
        let (actor, change) = (event.actor.name().to_owned(), event.change.verb().to_owned());
        let reason = event.change.words().unwrap_or_default().to_owned();
        Self { at: event.at, actor, change, status: event.status, status_name, reason }
    }
}

impl TicketsBody {
    /// A page that was asked for with that limit.
    pub fn page(tickets: Vec<Ticket>, limit: usize) -> Self {
        let next = tickets.last().filter(|_| tickets.len() >= limit).map(|ticket| ticket.number.clone());
        Self { tickets: tickets.into_iter().map(TicketBody::from).collect(), next }
    }
}

impl From<Ticket> for OwnTicketBody {
    fn from(ticket: Ticket) -> Self {
        let seen = ticket.events.iter().filter(|event| !event.change.is_internal());
        let events = seen.map(|event| OwnEventBody {
            at: event.at,
            status: event.status,
            status_name: event.status.as_str().to_owned(),
        });
        Self {
            status: ticket.status(),
            status_name: ticket.status().as_str().to_owned(),
            updated_at: ticket.updated_at(),
            events: events.collect(),
            number: ticket.number,
            category: ticket.draft.category,
            region: ticket.draft.region,
            submitted_at: ticket.submitted_at,
        }
    }
}
