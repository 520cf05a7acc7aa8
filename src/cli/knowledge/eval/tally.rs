//! The grades of a question set, summed up.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_json::json;

use super::super::super::table;
use super::grade::{Confusion, Expected, name, ratio};
use crate::domain::reply::{Kind, Reply};

/// A kind with fewer questions says nothing about itself.
const TELLING: usize = 5;

/// A question that did not pass.
#[derive(Debug)]
struct Failure {
    id: String,
    kind: String,
    reason: String,
    asked: String,
}

/// Grades so far.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// Passed and asked, by kind.
    kinds: BTreeMap<String, (usize, usize)>,
    confusion: Confusion,
    failures: Vec<Failure>,
    answerable: usize,
    refused: usize,
    chars: usize,
}

impl Tally {
    /// Grades one more reply.
    pub(super) fn add(&mut self, question: &Expected, reply: &Reply) {
        let reason = question.fails(reply);
        let (passed, asked) = self.kinds.entry(question.kind.clone()).or_default();
        *passed += usize::from(reason.is_none());
        *asked += 1;
        *self.confusion.entry(question.kind.clone()).or_default().entry(name(reply.kind)).or_default() += 1;
        if question.answerable() {
            self.answerable += 1;
            self.refused += usize::from(reply.kind != Kind::Answer);
            self.chars += reply.text.chars().count();
        }
        if let Some(reason) = reason {
            let (id, kind, asked) = (question.id.clone(), question.kind.clone(), question.said().join(" → "));
            self.failures.push(Failure { id, kind, reason, asked });
        }
    }

    fn all(&self) -> (usize, usize) {
        self.kinds.values().fold((0, 0), |(passed, asked), (p, a)| (passed + p, asked + a))
    }

    /// The share that passed, 0 to 1.
    pub(super) fn share(&self) -> f64 {
        let (passed, asked) = self.all();
        ratio(passed, asked)
    }

    /// The share of the kind that did worst, of kinds with enough questions to say so.
    pub(super) fn weakest(&self) -> f64 {
        let telling = self.kinds.values().filter(|(_, asked)| *asked >= TELLING);
        telling.map(|(passed, asked)| ratio(*passed, *asked)).fold(1.0, f64::min)
    }

    /// Characters of an answer to a question that can be answered, on average.
    fn mean_length(&self) -> f64 {
        ratio(self.chars, self.answerable)
    }

    /// Prints the tables.
    pub(super) fn print(&self, verbose: bool, out: &mut impl Write) -> io::Result<()> {
        for Failure { id, kind, reason, asked } in self.failures.iter().filter(|_| verbose) {
            writeln!(out, "{id}  {kind}  {reason}  | {asked}")?;
        }
        let all = ("all".to_owned(), self.all());
        let kinds = self.kinds.iter().map(|(kind, counts)| (kind.clone(), *counts)).chain([all]);
        let row = |(kind, (passed, asked)): (String, (usize, usize))| {
            vec![kind, passed.to_string(), asked.to_string(), format!("{:.1}%", 100.0 * ratio(passed, asked))]
        };
        table::write(out, &["题型", "通过", "题数", "通过率"], &kinds.map(row).collect::<Vec<_>>())?;
        let (refused, answerable, mean) = (self.refused, self.answerable, self.mean_length());
        writeln!(out, "\n该答而没有答 {refused}/{answerable}；平均长度 {mean:.0} 字\n")?;
        self.print_confusion(out)
    }

    /// The kinds of questions against the kinds of replies; a dot is none.
    fn print_confusion(&self, out: &mut impl Write) -> io::Result<()> {
        let kinds: BTreeMap<_, _> = self.confusion.values().flatten().map(|(reply, _)| (reply.as_str(), ())).collect();
        let kinds: Vec<&str> = kinds.into_keys().collect();
        let cell = |row: &BTreeMap<String, usize>, kind: &&str| row.get(*kind).map_or("·".to_owned(), usize::to_string);
        let row = |(kind, replies): (&String, &BTreeMap<String, usize>)| {
            let counts = kinds.iter().map(|kind| cell(replies, kind));
            std::iter::once(kind.clone()).chain(counts).collect::<Vec<_>>()
        };
        let headings: Vec<&str> = std::iter::once("题型＼答复").chain(kinds.iter().copied()).collect();
        table::write(out, &headings, &self.confusion.iter().map(row).collect::<Vec<_>>())
    }

    /// Everything, for a program.
    pub(super) fn as_json(&self) -> serde_json::Value {
        let (passed, total) = self.all();
        let kinds: BTreeMap<_, _> = self
            .kinds
            .iter()
            .map(|(kind, (passed, total))| (kind, json!({ "passed": passed, "total": total })))
            .collect();
        let failure = |failure: &Failure| {
            let Failure { id, kind, reason, asked } = failure;
            json!({ "id": id, "kind": kind, "reason": reason, "asked": asked })
        };
        let failures: Vec<_> = self.failures.iter().map(failure).collect();
        json!({
            "passed": passed, "total": total, "share": self.share(), "kinds": kinds, "confusion": self.confusion,
            "answerable": self.answerable, "refused": self.refused, "mean_length": self.mean_length(), "failures": failures,
        })
    }
}
