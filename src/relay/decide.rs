//! What the relay asks of an assistant, so that its own tests can bring one that is slow or panics.

use jiff::Timestamp;

use crate::assistant::Assistant;
use crate::assistant::briefing::Briefing;
use crate::assistant::outcome::{Asks, Done, Known, Outcome};
use crate::domain::conversation::Conversation;
use crate::domain::message::Message;
use crate::domain::reply::Reply;
use crate::domain::ticket::{Event, Ticket};

/// Decides what comes of a message and does nothing itself; it may be asked again about the same message.
pub trait Decide: Send + Sync + 'static {
    /// What to reply to a message, and what is to be done; or what it has to know first.
    fn reply(
        &self,
        conversation: Conversation,
        message: &Message,
        known: &Known,
        now: Timestamp,
    ) -> Result<Outcome, Asks>;

    /// What to say once an effect has been carried out.
    fn report(&self, conversation: &mut Conversation, done: &Done) -> Vec<Reply>;

    /// What to say when a message could not be handled.
    fn apology(&self) -> Reply;

    /// What the enterprise is told of an event of its ticket; nothing of what is not its business.
    fn tell_enterprise(&self, ticket: &Ticket, event: &Event) -> Option<Reply>;

    /// What the staff group is told of an event of a ticket.
    fn tell_staff(&self, ticket: &Ticket, event: &Event) -> Option<Reply>;

    /// Puts something into words for staff.
    fn brief(&self, briefing: &Briefing<'_>) -> Reply;

    /// What staff have written as the answer to a ticket, if they say that it is one.
    fn as_answer<'a>(&self, words: &'a str) -> Option<&'a str>;

    /// Why a ticket goes from desk to desk at the press of a button.
    fn passed_by_button(&self) -> String;
}

impl Decide for Assistant {
    fn reply(
        &self,
        conversation: Conversation,
        message: &Message,
        known: &Known,
        now: Timestamp,
    ) -> Result<Outcome, Asks> {
        Self::reply(self, conversation, message, known, now)
    }

    fn report(&self, conversation: &mut Conversation, done: &Done) -> Vec<Reply> {
        Self::report(self, conversation, done)
    }

    fn apology(&self) -> Reply {
        Self::apology(self)
    }

    fn tell_enterprise(&self, ticket: &Ticket, event: &Event) -> Option<Reply> {
        Self::tell_enterprise(self, ticket, event)
    }

    fn tell_staff(&self, ticket: &Ticket, event: &Event) -> Option<Reply> {
        Self::tell_staff(self, ticket, event)
    }

    fn brief(&self, briefing: &Briefing<'_>) -> Reply {
        Self::brief(self, briefing)
    }

    fn as_answer<'a>(&self, words: &'a str) -> Option<&'a str> {
        let marks = &self.phrases().staff_room.answer_marks;
        marks.iter().find_map(|mark| words.strip_prefix(mark.as_str())).map(str::trim)
    }

    fn passed_by_button(&self) -> String {
        self.phrases().staff_room.passed_by_button.clone()
    }
}
