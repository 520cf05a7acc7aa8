//! A reply as JSON, the same for the API, the terminal and batch runs.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::document_address;
use crate::domain::ids::CardId;
use crate::domain::reply::{Button, Kind, Reply, Report, Source};

/// One reply; every field is always present.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReplyBody {
    /// The message it replies to.
    pub id: String,
    /// What it is.
    pub kind: Kind,
    /// Plain text without the list of sources.
    pub text: String,
    /// The places it rests on.
    pub citations: Vec<CitationBody>,
    /// The card that answered.
    pub card: Option<CardId>,
    /// How sure the answer is, from 0 to 1.
    pub confidence: f32,
    /// What can be done next.
    pub buttons: Vec<Button>,
    /// How far a report has come.
    pub report: Option<Report>,
    /// How long the message took, in microseconds.
    pub elapsed_us: u64,
}

/// A place a reply rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CitationBody {
    /// Its place in the list, from 1.
    pub n: usize,
    /// The place itself.
    #[serde(flatten)]
    pub source: Source,
    /// The path of the page that shows it.
    pub url: String,
}

/// Every reply to one message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RepliesBody {
    /// In the order they are to be read.
    pub replies: Vec<ReplyBody>,
}

impl RepliesBody {
    /// The replies to the message `id`, which took `elapsed`.
    pub fn new(id: &str, replies: Vec<Reply>, elapsed: Duration) -> Self {
        Self { replies: replies.into_iter().map(|reply| ReplyBody::new(id, reply, elapsed)).collect() }
    }
}

impl ReplyBody {
    /// The reply `reply` to the message `id`, which took `elapsed`.
    pub fn new(id: &str, reply: Reply, elapsed: Duration) -> Self {
        let elapsed_us = u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX);
        // Without `..`, so that what a reply gains is not forgotten here.
        let Reply { kind, text, citations, card, confidence, buttons, report } = reply;
        let citations = citations.into_iter().enumerate().map(|(at, source)| CitationBody::new(at + 1, source));
        let (id, citations) = (id.to_owned(), citations.collect());
        Self { id, kind, text, citations, card, confidence, buttons, report, elapsed_us }
    }
}

impl From<ReplyBody> for Reply {
    fn from(body: ReplyBody) -> Self {
        let ReplyBody { id: _, kind, text, citations, card, confidence, buttons, report, elapsed_us: _ } = body;
        let citations = citations.into_iter().map(|citation| citation.source).collect();
        Self { kind, text, citations, card, confidence, buttons, report }
    }
}

impl CitationBody {
    fn new(n: usize, source: Source) -> Self {
        let url = document_address::of_place(&source.document, &source.locator);
        Self { n, source, url }
    }
}
