//! What a judge outside is asked about one message.

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::domain::act::Open;
use crate::domain::ids::DocumentId;
use crate::domain::point::Reference;

/// Everything a judge outside gets to know; nothing else leaves the house.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Request {
    /// 1; 2 where it is asked again with what its better words have found.
    pub pass: u8,
    /// What was said, the message itself last; what is private in it is hidden.
    pub turns: Vec<String>,
    /// What the conversation is in the middle of.
    pub open: Open,
    /// What may answer, numbered from 1.
    pub points: Vec<Candidate>,
}

/// A point that may answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Candidate {
    /// Its number in the request.
    pub n: usize,
    /// The point.
    #[serde(rename = "ref")]
    pub reference: Reference,
    /// The document it rests on first.
    pub document: DocumentId,
    /// The place in that document.
    pub locator: String,
    /// The point as it is shown by itself.
    pub text: String,
}

impl Request {
    /// A request is asked for at most so many points.
    pub const POINTS: usize = 40;

    /// The message that is judged.
    pub fn message(&self) -> &str {
        self.turns.last().map_or("", String::as_str)
    }

    /// Binds an answer to what was asked: another content has another digest.
    pub fn digest(&self) -> String {
        let content = serde_json::to_vec(self).unwrap_or_default();
        Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect()
    }
}
