//! A message falls into clauses: at its punctuation, before words that open something new, after particles that end
//! something where nobody typed a comma.

use std::ops::Range;

/// Said before each of several things.
const AGAIN: &str = "又";
/// More characters than these stand from one to the next: 又脏又乱 is one thing.
const AGAIN_APART: usize = 2;

/// Between clauses.
const STOPS: &str = "。！？!?；;，,、…~～\n\r\t";
/// In speech written down without commas a clause may end after these.
const PARTICLES: &str = "吗呢啊吧嘛呀啦了";
/// A clause of more characters is cut after a particle.
const LONG: usize = 22;
/// A part that is cut off so has at least so many characters.
const LEAST: usize = 7;

/// The places of the clauses of a text, in bytes; none is blank. `openers` are words that open something new.
pub(super) fn clauses(text: &str, openers: &[String]) -> Vec<Range<usize>> {
    let stops =
        text.char_indices().filter(|(at, c)| STOPS.contains(*c) || c.is_whitespace() && between_words(text, *at, *c));
    let mut cuts: Vec<Range<usize>> = stops.map(|(at, c)| at..at + c.len_utf8()).chain(numbers(text)).collect();
    cuts.sort_unstable_by_key(|cut| cut.start);
    let mut found = Vec::new();
    let mut start = 0;
    for cut in cuts.into_iter().chain(std::iter::once(text.len()..text.len())) {
        if start < cut.start {
            opened(text, start..cut.start, openers, &mut found);
        }
        start = start.max(cut.end);
    }
    found
}

/// The places of the numbers that count the things of a message, as in 一、…二、… or （1）…（2）…; a number alone counts nothing.
pub(super) fn numbers(text: &str) -> Vec<Range<usize>> {
    let mut counted: Vec<Vec<Range<usize>>> = vec![Vec::new(); Style::ALL.len()];
    for (at, _) in text.char_indices() {
        for (places, style) in counted.iter_mut().zip(Style::ALL) {
            let from = places.last().map_or(0, |last| last.end);
            let next = NUMERALS.get(places.len()).filter(|_| at >= from);
            if let Some(length) = next.and_then(|numerals| style.begins(text, at, numerals)) {
                places.push(at..at + length);
            }
        }
    }
    let most = counted.into_iter().max_by_key(Vec::len).unwrap_or_default();
    if most.len() > 1 { most } else { Vec::new() }
}

/// The numbers that things are counted by.
const NUMERALS: [[&str; 3]; 9] = [
    ["1", "一", "①"],
    ["2", "二", "②"],
    ["3", "三", "③"],
    ["4", "四", "④"],
    ["5", "五", "⑤"],
    ["6", "六", "⑥"],
    ["7", "七", "⑦"],
    ["8", "八", "⑧"],
    ["9", "九", "⑨"],
];
/// What may stand behind a number that counts.
const BEHIND: [&str; 7] = ["、", "．", ".", "）", ")", "是", "："];

/// How things are numbered: in one message all alike.
#[derive(Debug, Clone, Copy)]
enum Style {
    Figures,
    Characters,
    Circled,
}

impl Style {
    const ALL: [Self; 3] = [Self::Figures, Self::Characters, Self::Circled];

    /// The length of the number with what marks it, if it begins here.
    fn begins(self, text: &str, at: usize, numerals: &[&str; 3]) -> Option<usize> {
        let opens = |text: &str| text.starts_with(['（', '(']).then(|| text.chars().next().map_or(0, char::len_utf8));
        let opening = opens(&text[at..]).unwrap_or(0);
        let numeral = numerals[self as usize];
        let rest = text[at + opening..].strip_prefix(numeral)?;
        // A figure inside another number, a year or a sum counts nothing.
        let inside = text[..at].chars().next_back().is_some_and(|c| c.is_ascii_digit() || c == '第' || c == '.');
        let mark = BEHIND.iter().find(|mark| rest.starts_with(**mark)).map_or(0, |mark| mark.len());
        let behind = rest[mark..].chars().next();
        let counts = match self {
            Self::Circled => true,
            Self::Figures | Self::Characters => mark > 0 && !behind.is_some_and(|c| c.is_ascii_digit()),
        };
        (counts && !inside).then_some(opening + numeral.len() + mark)
    }
}

