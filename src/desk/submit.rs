//! Registers a problem: a draft becomes a ticket that waits to be accepted.

use jiff::Timestamp;

use super::lookup_code::LookupCode;
use crate::domain::message::ConversationId;
use crate::domain::ticket::{Actor, Draft, Event, Status, Ticket, TicketNumber};
use crate::store::Audit;

/// What a ticket's history says of its first event.
const REGISTERED: &str = "企业登记诉求";

/// Who the audit log names where no conversation is known, as with the form of the API.
const ENTERPRISE: &str = "enterprise";

/// The ticket of a draft and the line that the audit log gets; `conversation` is where the enterprise reads what follows.
pub fn submit(
    draft: Draft,
    conversation: Option<ConversationId>,
    number: TicketNumber,
    code: LookupCode,
    now: Timestamp,
) -> (Ticket, Audit) {
    let audit = Audit {
        at: now,
        actor: conversation.as_ref().map_or_else(|| ENTERPRISE.to_owned(), ToString::to_string),
        action: "ticket.submitted".to_owned(),
        subject: number.to_string(),
    };
    let status = Status::Submitted;
    let first = Event { at: now, actor: Actor::Enterprise, status, reason: REGISTERED.to_owned() };
    let ticket =
        Ticket { number, code: code.into(), conversation, draft, status, submitted_at: now, events: vec![first] };
    (ticket, audit)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::message::Channel;

    #[test]
    fn a_new_ticket_waits_to_be_accepted_and_says_who_registered_it() {
        let draft = Draft {
            enterprise: "某某机械有限公司".into(),
            contact: "某某".into(),
            phone: None,
            region: None,
            category: None,
            description: "车间这两天老停电".into(),
        };
        let conversation = ConversationId::new(Channel::Telegram, "1").unwrap();
        let number = TicketNumber::new(date(2026, 1, 5), 1);
        let code = LookupCode::fresh();
        let now = "2026-01-05T01:00:00Z".parse().unwrap();
        let (ticket, audit) = submit(draft, Some(conversation), number, code.clone(), now);
        assert_eq!((ticket.status, ticket.code.as_str()), (Status::Submitted, code.as_str()));
        assert_eq!(ticket.events.len(), 1);
        assert_eq!(ticket.events[0].status, Status::Submitted);
        assert_eq!((audit.actor.as_str(), audit.subject.as_str()), ("telegram:1", "WZ-20260105-0001"));
    }
}
