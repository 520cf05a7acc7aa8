//! One message on its way through the steps.

use jiff::Timestamp;
use jiff::civil::Date;

use super::outcome::{Effect, Known, Outcome};
use super::reading::Reading;
use crate::domain::calendar;
use crate::domain::conversation::{Awaited, Conversation, Wanted};
use crate::domain::message::{Content, Enclosed, Message};
use crate::domain::reply::Reply;
use crate::domain::ticket::{Command, Ticket, TicketNumber};

/// A message with everything that is known when it is decided about.
#[derive(Clone)]
pub(super) struct Turn<'a> {
    /// The conversation; steps change it.
    pub(super) conversation: Conversation,
    /// What was sent; a button may have put words in its place.
    pub(super) content: Content,
    /// Whether somebody has written it in words of their own.
    pub(super) written: bool,
    /// The file that came along.
    pub(super) file: Option<Enclosed>,
    /// What the words say.
    pub(super) reading: Reading,
    /// What the relay has fetched.
    pub(super) known: &'a Known,
    /// The time.
    pub(super) now: Timestamp,
    /// What is to be done.
    pub(super) effects: Vec<Effect>,
    /// Whether a power failure must not take it.
    pub(super) durable: bool,
}

impl<'a> Turn<'a> {
    pub(super) fn new(conversation: Conversation, message: &Message, known: &'a Known, now: Timestamp) -> Self {
        Self {
            conversation,
            content: message.content.clone(),
            written: matches!(message.content, Content::Text(_)),
            file: message.file.clone(),
            reading: Reading::default(),
            known,
            now,
            effects: Vec::new(),
            durable: false,
        }
    }

    /// The words of the message, trimmed; empty for anything else.
    pub(super) fn words(&self) -> &str {
        match &self.content {
            Content::Text(text) => text.trim(),
            Content::Press(_) | Content::Unreadable(_) => "",
        }
    }

    /// One of the enterprise's own tickets.
    pub(super) fn own(&self, number: &TicketNumber) -> Option<&'a Ticket> {
        self.known.tickets.iter().find(|ticket| ticket.number == *number)
    }

    /// Has a command carried out with one of the enterprise's own tickets.
    pub(super) fn act(&mut self, number: &TicketNumber, command: Command) {
        self.effects.push(Effect::Act { number: number.clone(), command });
    }

    /// Waits for something about a ticket.
    pub(super) fn wait_for(&mut self, number: &TicketNumber, what: Wanted) {
        self.conversation.awaited = Some(Awaited { number: number.clone(), what, since: self.now });
        self.durable = true;
    }

    /// The day in 北京时间.
    pub(super) fn today(&self) -> Date {
        calendar::day(self.now)
    }

    /// The decision with these replies.
    pub(super) fn end(self, replies: Vec<Reply>) -> Outcome {
        let durable = self.durable || !self.effects.is_empty();
        Outcome { replies, conversation: self.conversation, effects: self.effects, durable }
    }
}
