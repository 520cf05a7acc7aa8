//! An edition: everything that is edited as files, as it was at one moment.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use crate::domain::calendar::Calendar;
use crate::domain::desks::Desks;
use crate::domain::dialog::Dialog;
use crate::domain::knowledge::Knowledge;
use crate::domain::phrases::Phrases;

/// So many characters of a digest tell editions apart for people.
const SHORT: usize = 8;

/// Everything that is edited as files; it never changes, another one takes its place.
#[derive(Debug)]
pub struct Edition {
    /// Tells it from every other edition.
    pub digest: Digest,
    /// What the assistant knows.
    pub knowledge: Arc<Knowledge>,
    /// The multi-step flows.
    pub dialogs: Vec<Dialog>,
    /// What the assistant says.
    pub phrases: Phrases,
    /// Which time is working time.
    pub calendar: Arc<Calendar>,
    /// Who is responsible, and how long it may take.
    pub desks: Arc<Desks>,
}

/// The SHA-256 of the names and contents of an edition's files, in hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Digest(String);

impl Digest {
    /// The digest of files by their names, which are the same wherever their folder lies.
    pub(super) fn of(files: &BTreeMap<String, Arc<String>>) -> Self {
        let mut digest = Sha256::new();
        for part in files.iter().flat_map(|(name, text)| [name, &**text]) {
            // The length tells where one part ends and the next begins.
            digest.update(part.len().to_le_bytes());
            digest.update(part.as_bytes());
        }
        Self(format!("{:x}", digest.finalize()))
    }

    /// Its beginning, enough for people.
    pub fn short(&self) -> &str {
        self.0.get(..SHORT).unwrap_or(&self.0)
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_contents_both_count() {
        let of = |files: &[(&str, &str)]| {
            let files = files.iter().map(|(name, text)| ((*name).to_owned(), Arc::new((*text).to_owned())));
            Digest::of(&files.collect())
        };
        let one = of(&[("a", "甲"), ("b", "乙")]);
        assert_eq!(one, of(&[("b", "乙"), ("a", "甲")]));
        assert_eq!((one.to_string().len(), one.short().len()), (64, SHORT));
        for other in [&[("a", "甲"), ("c", "乙")][..], &[("a", "乙"), ("b", "甲")], &[("a", "甲b乙")], &[]] {
            assert_ne!(one, of(other));
        }
    }
}
