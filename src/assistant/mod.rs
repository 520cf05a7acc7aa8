//! Decides the replies to one message: an ordered list of steps, one step a file.

pub mod outcome;

use std::sync::Arc;

use jiff::Timestamp;

use self::outcome::{Done, Known, Outcome};
use crate::content::Content;
use crate::domain::conversation::Conversation;
use crate::domain::knowledge::Knowledge;
use crate::domain::message::Message;
use crate::domain::phrases::Phrases;
use crate::domain::reply::{Kind, Reply};
use crate::search::Search;

/// Decides; it does nothing itself and keeps nothing.
pub struct Assistant {
    content: Content,
    search: Arc<dyn Search>,
}

impl Assistant {
    /// An assistant that knows `content` and looks things up with `search`.
    pub fn new(content: Content, search: Arc<dyn Search>) -> Self {
        Self { content, search }
    }

    /// What to reply to a message, and what is to be done.
    pub fn reply(&self, conversation: Conversation, message: &Message, known: &Known, now: Timestamp) -> Outcome {
        let _ = (message, known, now, &self.search);
        let replies = vec![Reply::plain(Kind::NoBasis, self.content.phrases.answer.no_basis.clone())];
        Outcome { replies, conversation, effects: Vec::new(), durable: false }
    }

    /// What to say once an effect has been carried out.
    pub fn report(&self, conversation: &mut Conversation, done: &Done) -> Vec<Reply> {
        let _ = (conversation, done);
        Vec::new()
    }

    /// What to say when a message could not be handled.
    pub fn apology(&self) -> Reply {
        Reply::plain(Kind::Smalltalk, self.content.phrases.failure.apology.clone())
    }

    /// The lines that name a reply's sources, for channels that show them as text.
    pub fn source_lines(&self, reply: &Reply) -> Vec<String> {
        reply.citations.iter().map(|source| format!("《{}》{}", source.title, source.locator)).collect()
    }

    /// What the assistant knows, for forms that check what they are told.
    pub fn knowledge(&self) -> &Knowledge {
        &self.content.knowledge
    }

    /// The words the bot says, for channels that need some of their own.
    pub fn phrases(&self) -> &Phrases {
        &self.content.phrases
    }
}
