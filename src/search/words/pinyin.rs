//! Finds terms that are typed in pinyin.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// A term has at most so many syllables.
const SYLLABLES: usize = 6;
/// A syllable has at most so many letters.
const LETTERS: usize = 6;
/// A longer run of letters is no pinyin.
const LONGEST_RUN: usize = 60;

/// Terms by their spelling in pinyin, without tones or separators.
#[derive(Debug, Default)]
pub(super) struct Spellings(HashMap<String, String>);

impl Spellings {
    /// Adds a term; one that is spelled the same and came earlier wins.
    pub(super) fn add(&mut self, spelling: String, term: &str) {
        if let Entry::Vacant(place) = self.0.entry(spelling) {
            place.insert(term.to_owned());
        }
    }

    /// The text with Latin runs that spell known terms put right, with or without spaces between the syllables.
    pub(super) fn mend(&self, text: &str) -> String {
        if !text.bytes().any(|b| b.is_ascii_lowercase()) {
            return text.to_owned();
        }
        let parts: Vec<&str> = text.split(' ').collect();
        let mut mended: Vec<String> = Vec::new();
        let mut at = 0;
        while at < parts.len() {
            let run = parts[at..].iter().take(SYLLABLES).take_while(|part| is_pinyin(part)).count();
            let joined =
                (2..=run).rev().find_map(|length| Some((length, self.0.get(&parts[at..at + length].concat())?)));
            match joined {
                Some((length, term)) => {
                    mended.push(term.clone());
                    at += length;
                }
                None => {
                    mended.push(self.mend_part(parts[at]));
                    at += 1;
                }
            }
        }
        mended.join(" ")
    }

    fn mend_part(&self, part: &str) -> String {
        let mut mended = String::with_capacity(part.len());
        let mut rest = part;
        while let Some(start) = rest.find(|c: char| c.is_ascii_lowercase()) {
            let length = rest[start..].find(|c: char| !c.is_ascii_lowercase()).unwrap_or(rest.len() - start);
            let run = &rest[start..start + length];
            mended.push_str(&rest[..start]);
            match self.spelled(run) {
                Some(terms) => mended.push_str(&terms),
                None => mended.push_str(run),
            }
            rest = &rest[start + length..];
        }
        mended + rest
    }

    /// A run of Latin letters as known terms, if it is made of them, with the fewest terms.
    fn spelled(&self, run: &str) -> Option<String> {
        if !(3..=LONGEST_RUN).contains(&run.len()) {
            return None;
        }
        if let Some(term) = self.0.get(run) {
            return Some(term.clone());
        }
        (3..run.len().saturating_sub(2).min(SYLLABLES * LETTERS + 1)).rev().find_map(|cut| {
            let head = self.0.get(&run[..cut])?;
            Some(format!("{head}{}", self.spelled(&run[cut..])?))
        })
    }
}

fn is_pinyin(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_spellings_become_terms() {
        let mut spellings = Spellings::default();
        for (spelling, term) in [("lvse", "绿色"), ("gongchang", "工厂"), ("gongchang", "工场")] {
            spellings.add(spelling.to_owned(), term);
        }
        for (typed, meant) in [
            ("lv se gong chang", "绿色 工厂"),
            ("搞lvsegongchang行吗", "搞绿色工厂行吗"),
            ("lvsegong", "lvsegong"),
            ("vocs", "vocs"),
        ] {
            assert_eq!(spellings.mend(typed), meant);
        }
    }
}
