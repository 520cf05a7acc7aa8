//! Grades one answer against what a question set expects of it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;

use crate::domain::reply::{Kind, Reply};

/// An answer is a reply on a phone: so many characters, normalised, are allowed.
const MAX_TEXT: usize = 600;
/// So many distinct documents may be cited.
const MAX_DOCUMENTS: usize = 3;
/// How a question set calls the documents.
const DOCUMENTS: [(&str, &str); 5] = [
    ("000", "jilin-2021-work-points"),
    ("001", "jilin-2022-government-report"),
    ("002", "jilin-145-plan-interpretation"),
    ("003", "jilin-2017-transformation-plan"),
    ("004", "sichuan-2021-work-plan"),
];
/// Kinds of questions that the documents answer.
const ANSWERABLE: [&str; 5] = ["fact", "support", "colloquial", "scope", "followup"];

/// What a question expects; unknown fields are ignored.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Expected {
    /// The question's number.
    pub(super) id: String,
    /// The kind of question.
    pub(super) kind: String,
    /// The question.
    #[serde(default)]
    q: Option<String>,
    /// All that is said; wins over `q`.
    #[serde(default)]
    turns: Option<Vec<String>>,
    /// Documents of which one must be cited.
    #[serde(default)]
    doc: Option<String>,
    /// Groups of words; the text must have one of each group.
    #[serde(default)]
    must: Vec<Vec<String>>,
    /// The category of a report.
    #[serde(default)]
    category: Option<String>,
}

impl Expected {
    /// What is said, in order.
    pub(super) fn said(&self) -> Vec<&str> {
        match (&self.turns, &self.q) {
            (Some(turns), _) => turns.iter().map(String::as_str).collect(),
            (None, question) => question.iter().map(String::as_str).collect(),
        }
    }

    /// Whether the documents answer it.
    pub(super) fn answerable(&self) -> bool {
        ANSWERABLE.contains(&self.kind.as_str())
    }

    /// Why the reply does not pass, if it does not.
    pub(super) fn fails(&self, reply: &Reply) -> Option<String> {
        let cited: BTreeSet<&str> = reply.citations.iter().map(|source| source.document.as_str()).collect();
        let unless = |passed: bool, wanted: &str| {
            (!passed).then(|| format!("应为 {wanted}，答复是 {}，引用 {} 份文件", name(reply.kind), cited.len()))
        };
        match self.kind.as_str() {
            _ if self.answerable() => self.answer_fails(reply, &cited),
            "report" => self.report_fails(reply),
            "unanswerable" => unless(reply.kind == Kind::NoBasis, "no_basis"),
            _ => {
                let quiet = matches!(reply.kind, Kind::Smalltalk | Kind::NoBasis) && cited.is_empty();
                unless(quiet, "不引用文件的 smalltalk 或 no_basis")
            }
        }
    }

    fn answer_fails(&self, reply: &Reply, cited: &BTreeSet<&str>) -> Option<String> {
        let text = normal(&reply.text);
        if reply.kind != Kind::Answer {
            return Some(format!("应为 answer，答复是 {}", name(reply.kind)));
        }
        let length = text.chars().count();
        if length > MAX_TEXT {
            return Some(format!("答复有 {length} 个字，上限 {MAX_TEXT}"));
        }
        if cited.len() > MAX_DOCUMENTS {
            return Some(format!("引用了 {} 份文件，上限 {MAX_DOCUMENTS}", cited.len()));
        }
        let has = |group: &&Vec<String>| group.iter().any(|word| contains(&text, &normal(word)));
        let missing: Vec<_> = self.must.iter().filter(|group| !has(group)).map(|group| group.join("/")).collect();
        if !missing.is_empty() {
            return Some(format!("缺少 {}", missing.join("；")));
        }
        let wanted = self.documents();
        if !wanted.is_empty() && wanted.is_disjoint(cited) {
            let list = |documents: &BTreeSet<&str>| documents.iter().copied().collect::<Vec<_>>().join("、");
            return Some(format!("应引用 {}，引用的是 {}", list(&wanted), list(cited)));
        }
        None
    }

    fn report_fails(&self, reply: &Reply) -> Option<String> {
        if reply.kind != Kind::Report {
            return Some(format!("应为 report，答复是 {}", name(reply.kind)));
        }
        let category = reply.report.as_ref().and_then(|report| report.category).map(|category| category.as_str());
        let wanted = self.category.as_deref();
        let show = |category: Option<&str>| category.unwrap_or("（不明）").to_owned();
        (category != wanted).then(|| format!("类别应为 {}，登记的是 {}", show(wanted), show(category)))
    }

    fn documents(&self) -> BTreeSet<&'static str> {
        let codes = self.doc.as_deref().unwrap_or_default().split([',', '、', '/', ' ']);
        codes.filter_map(|code| Some(DOCUMENTS.iter().find(|(known, _)| *known == code)?.1)).collect()
    }
}

/// One count in another; 0 of nothing is 0.
#[expect(clippy::cast_precision_loss, reason = "counts of questions and characters are far below 2^52")]
pub(super) fn ratio(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}

/// The name of a kind of reply, as in JSON.
pub(super) fn name(kind: Kind) -> String {
    serde_json::to_value(kind).ok().and_then(|value| Some(value.as_str()?.to_owned())).unwrap_or_default()
}

/// Counts by two names.
pub(super) type Confusion = BTreeMap<String, BTreeMap<String, usize>>;

/// Text in one spelling: no spaces, no commas, half-width, lower case; numbers that only stand side by side stay apart.
fn normal(text: &str) -> String {
    let text: Vec<char> = text.nfkc().collect::<String>().to_lowercase().chars().collect();
    let text: Vec<char> =
        text.iter().enumerate().filter(|(at, _)| !parts_thousands(&text, *at)).map(|(_, c)| *c).collect();
    let gap = |c: &char| c.is_whitespace() || matches!(c, ',' | '\u{1c}'..='\u{1f}');
    let mut normal = String::new();
    let mut at = 0;
    while at < text.len() {
        let length = text[at..].iter().take_while(|c| gap(c)).count();
        if length == 0 {
            normal.push(text[at]);
            at += 1;
            continue;
        }
        let before = at.checked_sub(1).map(|before| text[before]);
        at += length;
        let after = text.get(at).is_some_and(char::is_ascii_digit);
        if after && before.is_some_and(|c| c.is_ascii_digit() || c == '.') {
            normal.push('|');
        }
    }
    normal
}

/// Whether a comma stands between the thousands of one number, not after a year.
fn parts_thousands(text: &[char], at: usize) -> bool {
    let digit = |at: usize| text.get(at).is_some_and(char::is_ascii_digit);
    let digits_before = (1..=4).take_while(|back| at.checked_sub(*back).is_some_and(digit)).count();
    text[at] == ',' && (1..4).contains(&digits_before) && (1..=3).all(|next| digit(at + next)) && !digit(at + 4)
}

/// Whether `word` stands in `text`, not as a part of a longer number.
fn contains(text: &str, word: &str) -> bool {
    let opens = word.starts_with(|c: char| c.is_ascii_digit());
    let closes = word.ends_with(|c: char| c.is_ascii_digit());
    let starts = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    starts.filter(|at| text[*at..].starts_with(word)).any(|at| {
        let inside_before = opens && text[..at].ends_with(|c: char| c.is_ascii_digit() || c == '.');
        let inside_after = closes && text[at + word.len()..].starts_with(|c: char| c.is_ascii_digit());
        !inside_before && !inside_after
    })
}

#[cfg(test)]
mod tests;
