//! What has happened to the tickets of a conversation on a channel over which nothing can be sent without being asked for.

use super::Relay;
use super::decide::Decide;
use crate::domain::message::ConversationId;
use crate::domain::reply::Reply;
use crate::domain::ticket::{Actor, Ticket, TicketNumber};
use crate::store::{StoreError, TicketQuery};

/// So many of the newest tickets are looked at.
const LOOKED_AT: usize = 20;

/// What is to be told of a ticket.
#[derive(Debug, Clone, PartialEq)]
pub struct News {
    /// The ticket.
    pub ticket: TicketNumber,
    /// The version it tells of; whoever has read it says so the next time.
    pub version: usize,
    /// The newest that happened.
    pub reply: Reply,
}

impl<D: Decide> Relay<D> {
    /// The news of a conversation's own tickets, oldest first, after `seen` has been noted: what was read of which ticket.
    /// News that nobody says to have read are told again, here or with the next answer.
    pub async fn news(
        &self,
        conversation: &ConversationId,
        seen: &[(TicketNumber, usize)],
    ) -> Result<Vec<News>, StoreError> {
        let _turn = self.turns.of(conversation).await;
        let own = TicketQuery { conversation: Some(conversation.clone()), before: None, limit: LOOKED_AT };
        let tickets = self.store.tickets(&own).await?;
        let Some(mut known) = self.store.conversation(conversation).await?.filter(|_| !tickets.is_empty()) else {
            return Ok(Vec::new());
        };
        let mut noted = false;
        for ticket in &tickets {
            let read = seen.iter().filter(|(number, _)| *number == ticket.number).map(|(_, version)| *version).max();
            let read = read.unwrap_or_default().min(ticket.version());
            let told = known.told.get(&ticket.number).copied().unwrap_or_default();
            if read > told {
                known.told.insert(ticket.number.clone(), read);
                noted = true;
            }
        }
        if noted {
            self.store.remember(&known).await?;
        }
        let told = |ticket: &Ticket| known.told.get(&ticket.number).copied().unwrap_or_default();
        Ok(tickets.iter().rev().filter_map(|ticket| self.news_of(ticket, told(ticket))).collect())
    }

    fn news_of(&self, ticket: &Ticket, told: usize) -> Option<News> {
        let assistant = self.assistant();
        let unseen = ticket.events.iter().skip(told).rev().filter(|event| event.actor != Actor::Enterprise);
        let reply = unseen.filter_map(|event| assistant.tell_enterprise(ticket, event)).next()?;
        Some(News { ticket: ticket.number.clone(), version: ticket.version(), reply })
    }
}
