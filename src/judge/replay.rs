//! Judgements from a file in the place of a judge outside, each bound to the request it was made for.

use std::collections::HashMap;

use serde::Deserialize;

use super::record::Place;
use super::{Judgement, Request, Told, Unfit};

/// A judgement as a line of a file.
#[derive(Debug, Clone, Deserialize)]
pub struct Line {
    id: String,
    turn: usize,
    pass: u8,
    digest: String,
    #[serde(flatten)]
    told: Told,
}

/// Judgements by what they were made for.
#[derive(Debug, Default)]
pub struct Replay {
    lines: HashMap<(String, usize, u8), (String, Told)>,
}

/// Why there is no judgement of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotReplayed {
    /// Nobody has judged it.
    #[error("没有判读")]
    Missing,
    /// It was made for another content.
    #[error("digest 对不上：判读以后，话、候选要点或状态变了")]
    Stale,
    /// It does not fit what was asked.
    #[error(transparent)]
    Unfit(#[from] Unfit),
}

impl Replay {
    /// Judgements from lines; of two for the same request the later one counts.
    pub fn new(lines: impl IntoIterator<Item = Line>) -> Self {
        let line = |Line { id, turn, pass, digest, told }| ((id, turn, pass), (digest, told));
        Self { lines: lines.into_iter().map(line).collect() }
    }

    /// The judgement of a request.
    pub fn judge(&self, place: Place<'_>, request: &Request) -> Result<Judgement, NotReplayed> {
        let (digest, told) =
            self.lines.get(&(place.id.to_owned(), place.turn, request.pass)).ok_or(NotReplayed::Missing)?;
        if *digest != request.digest() {
            return Err(NotReplayed::Stale);
        }
        Ok(told.check(request)?)
    }
}
