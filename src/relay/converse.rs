//! Handles a message whose caller waits for the replies and may repeat it under the same id.

use super::Relay;
use super::decide::Decide;
use super::place::Place;
use super::said::Said;
use super::serving::Serving;
use super::turn::{Trouble, Way};
use crate::assistant::outcome::Outcome;
use crate::domain::message::Message;
use crate::domain::reply::Reply;
use crate::store::StoreError;

impl<D: Decide> Relay<D> {
    /// Handles one message of a request/response channel and returns the replies; effects are on disk by then.
    /// The same message again gets the same replies, and one at which the assistant fails gets an apology.
    pub async fn converse(&self, message: Message) -> Result<Vec<Reply>, StoreError> {
        self.converse_about(Said::alone(message)).await
    }

    /// The same for a message with a file, which has this name and these bytes.
    pub async fn converse_with_file(
        &self,
        message: Message,
        (name, bytes): (String, Vec<u8>),
    ) -> Result<Vec<Reply>, StoreError> {
        self.converse_about(Said::with_file(message, name, bytes)).await
    }

    async fn converse_about(&self, said: Said) -> Result<Vec<Reply>, StoreError> {
        let message = &said.message;
        let _turn = self.turns.of(&message.conversation).await;
        if let Some(receipt) = self.store.receipt(&message.conversation, &message.id).await? {
            return Ok(receipt.replies);
        }
        let serving = self.serving();
        match self.answer(&serving, &said).await {
            Ok(replies) => Ok(replies),
            Err(Trouble::Store(error)) => Err(error),
            Err(Trouble::Assistant(broken)) => self.give_up(&serving, message, broken, Way::Direct).await,
        }
    }

    async fn answer(&self, serving: &Serving<D>, said: &Said) -> Result<Vec<Reply>, Trouble> {
        let outcome = self.decide(serving, said, &mut Place::uncounted()).await?;
        if outcome.durable || !outcome.effects.is_empty() {
            return self.complete(serving, said, outcome, Way::Direct).await;
        }
        let Outcome { replies, conversation, .. } = outcome;
        // Answers go on while the store cannot be written: only the context of this chat is at stake.
        if let Err(error) = self.store.remember(&conversation).await {
            tracing::warn!(conversation = %conversation.id, %error, "conversation not remembered");
        }
        Ok(replies)
    }
}
