//! Replies on their way out: how they appear, how sending went, how far they have come.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::domain::message::{ConversationId, MessageId};
use crate::domain::reply::Reply;
use crate::domain::ticket::TicketNumber;

/// How a reply appears in its conversation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// As a message of its own.
    #[default]
    Message,
    /// As a message of its own that is the card of its ticket from now on: later changes redraw it.
    Card,
    /// In place of the ticket's newest card, unless the ticket has gone on: then a later reply redraws it.
    Redraw {
        /// The version of the ticket it shows.
        version: usize,
    },
    /// In place of the ticket's newest card, before a newer one follows.
    Retire,
}

impl Form {
    /// Whether it adds a message, whose delivery matters to staff, and does not only put right one that was there.
    pub fn adds_message(self) -> bool {
        matches!(self, Self::Message | Self::Card)
    }
}

/// A reply that waits to be sent; its number orders it within its conversation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outgoing {
    /// Given by the store; grows.
    pub id: u64,
    /// Where it goes.
    pub conversation: ConversationId,
    /// What goes.
    pub reply: Reply,
    /// The ticket it tells of, if it tells of one.
    #[serde(default)]
    pub ticket: Option<TicketNumber>,
    /// How it appears.
    #[serde(default)]
    pub form: Form,
    /// The message it visibly answers, where several people talk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers: Option<MessageId>,
    /// How often sending has failed.
    pub attempts: u32,
    /// Not before this moment.
    pub due: Timestamp,
}

/// How one attempt to send went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// It has arrived.
    Sent {
        /// When.
        at: Timestamp,
        /// What its channel calls it, if it calls it anything.
        message: Option<MessageId>,
    },
    /// Try again then.
    Later(Timestamp),
    /// It will never arrive: keep it as a dead letter for staff.
    Failed {
        /// Why, without personal data.
        reason: String,
        /// When it was given up.
        at: Timestamp,
    },
}

/// A reply to be sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Notice {
    /// Where it goes.
    pub to: ConversationId,
    /// What goes.
    pub reply: Reply,
    /// The ticket it tells of, if it tells of one: then staff see how its delivery goes.
    pub ticket: Option<TicketNumber>,
    /// How it appears.
    pub form: Form,
    /// The message it visibly answers, where several people talk.
    pub answers: Option<MessageId>,
}

impl Notice {
    /// A reply that tells of no ticket in particular.
    pub fn plain(to: ConversationId, reply: Reply) -> Self {
        Self { to, reply, ticket: None, form: Form::Message, answers: None }
    }

    /// A reply that tells of a ticket.
    pub fn about(ticket: &TicketNumber, to: ConversationId, reply: Reply, form: Form) -> Self {
        Self { to, reply, ticket: Some(ticket.clone()), form, answers: None }
    }
}

/// How far a reply that tells of a ticket has come.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Notified {
    /// The number it has in the outbox.
    pub id: u64,
    /// Where it goes.
    pub to: ConversationId,
    /// What it says.
    pub text: String,
    /// How it appears.
    #[serde(default)]
    pub form: Form,
    /// How far it has come.
    pub progress: Progress,
}

/// How far a reply has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    /// It waits, after so many attempts that failed.
    Waiting {
        /// How many.
        attempts: u32,
        /// Not before this moment.
        due: Timestamp,
    },
    /// It has arrived.
    Sent {
        /// When.
        at: Timestamp,
        /// What its channel calls it, if it calls it anything.
        #[serde(default)]
        message: Option<MessageId>,
    },
    /// It will never arrive.
    Failed {
        /// Why, without personal data.
        reason: String,
        /// When it was given up.
        at: Timestamp,
    },
}
