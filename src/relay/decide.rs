//! What the relay asks of an assistant, so that its own tests can bring one that is slow or panics.

use jiff::Timestamp;

use crate::assistant::Assistant;
use crate::assistant::outcome::{Done, Known, Outcome};
use crate::domain::conversation::Conversation;
use crate::domain::message::Message;
use crate::domain::reply::Reply;

/// Decides what comes of a message and does nothing itself; it may be asked again about the same message.
pub trait Decide: Send + Sync + 'static {
    /// What to reply to a message, and what is to be done.
    fn reply(&self, conversation: Conversation, message: &Message, known: &Known, now: Timestamp) -> Outcome;

    /// What to say once an effect has been carried out.
    fn report(&self, conversation: &mut Conversation, done: &Done) -> Vec<Reply>;

    /// What to say when a message could not be handled.
    fn apology(&self) -> Reply;
}

impl Decide for Assistant {
    fn reply(&self, conversation: Conversation, message: &Message, known: &Known, now: Timestamp) -> Outcome {
        Self::reply(self, conversation, message, known, now)
    }

    fn report(&self, conversation: &mut Conversation, done: &Done) -> Vec<Reply> {
        Self::report(self, conversation, done)
    }

    fn apology(&self) -> Reply {
        Self::apology(self)
    }
}
