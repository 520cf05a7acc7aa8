//! What the conversation is in the middle of: it decides how short words are read.

use super::turn::Turn;
use crate::domain::act::{Open, OpenForm, OpenTicket};
use crate::domain::dialog::Running;
use crate::domain::ticket::{State, Ticket, TicketNumber};

/// What is under way when a message comes.
pub(super) fn situation(turn: &Turn<'_>) -> Open {
    Open { ticket: meant(turn).and_then(standing), form: turn.conversation.running.as_ref().and_then(asked_for) }
}

/// The own ticket that words mean: the one whose number they give, the one whose message is answered, the one something is awaited for,
/// the newest that waits for a verdict, the newest that is open, the newest.
pub(super) fn meant<'a>(turn: &Turn<'a>) -> Option<&'a Ticket> {
    let tickets = &turn.known.tickets;
    let standing = |wanted: OpenTicket| tickets.iter().find(|ticket| standing(ticket) == Some(wanted));
    told_which(turn)
        .and_then(|number| turn.own(number))
        .or_else(|| standing(OpenTicket::Answered))
        .or_else(|| standing(OpenTicket::Open))
        .or_else(|| tickets.first())
}

/// Whether another own ticket stands like this one, and nothing tells which is meant.
pub(super) fn others_like(turn: &Turn<'_>, ticket: &Ticket) -> bool {
    let alike = turn.known.tickets.iter().filter(|other| standing(other) == standing(ticket));
    told_which(turn).is_none() && alike.count() > 1
}

/// The ticket whose number is said, whose message is answered, or the one something is awaited for.
fn told_which<'t>(turn: &'t Turn<'_>) -> Option<&'t TicketNumber> {
    let said = TicketNumber::find(turn.words()).and_then(|(_, number)| turn.own(&number));
    let awaited = turn.conversation.awaited.as_ref().filter(|awaited| awaited.is_current(turn.now));
    said.map(|ticket| &ticket.number).or(turn.known.refers_to.as_ref()).or(awaited.map(|awaited| &awaited.number))
}

/// How a ticket stands for its enterprise.
fn standing(ticket: &Ticket) -> Option<OpenTicket> {
    match ticket.state {
        State::Open { .. } | State::Paused { .. } => Some(OpenTicket::Open),
        State::Answered { .. } => Some(OpenTicket::Answered),
        State::Closed { .. } => Some(OpenTicket::Closed),
        State::Withdrawn | State::Merged { .. } => None,
    }
}

/// What a running dialog has asked for.
fn asked_for(running: &Running) -> Option<OpenForm> {
    let Some(slot) = running.stage.slot() else { return Some(OpenForm::Confirm) };
    serde_json::from_value(slot.into()).ok()
}
