//! Words by their sound: finds the term meant by a homophone or by pinyin.

use std::collections::{HashMap, HashSet};

use pinyin::{Pinyin, ToPinyin, ToPinyinMulti};

use super::{Segmenter, is_han};

/// A window of so many characters is compared with the terms.
const SPANS: std::ops::RangeInclusive<usize> = 2..=6;
/// More readings than these of one character are not tried.
const READINGS: usize = 3;

/// Known terms by how they sound.
#[derive(Debug, Default)]
pub struct Sounds {
    /// Terms by syllables with separators.
    spoken: HashMap<String, Vec<String>>,
    /// Terms by syllables without separators, for pinyin.
    typed: HashMap<String, Vec<String>>,
    /// Words that are right as they are.
    vocabulary: HashSet<String>,
}

impl Sounds {
    /// The sounds of `terms`; a term that comes earlier wins over a later one. Words of the `vocabulary` are never
    /// taken for a homophone of a term.
    pub fn new<'a>(terms: impl IntoIterator<Item = &'a str>, vocabulary: HashSet<String>) -> Self {
        let mut sounds = Self { vocabulary, ..Self::default() };
        for term in terms {
            let length = term.chars().count();
            if !SPANS.contains(&length) || !term.chars().all(is_han) {
                continue;
            }
            let Some(syllables) = syllables(term) else { continue };
            let terms =
                sounds.spoken.entry(syllables.iter().map(|s| blurred(s)).collect::<Vec<_>>().join("'")).or_default();
            if !terms.iter().any(|known| known == term) {
                terms.push(term.to_owned());
            }
            let typed = sounds.typed.entry(syllables.concat()).or_default();
            if !typed.iter().any(|known| known == term) {
                typed.push(term.to_owned());
            }
        }
        sounds
    }

    /// The text with homophones and pinyin put right; unchanged where nothing known sounds like it.
    pub fn mend(&self, text: &str, segmenter: &Segmenter) -> String {
        let mended = self.mend_homophones(text, segmenter);
        self.mend_pinyin(&mended)
    }

    fn mend_homophones(&self, text: &str, segmenter: &Segmenter) -> String {
        let characters: Vec<char> = text.chars().collect();
        let readings: Vec<Vec<String>> = characters.iter().map(|c| readings(*c)).collect();
        let mut result = String::with_capacity(text.len());
        let mut at = 0;
        while at < characters.len() {
            match self.homophone_at(&characters, &readings, at, segmenter) {
                Some((length, term)) => {
                    result.push_str(term);
                    at += length;
                }
                None => {
                    result.push(characters[at]);
                    at += 1;
                }
            }
        }
        result
    }

    /// The longest window from `at` that sounds like a term but is not written like one.
    fn homophone_at(
        &self,
        characters: &[char],
        readings: &[Vec<String>],
        at: usize,
        segmenter: &Segmenter,
    ) -> Option<(usize, &str)> {
        let han = characters[at..].iter().take_while(|c| is_han(**c)).count();
        for length in SPANS.rev().filter(|length| *length <= han) {
            let window: String = characters[at..at + length].iter().collect();
            let Some(terms) = self.sounding_like(&readings[at..at + length]) else { continue };
            if terms.contains(&window) {
                return Some((length, terms.iter().find(|term| **term == window)?));
            }
            let shared = |term: &str| term.chars().zip(window.chars()).filter(|(a, b)| a == b).count();
            let best = terms.iter().max_by_key(|term| shared(term))?;
            let sure = if length == 2 {
                shared(best) == 1 && !self.vocabulary.contains(&window)
            } else {
                shared(best) * 2 >= length - 1
            };
            if sure && !self.made_of_words(&characters[..at], &window, &characters[at + length..], segmenter) {
                return Some((length, best));
            }
        }
        None
    }

    /// Whether the window is covered by words that are right as they are, so that nothing needs mending.
    fn made_of_words(&self, before: &[char], window: &str, after: &[char], segmenter: &Segmenter) -> bool {
        let context: String = before
            .iter()
            .rev()
            .take(4)
            .rev()
            .copied()
            .chain(window.chars())
            .chain(after.iter().take(4).copied())
            .collect();
        let start = before.len().min(4);
        let end = start + window.chars().count();
        let mut at = 0;
        let mut covered = 0;
        for word in segmenter.cut(&context) {
            let length = word.chars().count();
            if length > 1 && self.vocabulary.contains(word) && at < end && at + length > start {
                covered += (at + length).min(end) - at.max(start);
            }
            at += length;
        }
        covered >= end - start
    }

    fn sounding_like(&self, readings: &[Vec<String>]) -> Option<&Vec<String>> {
        let mut keys = vec![String::new()];
        for reading in readings {
            if reading.is_empty() {
                return None;
            }
            keys = keys
                .iter()
                .flat_map(|key| {
                    reading.iter().map(
                        move |syllable| {
                            if key.is_empty() { syllable.clone() } else { format!("{key}'{syllable}") }
                        },
                    )
                })
                .take(16)
                .collect();
        }
        keys.iter().find_map(|key| self.spoken.get(key))
    }

    /// Latin runs that spell known terms, with or without spaces between the syllables.
    fn mend_pinyin(&self, text: &str) -> String {
        if !text.bytes().any(|b| b.is_ascii_lowercase()) {
            return text.to_owned();
        }
        text.split(' ').map(|part| self.mend_pinyin_part(part)).collect::<Vec<_>>().join(" ")
    }

    fn mend_pinyin_part(&self, part: &str) -> String {
        let start = part.find(|c: char| c.is_ascii_lowercase());
        let Some(start) = start else { return part.to_owned() };
        let length = part[start..].find(|c: char| !c.is_ascii_lowercase()).unwrap_or(part.len() - start);
        let (head, run, tail) = (&part[..start], &part[start..start + length], &part[start + length..]);
        let mended = self.spelled(run).unwrap_or_else(|| run.to_owned());
        format!("{head}{mended}{}", self.mend_pinyin_part(tail))
    }

    /// A run of Latin letters as known terms, if it is made of them, with the fewest terms.
    fn spelled(&self, run: &str) -> Option<String> {
        if run.len() < 3 {
            return None;
        }
        if let Some(terms) = self.typed.get(run) {
            return terms.first().cloned();
        }
        (3..run.len().saturating_sub(2)).rev().find_map(|cut| {
            let head = self.typed.get(&run[..cut])?.first()?;
            Some(format!("{head}{}", self.spelled(&run[cut..])?))
        })
    }
}

