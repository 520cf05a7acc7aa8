//! Words by their sound: finds the term meant by a homophone or by pinyin.

use std::collections::HashMap;

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
}

impl Sounds {
    /// The sounds of `terms`; a term that comes earlier wins over a later one.
    pub fn new<'a>(terms: impl IntoIterator<Item = &'a str>) -> Self {
        let mut sounds = Self::default();
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
        let characters = Self::characters(text, segmenter);
        let mut result = String::with_capacity(text.len());
        let mut at = 0;
        while at < characters.len() {
            match self.homophone_at(&characters[at..]) {
                Some((length, term)) => {
                    result.push_str(term);
                    at += length;
                }
                None => {
                    result.push_str(&characters[at].text);
                    at += 1;
                }
            }
        }
        result
    }

    /// The characters with the words they stand in; a syllable spelled among characters counts as one.
    fn characters(text: &str, segmenter: &Segmenter) -> Vec<Character> {
        let mut characters = Vec::new();
        for (word, is_name) in segmenter.cut_with_names(text) {
            if (2..=6).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_lowercase()) {
                let readings = vec![blurred(word)];
                characters.push(Character { text: word.to_owned(), in_word: false, opens: true, readings });
                continue;
            }
            let in_word = word.chars().nth(1).is_some() && !is_name;
            for (place, c) in word.chars().enumerate() {
                let opens = place == 0 || !in_word;
                characters.push(Character { text: c.to_string(), in_word, opens, readings: readings(c) });
            }
        }
        characters
    }

    /// The longest window at the beginning that sounds like a term but is not written like one.
    fn homophone_at(&self, rest: &[Character]) -> Option<(usize, &str)> {
        if !rest.first()?.opens {
            return None;
        }
        let sounding = rest.iter().take_while(|character| !character.readings.is_empty()).count();
        for length in SPANS.rev().filter(|length| *length <= sounding) {
            if rest.get(length).is_some_and(|next| !next.opens) {
                continue;
            }
            let window = &rest[..length];
            let Some(terms) = self.sounding_like(window) else { continue };
            let written: String = window.iter().map(|character| character.text.as_str()).collect();
            if let Some(term) = terms.iter().find(|term| **term == written) {
                return Some((length, term));
            }
            if let Some(term) = terms.iter().filter(|term| meant(term, window)).max_by_key(|term| shared(term, window))
            {
                return Some((length, term));
            }
        }
        None
    }

    fn sounding_like(&self, window: &[Character]) -> Option<&Vec<String>> {
        let mut keys = vec![String::new()];
        for reading in window.iter().map(|character| &character.readings) {
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
        let parts: Vec<&str> = text.split(' ').collect();
        let mut mended: Vec<String> = Vec::new();
        let mut at = 0;
        while at < parts.len() {
            let run = parts[at..].iter().take_while(|part| is_pinyin(part)).count();
            let joined =
                (2..=run).rev().find_map(|length| Some((length, self.typed.get(&parts[at..at + length].concat())?)));
            match joined {
                Some((length, terms)) => {
                    mended.push(terms.first().cloned().unwrap_or_default());
                    at += length;
                }
                None => {
                    mended.push(self.mend_pinyin_part(parts[at]));
                    at += 1;
                }
            }
        }
        mended.join(" ")
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

fn is_pinyin(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase())
}

/// A character of a text with what is needed to tell whether it is a slip.
struct Character {
    text: String,
    /// Whether it belongs to a word of several characters that is right as it is.
    in_word: bool,
    /// Whether a word begins with it.
    opens: bool,
    /// How it may sound.
    readings: Vec<String>,
}

impl Character {
    fn is(&self, c: char) -> bool {
        self.text.chars().eq([c])
    }
}

/// Characters that stand alone in any sentence: one of them alone is hardly ever a slip.
const COMMON: &str = "的一是不了在有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样想实日两又很最并手应头向只从因但每才被让给几谁吗呢吧啊呀嘛啥咋俺咱哪滴搞弄整帮找拿跟叫搁块钱厂补点先人问话开回前";

/// Whether a window is a slip for a term that sounds the same.
fn meant(term: &str, window: &[Character]) -> bool {
    let same = shared(term, window);
    let differing =
        || term.chars().zip(window).filter(|(c, character)| !character.is(*c)).map(|(_, character)| character);
    // A whole window but one character, of four or more, leaves no doubt; a shorter one does where the odd character
    // is an everyday one or belongs to a word of its own.
    same >= 3
        || (same >= 1
            && same * 2 + 1 >= window.len()
            && differing().all(|c| !c.in_word && !COMMON.contains(c.text.as_str())))
}

/// How many characters of a window are written as in the term.
fn shared(term: &str, window: &[Character]) -> usize {
    term.chars().zip(window).filter(|(c, character)| character.is(*c)).count()
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
        let terms = [
            "专精特新",
            "首台套",
            "四川",
            "辽源",
            "量子",
            "水泥熟料",
            "绿色",
            "工厂",
            "新能源",
            "留抵退税",
            "扶持",
            "人工智能",
            "多肽",
            "吉企业",
        ];
        let segmenter = Segmenter::new(terms);
        let sounds = Sounds::new(terms);
        for (typed, meant) in [
            ("专经特新咋弄", "专精特新咋弄"),
            ("首台逃保险", "首台套保险"),
            ("四穿那边", "四川那边"),
            ("辽园做袜子", "辽源做袜子"),
            ("水呢熟料", "水泥熟料"),
            ("lv se 工厂", "绿色 工厂"),
            ("lvse gongchang 这个", "绿色 工厂 这个"),
            ("新能原汽车", "新能源汽车"),
            ("留底退税", "留抵退税"),
            ("有扶吃没", "有扶持没"),
            ("资金周转不开", "资金周转不开"),
            ("人工只能搁工厂用", "人工智能搁工厂用"),
            ("要多大面积", "要多大面积"),
            ("给企业减负", "给企业减负"),
        ] {
            assert_eq!(sounds.mend(typed, &segmenter), meant);
        }
    }
}
