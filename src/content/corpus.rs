//! The corpus: messages with what they mean, one JSON object a line. Only training reads it.

use std::path::Path;
use std::{fs, io};

use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use super::Digest;
use super::fault::{Fault, SourceFile};
use super::files_below;
use crate::domain::act::{ActKind, Open, tells_a_story, told_around};
use crate::domain::point::Reference;
use crate::domain::ticket::Category;

/// The folder with the corpus, in the knowledge folder.
const FOLDER: &str = "corpus";

/// A message with what it means.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sample {
    /// Its name.
    pub id: String,
    /// In whose voice it is written.
    pub voice: String,
    /// What was said, the message itself last.
    pub turns: Vec<String>,
    /// What the conversation is in the middle of.
    pub open: Open,
    /// Everything the message does.
    pub acts: Vec<Labelled>,
}

/// An act as somebody has labelled it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Labelled {
    /// What it does.
    pub act: ActKind,
    /// The words that do it.
    pub words: String,
    /// The category of a trouble.
    #[serde(default)]
    pub category: Option<Category>,
    /// The kinds of things asked for.
    #[serde(default)]
    pub asked: Vec<String>,
    /// The points that answer, best first: empty if there are none, nothing if nobody has looked for them.
    #[serde(default)]
    pub points: Option<Vec<Reference>>,
}

impl Sample {
    /// A question of the message with what it leans on: what was asked before, or what is told around it.
    pub fn whole(&self, act: &Labelled) -> String {
        let story = self.story(act);
        match self.turns.as_slice() {
            [.., earlier, _] => format!("{earlier} {}", act.words),
            [_] if tells_a_story(&story, &act.words) => story,
            _ => act.words.clone(),
        }
    }

    /// The message without its other questions.
    pub fn story(&self, act: &Labelled) -> String {
        let others = self.acts.iter().filter(|other| other.act == ActKind::Ask && other.words != act.words);
        told_around(self.message(), others.map(|other| other.words.as_str()))
    }

    /// The message itself.
    pub fn message(&self) -> &str {
        self.turns.last().map_or("", String::as_str)
    }
}

/// The SHA-256 of an edition with the corpus beside it, in hexadecimal: what training learns from.
pub fn digest(edition: &Digest, knowledge: &Path) -> io::Result<String> {
    let mut digest = Sha256::new();
    digest.update(edition.to_string());
    let folder = knowledge.join(FOLDER);
    let paths = if folder.is_dir() { files_below(&folder, Some("jsonl"), &mut Vec::new()) } else { Vec::new() };
    for path in paths {
        digest.update(Sha256::digest(fs::read(path)?));
    }
    Ok(format!("{:x}", digest.finalize()))
}

/// Reads every file of the corpus, in the order of their names; a folder that is not there is an empty corpus.
pub fn read(knowledge: &Path) -> Result<Vec<Sample>, Vec<Fault>> {
    let folder = knowledge.join(FOLDER);
    let (mut samples, mut faults) = (Vec::new(), Vec::new());
    let paths = if folder.is_dir() { files_below(&folder, Some("jsonl"), &mut faults) } else { Vec::new() };
    for path in paths {
        match SourceFile::read(&path) {
            Ok(source) => lines(&source, &mut samples, &mut faults),
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() { Ok(samples) } else { Err(faults) }
}

fn lines(source: &SourceFile, samples: &mut Vec<Sample>, faults: &mut Vec<Fault>) {
    let mut at = 0;
    for line in source.text.split_inclusive('\n') {
        let place = at..at + line.trim_end().len();
        at += line.len();
        if line.trim().is_empty() {
            continue;
        }
        let fault = |reason: String| source.fault(place.clone(), reason, "照旁边的行改写，或删去这一行");
        match serde_json::from_str::<Sample>(line) {
            Err(error) => faults.push(fault(format!("这一行读不懂：{error}"))),
            Ok(sample) if sample.acts.iter().any(|act| !sample.message().contains(&act.words)) => {
                faults.push(fault(format!("{}里标出的话不在原话里", sample.id)));
            }
            Ok(sample) => samples.push(sample),
        }
    }
}
