//! The points whose ids are not written in their files yet: what they are, and the files with them written.

use std::io;
use std::path::{Path, PathBuf};

use super::card_file::{self, CardFile};
use super::fault::{Fault, SourceFile};
use super::point_head::UNNUMBERED;
use super::{CARD, files_below, plain, write_whole};
use crate::domain::point::Reference;

/// A file with points that have no id in it.
#[derive(Debug)]
pub struct Unnumbered {
    /// Where it lies.
    pub path: PathBuf,
    /// The points, each with its line and the id it goes by until it is written.
    pub points: Vec<(usize, Reference)>,
    /// The file with the ids written and nothing else changed.
    text: String,
}

impl Unnumbered {
    /// Writes the ids into the file, whole or not at all.
    pub fn write(&self) -> io::Result<()> {
        write_whole(&self.path, &self.text)
    }
}

/// Every file of the cards with such points, and the faults of files that cannot be read.
pub fn unnumbered(knowledge: &Path) -> (Vec<Unnumbered>, Vec<Fault>) {
    let mut faults = Vec::new();
    let mut found = Vec::new();
    for path in files_below(&knowledge.join("cards"), Some(CARD), &mut faults) {
        match SourceFile::read(&path).map_err(|fault| vec![fault]).and_then(card_file::parse) {
            Ok(file) => found.extend(of_file(&file)),
            Err(found) => faults.extend(found),
        }
    }
    (found, faults)
}

fn of_file(file: &CardFile) -> Option<Unnumbered> {
    let (card, places) = (&file.card, &file.places);
    let mut text = file.source.text.as_str().to_owned();
    let mut points = Vec::new();
    // From the end on: what is written at one point moves those behind it.
    for number in places.unnumbered.iter().rev() {
        let (at, id) = (places.points[*number].start, &card.points[*number].id);
        let line = file.source.text[..at].matches('\n').count() + 1;
        points.push((line, Reference { card: card.id.clone(), point: id.clone() }));
        let bullet = &file.source.text[places.points[*number].clone()];
        let (offset, replaced, written) = numbering(bullet, id.as_str());
        text.replace_range(at + offset..at + offset + replaced, &written);
    }
    points.reverse();
    if file.source.has_mark {
        text.insert(0, '\u{feff}');
    }
    (!points.is_empty()).then(|| Unnumbered { path: file.source.path.clone(), points, text })
}

/// Where the id goes in a bullet, how many bytes it takes the place of, and what is written there.
fn numbering(bullet: &str, id: &str) -> (usize, usize, String) {
    let start = plain::before_words(bullet);
    let Some(inside) = bullet[start..].strip_prefix('{') else { return (start, 0, format!("{{{id}}} ")) };
    let space = inside.len() - inside.trim_start().len();
    let at = start + 1 + space;
    match inside.trim_start().strip_prefix(UNNUMBERED) {
        Some(_) => (at, UNNUMBERED.len(), id.to_owned()),
        None => (at, 0, format!("{id} ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_id_is_written() {
        for (bullet, numbered) in [
            ("- 文字。[d 一]", "- {k7fm} 文字。[d 一]"),
            ("*   文字。[d 一]", "*   {k7fm} 文字。[d 一]"),
            ("\t•\u{3000}文字。[d 一]", "\t•\u{3000}{k7fm} 文字。[d 一]"),
            ("- {? 鼓励} 文字。", "- {k7fm 鼓励} 文字。"),
            ("- {鼓励} 文字？", "- {k7fm 鼓励} 文字？"),
            ("- { ? 鼓励 2024-01-01废止 } 文字。", "- { k7fm 鼓励 2024-01-01废止 } 文字。"),
        ] {
            let (offset, replaced, written) = numbering(bullet, "k7fm");
            let mut text = bullet.to_owned();
            text.replace_range(offset..offset + replaced, &written);
            assert_eq!(text, numbered);
        }
    }
}
