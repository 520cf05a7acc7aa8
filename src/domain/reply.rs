//! What goes back: one reply, the same for every channel.

use serde::{Deserialize, Serialize};

use super::document::Period;
use super::ids::{CardId, DocumentId};
use super::ticket::{Category, TicketNumber};

/// What a reply is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// An answer with its citations.
    Answer,
    /// Two or more readings; the buttons choose.
    Clarify,
    /// The documents give no basis.
    NoBasis,
    /// A problem is being registered, or was.
    Report,
    /// Small talk, help, anything without policy.
    Smalltalk,
    /// A step of another dialog.
    Dialog,
    /// Policies that fit a profile.
    Match,
    /// The status of one's own tickets.
    Ticket,
}

/// A place in a document as a reply shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The document's id.
    pub document: DocumentId,
    /// The document's title.
    pub title: String,
    /// The place in it.
    pub locator: String,
    /// The province it is for.
    pub region: String,
    /// The years it is for.
    pub period: Period,
    /// Whether its period has not ended.
    pub in_force: bool,
}

impl Source {
    /// How a text refers to the source at a place of the list, counted from 1. Never a circled or raised figure:
    /// normalising would join it to the figure before it.
    pub fn mark(n: usize) -> String {
        format!("[{n}]")
    }
}

/// Something to press.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Button {
    /// What stands on it.
    pub label: String,
    /// What it sends: opaque, at most [`Button::MAX_PAYLOAD`] bytes.
    pub payload: String,
}

impl Button {
    /// Telegram's limit for `callback_data`, in bytes.
    pub const MAX_PAYLOAD: usize = 64;
}

/// How far a report has come.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The category, once it is clear.
    pub category: Option<Category>,
    /// The region's official name, once it is known.
    pub region: Option<String>,
    /// The number, once the ticket is on disk.
    pub number: Option<TicketNumber>,
}

/// One reply.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reply {
    /// What it is.
    pub kind: Kind,
    /// Plain text, at most [`Reply::MAX_CHARS`] characters, without the list of sources.
    pub text: String,
    /// The places it rests on, at most three distinct documents.
    pub citations: Vec<Source>,
    /// The card that answered.
    pub card: Option<CardId>,
    /// How sure the answer is, from 0 to 1; 1 for what is no matter of certainty.
    pub confidence: f32,
    /// What can be done next.
    pub buttons: Vec<Button>,
    /// How far a report has come.
    pub report: Option<Report>,
}

impl Reply {
    /// A reply is read on a phone.
    pub const MAX_CHARS: usize = 600;

    /// A reply of words alone.
    pub fn plain(kind: Kind, text: impl Into<String>) -> Self {
        Self {
            kind,
            text: text.into(),
            citations: Vec::new(),
            card: None,
            confidence: 1.0,
            buttons: Vec::new(),
            report: None,
        }
    }

    /// Whether its lines and its sources carry marks: where there is one source, everything rests on it.
    pub fn is_marked(&self) -> bool {
        self.citations.len() > 1
    }

    /// The same reply with buttons.
    pub fn with_buttons(mut self, buttons: Vec<Button>) -> Self {
        self.buttons = buttons;
        self
    }
}
