//! One message on its way through the steps.

use jiff::Timestamp;
use jiff::civil::Date;

use super::outcome::{Effect, Known, Outcome};
use super::reading::Reading;
use crate::domain::calendar;
use crate::domain::conversation::{Awaited, Conversation, Pressed, Wanted};
use crate::domain::message::{Content, Message, MessageId};
use crate::domain::remark::{Aim, Remark};
use crate::domain::reply::Reply;
use crate::domain::ticket::{Command, Ticket, TicketNumber};

/// What became of the files of one message.
#[derive(Debug, Clone, Default)]
pub(super) struct FileNews {
    /// So many were held.
    pub(super) held: usize,
    /// So many that were held have waited too long.
    pub(super) expired: usize,
    /// Whether the message belongs to an album that was answered already.
    pub(super) straggles: bool,
    /// Why others were not taken, in words for the enterprise.
    pub(super) faults: Vec<String>,
}

/// A message with everything that is known when it is decided about.
#[derive(Clone)]
pub(super) struct Turn<'a> {
    /// The conversation; steps change it.
    pub(super) conversation: Conversation,
    /// What was sent; a button may have put words in its place.
    pub(super) content: Content,
    /// Whether somebody has written it in words of their own.
    pub(super) written: bool,
    /// What its channel calls the message, where its words can be changed afterwards.
    pub(super) origin: Option<MessageId>,
    /// Whether the words take the place of those the message had before.
    pub(super) revised: bool,
    /// The words as they came.
    said: String,
    /// Whether a dialog was under way before.
    pub(super) was_running: bool,
    /// Whether a button is pressed that was pressed just before.
    pub(super) pressed_again: bool,
    /// What became of the files that came along.
    pub(super) files: FileNews,
    /// Whether the reply itself says which files are held.
    pub(super) says_what_is_held: bool,
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
    pub(super) fn new(mut conversation: Conversation, message: &Message, known: &'a Known, now: Timestamp) -> Self {
        let expired = conversation.held.forget_old(now);
        let straggles = message.album.is_some() && conversation.album == message.album;
        if message.album.is_some() {
            conversation.album.clone_from(&message.album);
        }
        let pressed = match (&message.content, &message.refers_to) {
            (Content::Press(payload), Some(under)) => Some(Pressed { under: under.clone(), payload: payload.clone() }),
            _ => None,
        };
        let pressed_again = pressed.is_some() && pressed == conversation.pressed;
        conversation.pressed = pressed;
        Self {
            was_running: conversation.running.is_some(),
            conversation,
            content: message.content.clone(),
            written: matches!(message.content, Content::Text(_)),
            origin: message.origin.clone(),
            revised: message.revised,
            said: message.words().unwrap_or_default().trim().to_owned(),
            pressed_again,
            files: FileNews { expired, straggles, ..FileNews::default() },
            says_what_is_held: false,
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
            _ => "",
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

    /// Notes what was said and what became of it, where it can be changed afterwards.
    fn note_remark(&mut self) {
        let Some(message) = self.origin.clone().filter(|_| self.conversation.id.in_group().is_none()) else { return };
        if self.said.is_empty() {
            return;
        }
        let in_ticket = self.effects.iter().find_map(|effect| match effect {
            Effect::Act {
                number,
                command: Command::Supply { .. } | Command::Reopen { .. } | Command::Chase { .. },
            } => Some(Aim::Ticket(number.clone())),
            Effect::Register(_) => Some(Aim::Draft),
            _ => None,
        });
        let running = self.conversation.running.is_some().then_some(Aim::Draft);
        // Where nothing came of the change, the words are where they were.
        let earlier = || self.conversation.remarks.find(&message).map(|remark| remark.aim.clone());
        let aim = in_ticket.or(running).or_else(earlier).unwrap_or(Aim::Answer);
        self.conversation.remarks.note(Remark { message, words: self.said.clone(), aim });
    }

    /// The decision with these replies.
    pub(super) fn end(mut self, replies: Vec<Reply>) -> Outcome {
        self.note_remark();
        let durable = self.durable || !self.effects.is_empty();
        Outcome { replies, conversation: self.conversation, effects: self.effects, durable }
    }
}

impl FileNews {
    /// What is wrong with several files is said once.
    pub(super) fn note_fault(&mut self, fault: String) {
        if !self.faults.contains(&fault) {
            self.faults.push(fault);
        }
    }
}
