//! Finds where something of a card stands in its file, for faults that show only after loading.

use std::path::{Path, PathBuf};

use super::fault::{Fault, SourceFile};
use crate::domain::card::Card;

/// The file of a card that was loaded.
#[derive(Debug)]
pub struct CardPlace(SourceFile);

impl CardPlace {
    /// Reads the file of a card below the knowledge folder; a fault says why it cannot be read any more.
    pub fn read(knowledge: &Path, card: &Card) -> Result<Self, Fault> {
        SourceFile::read(&path(knowledge, card)).map(Self)
    }

    /// A fault where `text` stands in the file, or at its beginning.
    pub fn fault(&self, text: &str, reason: impl Into<String>, cure: impl Into<String>) -> Fault {
        let at = self.0.text.find(text).map_or(0..0, |start| start..start + text.len());
        self.0.fault(at, reason, cure)
    }
}

/// Loading makes sure that folder and file are named after the topic and the id.
fn path(knowledge: &Path, card: &Card) -> PathBuf {
    knowledge.join("cards").join(&card.category).join(format!("{}.md", card.id))
}