fn syllables(term: &str) -> Option<Vec<String>> {
    term.to_pinyin().map(|syllable| syllable.map(plain)).collect()
}

/// The readings of a character, most common first, blurred.
fn readings(c: char) -> Vec<String> {
    if !is_han(c) {
        return Vec::new();
    }
    let mut found: Vec<String> = Vec::new();
    let first = c.to_pinyin().into_iter();
    let others = c.to_pinyin_multi().into_iter().flatten();
    for syllable in first.chain(others).map(plain).map(|s| blurred(&s)) {
        if !found.contains(&syllable) && found.len() < READINGS {
            found.push(syllable);
        }
    }
    found
}

fn plain(syllable: Pinyin) -> String {
    syllable.plain().replace('ü', "v")
}

/// A syllable without the differences that many speakers do not make: zh/z, ch/c, sh/s, -ng/-n.
fn blurred(syllable: &str) -> String {
    let head = match syllable.as_bytes() {
        [first @ (b'z' | b'c' | b's'), b'h', ..] => format!("{}{}", char::from(*first), &syllable[2..]),
        _ => syllable.to_owned(),
    };
    match head.strip_suffix("ng") {
        Some(open) if open.ends_with(['i', 'e']) => format!("{open}n"),
        _ => head,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn homophones_and_pinyin_become_the_terms_they_sound_like() {
        let terms =
            ["专精特新", "首台套", "四川", "辽源", "量子", "水泥", "绿色", "工厂", "新能源", "留抵退税", "扶持"];
        let segmenter = Segmenter::new(terms);
        let sounds = Sounds::new(terms, HashSet::from(["资金", "周转"].map(str::to_owned)));
        for (typed, meant) in [
            ("专经特新咋弄", "专精特新咋弄"),
            ("首台逃保险", "首台套保险"),
            ("四穿那边", "四川那边"),
            ("辽园做袜子", "辽源做袜子"),
            ("搞亮子通信", "搞量子通信"),
            ("水呢熟料", "水泥熟料"),
            ("lvse gongchang 这个", "绿色 工厂 这个"),
            ("新能原汽车", "新能源汽车"),
            ("留底退税", "留抵退税"),
            ("有扶吃没", "有扶持没"),
            ("资金周转不开", "资金周转不开"),
        ] {
            assert_eq!(sounds.mend(typed, &segmenter), meant);
        }
    }
}
