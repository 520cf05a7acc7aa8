//! What staff read of the messages to enterprises: how far they have come and what they say, without lookup codes.

use super::lookup_code::withheld;
use crate::domain::message::Content;
use crate::domain::ticket::TicketNumber;
use crate::store::{DeadLetter, Letter, Notified, Store, StoreError};

/// The replies that tell of a ticket, oldest first.
pub async fn of(store: &dyn Store, ticket: &TicketNumber) -> Result<Vec<Notified>, StoreError> {
    let mut notified = store.notified(ticket).await?;
    notified.iter_mut().for_each(|told| told.text = withheld(&told.text));
    Ok(notified)
}

/// What could not be handled or sent, newest first.
pub async fn given_up(store: &dyn Store, limit: usize) -> Result<Vec<DeadLetter>, StoreError> {
    let mut letters = store.dead_letters(limit).await?;
    for dead in &mut letters {
        match &mut dead.letter {
            Letter::Reply(reply) => reply.text = withheld(&reply.text),
            Letter::Message(message) => {
                if let Content::Text(text) = &mut message.content {
                    *text = withheld(text);
                }
            }
        }
    }
    Ok(letters)
}
