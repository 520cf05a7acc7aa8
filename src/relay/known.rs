//! Fetches what the assistant has to know about the enterprise that sent a message.

use super::Relay;
use super::decide::Decide;
use crate::assistant::outcome::Known;
use crate::domain::message::{Content, Message};
use crate::domain::ticket::{Press, Ticket, TicketNumber};
use crate::search::words::is_han;
use crate::store::{StoreError, TicketQuery};

/// So many of its own tickets are fetched for an enterprise: more would not fit into a reply.
const KNOWN_TICKETS: usize = 20;

/// Shorter words are no code.
const SHORTEST_CODE: usize = 8;

impl<D: Decide> Relay<D> {
    /// The enterprise's newest tickets, and those the message is about, however old they are.
    pub(super) async fn known(&self, message: &Message) -> Result<Known, StoreError> {
        let own = TicketQuery { conversation: Some(message.conversation.clone()), before: None, limit: KNOWN_TICKETS };
        let mut known = Known { tickets: self.store.tickets(&own).await?, ..Known::default() };
        if let Some(shown) = &message.refers_to {
            known.refers_to = self.store.told_by(&message.conversation, shown).await?;
        }
        let pressed = match &message.content {
            Content::Press(payload) => payload.parse::<Press>().ok().map(|press| press.number),
            _ => None,
        };
        let awaited = match self.store.conversation(&message.conversation).await? {
            Some(conversation) if known.tickets.len() == KNOWN_TICKETS => conversation.awaited,
            _ => None,
        };
        if let Content::Text(text) = &message.content {
            known.looked_up = self.looked_up(text).await?;
        }
        let meant = [pressed, known.refers_to.clone(), awaited.map(|awaited| awaited.number)];
        for number in meant.into_iter().flatten() {
            self.add(&mut known, message, &number).await?;
        }
        Ok(known)
    }

    /// The ticket whose number and code stand in a text.
    async fn looked_up(&self, text: &str) -> Result<Option<Ticket>, StoreError> {
        let Some((at, number)) = TicketNumber::find(text) else { return Ok(None) };
        let rest = text.replace(&text[at], " ");
        for word in rest.split(|c: char| !c.is_alphanumeric() || is_han(c)).filter(|word| word.len() >= SHORTEST_CODE) {
            if let Some(ticket) = self.own(&number.to_string(), word).await? {
                return Ok(Some(ticket));
            }
        }
        Ok(None)
    }

    async fn add(&self, known: &mut Known, message: &Message, number: &TicketNumber) -> Result<(), StoreError> {
        if known.tickets.iter().any(|ticket| ticket.number == *number) {
            return Ok(());
        }
        let own = |ticket: &Ticket| ticket.conversation.as_ref() == Some(&message.conversation);
        known.tickets.extend(self.store.ticket(number).await?.filter(own));
        Ok(())
    }
}
