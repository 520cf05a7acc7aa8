//! Words by their sound: finds the term meant by a homophone or by pinyin.

use std::collections::{HashMap, HashSet};

use pinyin::{Pinyin, ToPinyin, ToPinyinMulti};

use super::pinyin::Spellings;
use super::{Segmenter, is_han};

/// A window of so many characters is compared with the terms.
const SPANS: std::ops::RangeInclusive<usize> = 2..=6;
/// More readings than these of one character are not tried, and more ways to read a window neither.
const READINGS: usize = 3;
const WAYS: usize = 16;

/// A syllable by a number from 1, blurred.
type Syllable = u16;
/// The syllables of a window, packed; those of a longer window are another number.
type Spoken = u128;

/// Known terms by how they sound.
#[derive(Debug, Default)]
pub struct Sounds {
    /// The number of every syllable there is.
    syllables: HashMap<&'static str, Syllable>,
    /// Terms by their syllables.
    spoken: HashMap<Spoken, Vec<String>>,
    /// The first two syllables of the terms.
    openings: HashSet<Spoken>,
    typed: Spellings,
}

impl Sounds {
    /// The sounds of `terms`; a term that comes earlier wins over a later one.
    pub fn new<'a>(terms: impl IntoIterator<Item = &'a str>) -> Self {
        let mut sounds = Self { syllables: all_syllables(), ..Self::default() };
        for term in terms {
            let length = term.chars().count();
            if !SPANS.contains(&length) || !term.chars().all(is_han) {
                continue;
            }
            let Some(syllables) = term.to_pinyin().map(|syllable| Some(syllable?.plain())).collect::<Option<Vec<_>>>()
            else {
                continue;
            };
            let numbers: Vec<Syllable> =
                syllables.iter().filter_map(|syllable| sounds.syllables.get(syllable).copied()).collect();
            sounds.openings.insert(packed(&numbers[..2]));
            let known = sounds.spoken.entry(packed(&numbers)).or_default();
            if !known.iter().any(|known| known == term) {
                known.push(term.to_owned());
            }
            sounds.typed.add(syllables.concat().replace('ü', "v"), term);
        }
        sounds
    }

    /// The text with homophones and pinyin put right; unchanged where nothing known sounds like it.
    pub fn mend(&self, text: &str, segmenter: &Segmenter) -> String {
        self.typed.mend(&self.mend_homophones(text, segmenter))
    }

    fn mend_homophones(&self, text: &str, segmenter: &Segmenter) -> String {
        let characters = self.characters(text, segmenter);
        let mut result = String::with_capacity(text.len());
        let mut at = 0;
        while at < characters.len() {
            match self.homophone_at(&characters[at..]) {
                Some((length, term)) => {
                    result.push_str(term);
                    at += length;
                }
                None => {
                    result.push_str(characters[at].text);
                    at += 1;
                }
            }
        }
        result
    }

    /// The characters with the words they stand in; a syllable spelled among characters counts as one.
    fn characters<'a>(&self, text: &'a str, segmenter: &'a Segmenter) -> Vec<Character<'a>> {
        let mut characters = Vec::with_capacity(text.len() / 3 + 1);
        for (word, is_name) in segmenter.cut_with_names(text) {
            if (2..=6).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_lowercase()) {
                let readings = [self.syllables.get(word).copied().unwrap_or_default(), 0, 0];
                characters.push(Character { text: word, in_word: false, opens: true, readings });
                continue;
            }
            let in_word = word.chars().nth(1).is_some() && !is_name;
            for (at, c) in word.char_indices() {
                let opens = at == 0 || !in_word;
                let text = &word[at..at + c.len_utf8()];
                characters.push(Character { text, in_word, opens, readings: self.readings(c) });
            }
        }
        characters
    }

    /// The readings of a character, most common first, each once.
    fn readings(&self, c: char) -> [Syllable; READINGS] {
        let mut found = [0; READINGS];
        if !is_han(c) {
            return found;
        }
        let mut count = 0;
        let first = c.to_pinyin().into_iter();
        let others = c.to_pinyin_multi().into_iter().flatten();
        for syllable in first.chain(others).filter_map(|syllable| self.syllables.get(syllable.plain()).copied()) {
            if count < READINGS && !found.contains(&syllable) {
                found[count] = syllable;
                count += 1;
            }
        }
        found
    }

    /// The longest window at the beginning that sounds like a term but is not written like one.
    fn homophone_at(&self, rest: &[Character<'_>]) -> Option<(usize, &str)> {
        if !rest.first()?.opens || !self.opens_a_term(rest) {
            return None;
        }
        let sounding = rest.iter().take(*SPANS.end()).take_while(|character| character.readings[0] > 0).count();
        for length in SPANS.rev().filter(|length| *length <= sounding) {
            if rest.get(length).is_some_and(|next| !next.opens) {
                continue;
            }
            let window = &rest[..length];
            let Some(terms) = self.sounding_like(window) else { continue };
            let written = |term: &&String| {
                let mut left = term.as_str();
                window.iter().all(|character| match left.strip_prefix(character.text) {
                    Some(more) => {
                        left = more;
                        true
                    }
                    None => false,
                }) && left.is_empty()
            };
            if let Some(term) = terms.iter().find(written) {
                return Some((length, term));
            }
            if let Some(term) = terms.iter().filter(|term| meant(term, window)).max_by_key(|term| shared(term, window))
            {
                return Some((length, term));
            }
        }
        None
    }

    /// Whether any term begins with what the first two characters may sound like.
    fn opens_a_term(&self, rest: &[Character<'_>]) -> bool {
        rest.get(..2).is_some_and(|two| ways(two).iter().any(|way| self.openings.contains(way)))
    }

    fn sounding_like(&self, window: &[Character<'_>]) -> Option<&Vec<String>> {
        ways(window).iter().find_map(|way| self.spoken.get(way))
    }
}

/// A character of a text with what is needed to tell whether it is a slip.
struct Character<'a> {
    text: &'a str,
    /// Whether it belongs to a word of several characters that is right as it is.
    in_word: bool,
    /// Whether a word begins with it.
    opens: bool,
    /// How it may sound; the rest is 0.
    readings: [Syllable; READINGS],
}

impl Character<'_> {
    fn is(&self, c: char) -> bool {
        self.text.chars().eq([c])
    }
}

