//! Turns files into domain values and reports every fault of them.

pub mod basis;
pub mod card_place;
pub mod corpus;
pub mod fault;
pub mod roster;
pub mod source_text;
pub mod watch;

mod agreement;
mod alone;
mod calendar_file;
mod card_file;
mod check;
mod desks_file;
mod documents_file;
mod edition;
mod fences;
mod plain;
mod point_head;
mod point_ids;
mod review;
mod toml_file;
mod unnumbered;
mod unread;
mod wording;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::SignedDuration;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use self::card_file::CardFile;
pub use self::edition::{Digest, Edition};
use self::fault::{Fault, SourceFile};
pub use self::review::review;
pub use self::unnumbered::{Unnumbered, unnumbered};
use crate::domain::calendar::Calendar;
use crate::domain::dialog::Dialog;
use crate::domain::document::Document;
use crate::domain::knowledge::{Knowledge, Topic};
use crate::domain::lexicon::Industry;
use crate::domain::phrases::Phrases;
use crate::domain::region::{Region, Regions};

/// How the names of cards end.
const CARD: &str = "md";

/// How the names of dialogs end.
const DIALOG: &str = "toml";

/// The file with all words the bot says, in the dialogs folder.
const PHRASES: &str = "phrases.toml";

/// A working day for as long as the calendar cannot be read: enough to find faults in what counts with it.
const SOME_WORKING_DAY: SignedDuration = SignedDuration::from_hours(8);