/// Whether a blank stands between two words that are not both Latin.
fn between_words(text: &str, at: usize, blank: char) -> bool {
    let before = text[..at].chars().next_back();
    let after = text[at + blank.len_utf8()..].chars().next();
    !before.zip(after).is_some_and(|(a, b)| a.is_ascii() && b.is_ascii())
}

/// Cuts a part before each opener inside it.
fn opened(text: &str, part: Range<usize>, openers: &[String], found: &mut Vec<Range<usize>>) {
    let mut cuts: Vec<usize> = openers
        .iter()
        .flat_map(|opener| text[part.clone()].match_indices(opener.as_str()).map(|(at, _)| part.start + at))
        .filter(|at| *at > part.start)
        .collect();
    cuts.extend(again(text, &part));
    cuts.sort_unstable();
    cuts.dedup();
    let mut start = part.start;
    for cut in cuts.into_iter().chain([part.end]) {
        breathed(text, start..cut, found);
        start = cut;
    }
}

/// Where 又…又… tells a second thing.
fn again(text: &str, part: &Range<usize>) -> Option<usize> {
    let places: Vec<usize> = text[part.clone()].match_indices(AGAIN).map(|(at, _)| part.start + at).collect();
    let [first, second, ..] = places[..] else { return None };
    (text[first..second].chars().count() > AGAIN_APART).then_some(second)
}

/// Cuts a long part after its particles.
fn breathed(text: &str, part: Range<usize>, found: &mut Vec<Range<usize>>) {
    let mut start = part.start;
    let characters: Vec<(usize, char)> =
        text[part.clone()].char_indices().map(|(at, c)| (part.start + at, c)).collect();
    if characters.len() > LONG {
        let mut since = 0;
        for (number, (at, c)) in characters.iter().enumerate() {
            since += 1;
            if PARTICLES.contains(*c) && since >= LEAST && characters.len() - number > LEAST {
                keep(text, start..at + c.len_utf8(), found);
                start = at + c.len_utf8();
                since = 0;
            }
        }
    }
    keep(text, start..part.end, found);
}

/// Keeps a part without the blanks around it, if anything is left.
fn keep(text: &str, part: Range<usize>, found: &mut Vec<Range<usize>>) {
    let words = &text[part.clone()];
    let start = part.start + (words.len() - words.trim_start().len());
    let end = start + words.trim().len();
    if text[start..end].chars().any(|c| !c.is_ascii_punctuation()) {
        found.push(start..end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        clauses(text, &["另外".to_owned()]).into_iter().map(|at| &text[at]).collect()
    }

    #[test]
    fn a_message_falls_into_clauses() {
        assert_eq!(cut("您好，首台套 有补贴吗？"), ["您好", "首台套", "有补贴吗"]);
        assert_eq!(cut("技改有啥补助另外我们厂老停电"), ["技改有啥补助", "另外我们厂老停电"]);
        assert_eq!(cut("open source 吗"), ["open source", "吗"]);
        assert_eq!(cut("我们厂又停电又招不着工"), ["我们厂又停电", "又招不着工"]);
        assert_eq!(cut("路又脏又乱"), ["路又脏又乱"]);
        assert!(cut("，。 \n").is_empty());
    }

    #[test]
    fn counted_things_are_clauses_of_their_own_without_their_numbers() {
        assert_eq!(
            cut("三件事：一、线路打火二、货款没给；三、招不着人"),
            ["三件事：", "线路打火", "货款没给", "招不着人"]
        );
        assert_eq!(cut("（1）补多少（2）找谁"), ["补多少", "找谁"]);
        assert_eq!(cut("1.停水 2.停电"), ["停水", "停电"]);
        assert_eq!(cut("一是缺人二是缺钱"), ["缺人", "缺钱"]);
        assert_eq!(cut("①路坏了②灯坏了"), ["路坏了", "灯坏了"]);
    }

    #[test]
    fn a_number_that_counts_nothing_cuts_nothing() {
        for whole in ["一、二车间没电", "欠1.5万", "2021年1月2号停电", "第一是谁", "一个月停两回"]
        {
            assert!(numbers(whole).is_empty(), "{whole}");
        }
    }

    #[test]
    fn speech_without_commas_is_cut_where_it_breathes() {
        let said = "我们厂在四平铁西这两天老停电机器都坏了还想问问技改有没有补助";
        assert_eq!(cut(said), ["我们厂在四平铁西这两天老停电机器都坏了", "还想问问技改有没有补助"]);
    }
}
