//! What was learned from examples: every weight, in one file beside the knowledge.

pub mod acts;
pub mod train;

mod clauses;
mod grams;
mod linear;
mod remembered;
mod subject;
mod support;
mod trees;

use std::path::Path;

use serde::{Deserialize, Serialize};

use self::linear::Linear;
use self::remembered::Remembered;
pub use self::remembered::{Memory, Recalled};
pub use self::subject::CardOdds;
use self::subject::Subjects;
use self::support::Support;
use crate::content::write_whole;
use crate::domain::knowledge::Knowledge;

/// The file with everything that was learned, in the knowledge folder.
pub const FILE: &str = "learned.json";

/// Everything that was learned.
#[derive(Debug, Serialize, Deserialize)]
pub struct Learned {
    /// The digest of what it was learned from.
    pub digest: String,
    /// From a clause to what it does.
    pub(crate) acts: Linear,
    /// From the words of a trouble to its category.
    pub(crate) categories: Linear,
    /// From the words of a question to whether the documents are silent on it.
    pub(crate) silence: Linear,
    /// From what was measured of a candidate to what it is worth.
    pub(crate) support: Support,
    /// From the words of a question to the card it is about.
    pub(crate) subjects: Subjects,
    /// Questions of the corpus with the points that answer them.
    pub(crate) remembered: Vec<Remembered>,
}

/// Why the file could not be used.
#[derive(Debug, thiserror::Error)]
pub enum LearnedError {
    /// It could not be read or written.
    #[error("{FILE} 读写不了：{0}。没有这个文件时运行 zhuqi knowledge train")]
    Io(#[from] std::io::Error),
    /// It is not what training writes.
    #[error("{FILE} 的内容不对：{0}。运行 zhuqi knowledge train 重新生成")]
    Malformed(#[from] serde_json::Error),
}

impl Learned {
    /// The questions that points were asked by, ready to be compared with new ones.
    pub fn memory(&self, knowledge: &Knowledge) -> Memory {
        Memory::new(&self.remembered, knowledge)
    }

    /// Which card of a knowledge a question is about, ready to be told.
    pub fn card_odds(&self, knowledge: &Knowledge) -> CardOdds {
        self.subjects.ready(knowledge)
    }

    /// Reads what was learned from a knowledge folder.
    pub fn read(knowledge: &Path) -> Result<Self, LearnedError> {
        Ok(serde_json::from_slice(&std::fs::read(knowledge.join(FILE))?)?)
    }

    /// Writes it beside the knowledge, whole or not at all.
    pub fn write(&self, knowledge: &Path) -> Result<(), LearnedError> {
        let mut text = serde_json::to_string(self)?;
        text.push('\n');
        Ok(write_whole(&knowledge.join(FILE), &text)?)
    }
}