/// The ways a window may sound, the most common first.
fn ways(window: &[Character<'_>]) -> Vec<Spoken> {
    let mut ways: Vec<Spoken> = vec![0];
    for character in window {
        let readings = character.readings.into_iter().filter(|reading| *reading > 0);
        let longer = ways.iter().flat_map(|way| readings.clone().map(move |reading| joined(*way, reading)));
        ways = longer.take(WAYS).collect();
    }
    ways
}

fn joined(way: Spoken, syllable: Syllable) -> Spoken {
    (way << Syllable::BITS) | Spoken::from(syllable)
}

fn packed(syllables: &[Syllable]) -> Spoken {
    syllables.iter().fold(0, |way, syllable| joined(way, *syllable))
}

/// Every syllable of the language with a number; those that many speakers do not tell apart have the same.
fn all_syllables() -> HashMap<&'static str, Syllable> {
    let mut blurred_known: HashMap<String, Syllable> = HashMap::new();
    let mut syllables = HashMap::new();
    for c in ('\u{4e00}'..='\u{9fff}').chain('\u{3400}'..='\u{4dbf}') {
        let all = c.to_pinyin().into_iter().chain(c.to_pinyin_multi().into_iter().flatten());
        for syllable in all.map(Pinyin::plain) {
            syllables.entry(syllable).or_insert_with(|| {
                let next = Syllable::try_from(blurred_known.len() + 1).unwrap_or_default();
                *blurred_known.entry(blurred(&syllable.replace('ü', "v"))).or_insert(next)
            });
        }
    }
    // Typed without the dots, as everybody does.
    syllables.extend([("lv", "lü"), ("nv", "nü")].map(|(typed, known)| (typed, syllables[known])));
    syllables
}

/// Characters that stand alone in any sentence: one of them alone is hardly ever a slip.
const COMMON: &str = "的一是不了在有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样想实日两又很最并手应头向只从因但每才被让给几谁吗呢吧啊呀嘛啥咋俺咱哪滴搞弄整帮找拿跟叫搁块钱厂补点先人问话开回前";

/// Whether a window is a slip for a term that sounds the same.
fn meant(term: &str, window: &[Character<'_>]) -> bool {
    let same = shared(term, window);
    let differing =
        || term.chars().zip(window).filter(|(c, character)| !character.is(*c)).map(|(_, character)| character);
    // A whole window but one character, of four or more, leaves no doubt; a shorter one does where the odd character
    // is an everyday one or belongs to a word of its own.
    same >= 3
        || (same >= 1 && same * 2 + 1 >= window.len() && differing().all(|c| !c.in_word && !COMMON.contains(c.text)))
}

/// How many characters of a window are written as in the term.
fn shared(term: &str, window: &[Character<'_>]) -> usize {
    term.chars().zip(window).filter(|(c, character)| character.is(*c)).count()
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
