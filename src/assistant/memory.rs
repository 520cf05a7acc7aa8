//! What a conversation remembers of a ticket that was spoken about.

use crate::domain::conversation::{Awaited, Conversation, Wanted};
use crate::domain::ticket::Ticket;

/// Notes in a conversation that the enterprise knows a ticket as it is now, and what is awaited for it.
pub(super) fn remember(conversation: &mut Conversation, ticket: &Ticket, wanted: Option<Wanted>) {
    if !conversation.id.channel().can_push() {
        conversation.told.insert(ticket.number.clone(), ticket.version());
    }
    let since = ticket.updated_at;
    conversation.awaited = wanted.map(|what| Awaited { number: ticket.number.clone(), what, since });
}
