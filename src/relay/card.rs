//! The card of a ticket in the staff group: which message it is, and how it comes to show the truth.

use super::decide::Decide;
use super::delivery::Post;
use super::{Relay, SendError};
use crate::domain::message::{ConversationId, MessageId};
use crate::domain::ticket::TicketNumber;
use crate::store::{Form, Notice, Outgoing, Progress, StoreError, Turn};

impl<D: Decide> Relay<D> {
    /// What the channel calls the cards of a ticket in a conversation, oldest first.
    pub(super) async fn cards(
        &self,
        room: &ConversationId,
        ticket: &TicketNumber,
    ) -> Result<Vec<MessageId>, StoreError> {
        let notified = self.store.notified(ticket).await?;
        let cards = notified.into_iter().filter(|told| told.form == Form::Card && told.to == *room);
        let sent = cards.filter_map(|told| match told.progress {
            Progress::Sent { message, .. } => message,
            Progress::Waiting { .. } | Progress::Failed { .. } => None,
        });
        Ok(sent.collect())
    }

    /// Puts a reply in place of its ticket's newest card.
    ///
    /// A version that the ticket has left behind is passed over: whatever changed the ticket has put a later one behind
    /// it, so that many changes in a row are one call. A card that is gone or may not be changed any more is sent anew
    /// while the ticket is open, since staff work by it; of a settled ticket they need none.
    pub(super) async fn put_right(&self, post: &Post, outgoing: &Outgoing) -> Result<Option<MessageId>, SendError> {
        let unread = |error: StoreError| SendError::Passing(error.to_string());
        let Some(number) = &outgoing.ticket else { return Ok(None) };
        let Some(ticket) = self.store.ticket(number).await.map_err(unread)? else { return Ok(None) };
        if matches!(outgoing.form, Form::Redraw { version } if version < ticket.version()) {
            return Ok(None);
        }
        let newest = self.cards(&outgoing.conversation, number).await.map_err(unread)?.pop();
        let drawn = match &newest {
            Some(card) => post.replace(&outgoing.conversation, card, &outgoing.reply).await,
            None => Err(SendError::Refused("there is no card".to_owned())),
        };
        let Err(SendError::Refused(reason)) = drawn else { return drawn.map(|()| None) };
        tracing::debug!(ticket = %number, %reason, "the card in the staff group cannot be redrawn");
        if matches!(outgoing.form, Form::Redraw { .. }) && !ticket.status().is_settled() {
            let card = Notice::about(number, outgoing.conversation.clone(), outgoing.reply.clone(), Form::Card);
            let anew = Turn { outbox: vec![card], at: self.now(), ..Turn::default() };
            self.commit(anew).await.map_err(unread)?;
        }
        Ok(None)
    }
}