/// What loading gives: the edition if no fault forbids it, and every fault.
#[derive(Debug)]
pub struct Loaded {
    /// The edition; none if any fault is an error.
    pub edition: Option<Edition>,
    /// Every fault, errors and warnings.
    pub faults: Vec<Fault>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TopicsFile {
    topic: Vec<Topic>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RegionsFile {
    region: Vec<Region>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct IndustriesFile {
    industry: Vec<Industry>,
}

/// Collects files and faults while loading.
#[derive(Default)]
struct Loader {
    faults: Vec<Fault>,
    /// What was read, by folder and name.
    files: BTreeMap<String, Arc<String>>,
    /// The folders, each with what it is called wherever it lies.
    folders: [(&'static str, PathBuf); 2],
}

/// Loads and checks the knowledge and the dialogs.
pub fn load(knowledge: &Path, dialogs: &Path) -> Loaded {
    let folders = [("knowledge", knowledge.to_owned()), ("dialogs", dialogs.to_owned())];
    let mut loader = Loader { folders, ..Loader::default() };
    let documents = loader.documents(&knowledge.join("documents.toml"));
    let topics = loader.toml::<TopicsFile>(&knowledge.join("topics.toml"));
    let regions = loader.toml::<RegionsFile>(&knowledge.join("regions.toml"));
    let industries = loader.toml::<IndustriesFile>(&knowledge.join("industries.toml"));
    let lexicon = loader.checked(&knowledge.join("lexicon.toml"), wording::lexicon);
    let examples = loader.checked(&knowledge.join("complaints.toml"), wording::examples);
    let calendar = loader.calendar(&knowledge.join("calendar.toml"));
    let desks = loader.read(&knowledge.join("desks.toml"));
    let cards = loader.cards(&knowledge.join("cards"));
    let dialogs_read = loader.dialogs(dialogs);
    let phrases = loader.toml::<Phrases>(&dialogs.join(PHRASES));

    let Loader { mut faults, files, .. } = loader;
    let (Some(documents), Some(topics), Some(regions), Some(industries)) = (documents, topics, regions, industries)
    else {
        return Loaded { edition: None, faults };
    };
    let (Some(lexicon), Some(examples), Some(phrases)) = (lexicon, examples, phrases) else {
        return Loaded { edition: None, faults };
    };
    let mut knowledge = Knowledge {
        documents,
        topics: topics.topic,
        cards: Vec::new(),
        regions: Regions::new(regions.region),
        industries: industries.industry,
        lexicon,
        examples,
    };
    check::regions(&knowledge, &mut faults);
    check::cards(&cards, &knowledge, &mut faults);
    agreement::figures(&cards, &mut faults);
    alone::points(&cards, &knowledge, &mut faults);
    check::topics(&cards, &knowledge, &mut faults);
    let working_day = calendar.as_ref().map_or(SOME_WORKING_DAY, Calendar::working_day);
    let desks = desks.map(|source| desks_file::parse(&source, &knowledge.regions, working_day));
    let desks = desks.and_then(|parsed| parsed.map_err(|found| faults.extend(found)).ok());
    knowledge.cards = cards.into_iter().map(|file| file.card).collect();
    knowledge.cards.sort_by(|a, b| a.id.cmp(&b.id));
    let sound = !faults.iter().any(Fault::is_error);
    let edition = calendar.zip(desks).filter(|_| sound).map(|(calendar, desks)| Edition {
        digest: Digest::of(&files),
        knowledge: Arc::new(knowledge),
        dialogs: dialogs_read,
        phrases,
        calendar: Arc::new(calendar),
        desks: Arc::new(desks),
    });
    Loaded { edition, faults }
}

impl Loader {
    fn read(&mut self, path: &Path) -> Option<SourceFile> {
        match SourceFile::read(path) {
            Ok(source) => {
                self.files.insert(self.name_of(path), source.text.clone());
                Some(source)
            }
            Err(fault) => {
                self.faults.push(fault);
                None
            }
        }
    }

    /// What a file is called in the digest: the same wherever its folder lies.
    fn name_of(&self, path: &Path) -> String {
        let inside = |(folder, dir): &(&str, PathBuf)| {
            let parts = path.strip_prefix(dir).ok()?.iter().map(|part| part.to_string_lossy());
            Some(std::iter::once((*folder).into()).chain(parts).collect::<Vec<_>>().join("/"))
        };
        self.folders.iter().find_map(inside).unwrap_or_else(|| path.to_string_lossy().into_owned())
    }

    fn toml<T: DeserializeOwned>(&mut self, path: &Path) -> Option<T> {
        let source = self.read(path)?;
        toml_file::parse_toml(&source, 0..source.text.len()).map_err(|fault| self.faults.push(fault)).ok()
    }

    fn documents(&mut self, path: &Path) -> Option<Vec<Document>> {
        let source = self.read(path)?;
        documents_file::parse(&source).map_err(|found| self.faults.extend(found)).ok()
    }

    fn calendar(&mut self, path: &Path) -> Option<Calendar> {
        let source = self.read(path)?;
        calendar_file::parse(&source).map_err(|found| self.faults.extend(found)).ok()
    }

    /// Reads a file and what the check says of it.
    fn checked<T: DeserializeOwned>(
        &mut self,
        path: &Path,
        check: impl FnOnce(&SourceFile, &T) -> Vec<Fault>,
    ) -> Option<T> {
        let source = self.read(path)?;
        let read =
            toml_file::parse_toml(&source, 0..source.text.len()).map_err(|fault| self.faults.push(fault)).ok()?;
        self.faults.extend(check(&source, &read));
        Some(read)
    }

    fn cards(&mut self, dir: &Path) -> Vec<CardFile> {
        let mut cards = Vec::new();
        self.faults.extend(unread::files(dir, CARD));
        for path in files_below(dir, Some(CARD), &mut self.faults) {
            let Some(source) = self.read(&path) else { continue };
            match card_file::parse(source) {
                Ok(card) => cards.push(card),
                Err(faults) => self.faults.extend(faults),
            }
        }
        cards
    }

    fn dialogs(&mut self, dir: &Path) -> Vec<Dialog> {
        self.faults.extend(unread::files(dir, DIALOG));
        let files = files_below(dir, Some(DIALOG), &mut self.faults);
        let dialogs = files.iter().filter(|path| path.file_name().is_none_or(|name| name != PHRASES));
        dialogs.filter_map(|path| self.dialog(path)).collect()
    }

    fn dialog(&mut self, path: &Path) -> Option<Dialog> {
        self.checked(path, check::dialog)
    }
}

/// Writes a file, whole or not at all.
pub fn write_whole(path: &Path, text: &str) -> std::io::Result<()> {
    let mut new = path.as_os_str().to_owned();
    new.push(".new");
    std::fs::write(&new, text)?;
    std::fs::rename(&new, path)
}

/// The files of a folder and its folders, with that extension or any, in the order of their paths.
fn files_below(dir: &Path, extension: Option<&str>, faults: &mut Vec<Fault>) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut dirs = vec![dir.to_owned()];
    while let Some(dir) = dirs.pop() {
        let entries = match std::fs::read_dir(&dir) {
            Ok(entries) => entries,
            Err(error) => {
                let reason = format!("这个文件夹读不了：{error}");
                faults.push(SourceFile::named(dir).fault(0..0, reason, "检查设置里的文件夹路径和读取权限"));
                continue;
            }
        };
        for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
            let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
            if path.is_dir() && !hidden {
                dirs.push(path);
            } else if !hidden && extension.is_none_or(|wanted| path.extension().is_some_and(|found| found == wanted)) {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}
