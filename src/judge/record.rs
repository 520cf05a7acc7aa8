//! Writes down what a judge outside would be asked, one JSON object a line; the first line is what it is told.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use serde::Serialize;

use super::{Brief, Candidate, Request};
use crate::domain::act::Open;

/// Where one turn of one conversation stands in a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    /// The name of the conversation.
    pub id: &'a str,
    /// Which of its messages, from 1.
    pub turn: usize,
}

/// A file of requests.
#[derive(Debug)]
pub struct Record(BufWriter<File>);

/// A request as a line.
#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    turn: usize,
    pass: u8,
    digest: String,
    turns: &'a [String],
    open: Open,
    points: &'a [Candidate],
}

impl Record {
    /// A new file, with what a judge is told.
    pub fn create(path: &Path) -> io::Result<Self> {
        let mut record = Self(BufWriter::new(File::create(path)?));
        record.line(&Brief::new())?;
        Ok(record)
    }

    /// Notes a request; on disk when it returns, so that what was asked is known whatever follows.
    pub fn note(&mut self, place: Place<'_>, request: &Request) -> io::Result<()> {
        let Place { id, turn } = place;
        let Request { pass, turns, open, points } = request;
        self.line(&Line { id, turn, pass: *pass, digest: request.digest(), turns, open: *open, points })
    }

    fn line(&mut self, line: &impl Serialize) -> io::Result<()> {
        serde_json::to_writer(&mut self.0, line)?;
        self.0.write_all(b"\n")?;
        self.0.flush()
    }
}
