//! Dialogs: multi-step flows as they are described in files.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::ids::DialogId;

/// What is asked of an answer to a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Validator {
    /// Yes or no to the notice; no ends the dialog.
    Consent,
    /// The name of a firm or a person: 2 to 60 characters with at least one letter.
    Name,
    /// A telephone number.
    Phone,
    /// A region we know, by any of its names.
    Region,
    /// One of the eleven categories.
    Category,
    /// Free text, 5 to 4000 characters.
    Text,
}

/// One thing the dialog wants to know.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Slot {
    /// Its name.
    pub id: String,
    /// What it is called in the summary.
    pub label: String,
    /// How it is asked for.
    pub prompt: String,
    /// What is asked of the answer.
    pub validator: Validator,
    /// What is said to an answer that does not do.
    pub retry: String,
    /// Whether it may be skipped.
    #[serde(default)]
    pub optional: bool,
    /// Whether it is left out where the channel itself can bring a reply.
    #[serde(default)]
    pub unless_reachable: bool,
    /// Answers to offer as buttons.
    #[serde(default)]
    pub choices: Vec<String>,
}

/// What happens when the summary is confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// A ticket is registered.
    RegisterTicket,
}

/// A flow.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dialog {
    /// Its id, equal to the file's name.
    pub id: DialogId,
    /// What it is called.
    pub title: String,
    /// What is said first.
    pub opening: String,
    /// What stands above the summary.
    pub summary: String,
    /// What happens at the end.
    pub ending: Ending,
    /// What it wants to know, in this order.
    #[serde(rename = "slot")]
    pub slots: Vec<Slot>,
}

impl Dialog {
    /// The slot of that name.
    pub fn slot(&self, id: &str) -> Option<&Slot> {
        self.slots.iter().find(|slot| slot.id == id)
    }
}

/// Where a running dialog stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// It has asked for this slot.
    Asking(String),
    /// It has shown the summary.
    Confirming,
    /// It has asked which slot is to be corrected.
    Choosing,
    /// It has asked for this slot again, to correct it.
    Correcting(String),
    /// It has asked whether to give up; where it stood before.
    Leaving(Box<Self>),
}

impl Stage {
    /// The slot that is asked for, for the first time or to be corrected.
    pub fn slot(&self) -> Option<&str> {
        match self {
            Self::Asking(slot) | Self::Correcting(slot) => Some(slot),
            Self::Confirming | Self::Choosing | Self::Leaving(_) => None,
        }
    }
}

/// A dialog under way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Running {
    /// Which.
    pub dialog: DialogId,
    /// What it knows, by slot.
    pub filled: BTreeMap<String, String>,
    /// Slots that were skipped.
    pub skipped: Vec<String>,
    /// Where it stands.
    pub stage: Stage,
    /// How often the present question was answered in a way that did not do.
    pub misses: u8,
}
