//! Registers a problem: a draft becomes a ticket that waits to be taken by the desk responsible.

use jiff::Timestamp;

use super::lookup_code::LookupCode;
use super::office::Office;
use crate::domain::message::ConversationId;
use crate::domain::ticket::{Draft, Registration, Ticket, TicketNumber};
use crate::store::Audit;

/// Who the audit log names where no conversation is known, as with the form of the API.
const ENTERPRISE: &str = "enterprise";

/// The ticket of a draft and the line that the audit log gets; `conversation` is where the enterprise reads what follows.
pub fn submit(
    draft: Draft,
    conversation: Option<ConversationId>,
    number: TicketNumber,
    office: &Office,
    at: Timestamp,
) -> (Ticket, Audit) {
    let audit = Audit {
        at,
        actor: conversation.as_ref().map_or_else(|| ENTERPRISE.to_owned(), ToString::to_string),
        action: "ticket.submitted".to_owned(),
        subject: number.to_string(),
    };
    let desk = office.desk_for(draft.category, draft.region.as_deref()).id.clone();
    let (code, due) = (LookupCode::fresh().into(), office.due(at));
    (Ticket::register(draft, Registration { number, code, conversation, desk, due, at }), audit)
}
