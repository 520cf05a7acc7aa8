//! What a judge outside says of a message, checked word by word before anybody acts on it.

use std::ops::Range;

use serde::Deserialize;

use super::request::Request;
use crate::domain::act::ActKind;
use crate::domain::point::Reference;
use crate::domain::ticket::Category;

/// More acts than these has no message.
const ACTS: usize = 12;
/// Longer words for a search are none, in characters.
const SEARCH: usize = 100;

/// A judgement as it comes, not yet believed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Told {
    acts: Vec<ToldAct>,
    #[serde(default)]
    search: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct ToldAct {
    act: String,
    words: String,
    #[serde(default)]
    category: Option<String>,
    #[serde(default)]
    points: Vec<Pointed>,
}

/// A point by its number in the request, or by its name.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
enum Pointed {
    Number(usize),
    Name(String),
}

/// A judgement that fits what was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// Everything the message does.
    pub acts: Vec<JudgedAct>,
    /// Better words to look the questions up with.
    pub search: Option<String>,
}

/// One thing the message does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JudgedAct {
    /// What it does.
    pub kind: ActKind,
    /// Where its words stand in the message as it was sent out, in bytes.
    pub at: Range<usize>,
    /// The category of a trouble, if it is clear.
    pub category: Option<Category>,
    /// The points that answer a question, best first.
    pub points: Vec<Reference>,
}

/// What came of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Judged {
    /// A judgement.
    Given(Judgement),
    /// None; the judge that is built in has to do.
    NoneCame,
}

/// Why a judgement does not fit what was asked; `act` counts its acts from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// There are too many acts.
    #[error("acts 太多，最多 {ACTS} 个")]
    Acts,
    /// No such thing can be done.
    #[error("第 {act} 个 act 不在可选的意思里")]
    Act {
        /// Which.
        act: usize,
    },
    /// Its words do not stand in the message.
    #[error("第 {act} 个 act 的 words 不是这句话里的原话")]
    Words {
        /// Which.
        act: usize,
    },
    /// There is no such category.
    #[error("第 {act} 个 act 的 category 不在可选的类别里")]
    Category {
        /// Which.
        act: usize,
    },
    /// It names a point that was not given.
    #[error("第 {act} 个 act 的 points 里有没给过的要点")]
    Point {
        /// Which.
        act: usize,
    },
    /// The words for a search are too long.
    #[error("search 太长，最多 {SEARCH} 个字")]
    Search,
}

impl Told {
    /// The judgement, if all of it fits what was asked.
    pub fn check(&self, request: &Request) -> Result<Judgement, Unfit> {
        if self.acts.len() > ACTS {
            return Err(Unfit::Acts);
        }
        let mut acts: Vec<JudgedAct> = Vec::new();
        for (act, told) in (1..).zip(&self.acts) {
            let from = acts.last().map_or(0, |before| before.at.end);
            let at = place(request.message(), from, &told.words).ok_or(Unfit::Words { act })?;
            let kind = named(&told.act).ok_or(Unfit::Act { act })?;
            let category = told.category.as_deref().map(str::parse).transpose().map_err(|_| Unfit::Category { act })?;
            let mut points: Vec<Reference> = Vec::new();
            for pointed in &told.points {
                let point = pointed.find(request).ok_or(Unfit::Point { act })?;
                if !points.contains(point) {
                    points.push(point.clone());
                }
            }
            acts.push(JudgedAct { kind, at, category, points });
        }
        let search = self.search.as_deref().map(str::trim).filter(|words| !words.is_empty());
        if search.is_some_and(|words| words.chars().count() > SEARCH) {
            return Err(Unfit::Search);
        }
        // It is asked once more, and no more.
        let search = search.filter(|_| request.pass == 1).map(str::to_owned);
        Ok(Judgement { acts, search })
    }
}

impl Pointed {
    fn find<'r>(&self, request: &'r Request) -> Option<&'r Reference> {
        let is_meant = |candidate: &&super::Candidate| match self {
            Self::Number(n) => candidate.n == *n,
            Self::Name(name) => candidate.reference.to_string() == *name,
        };
        request.points.iter().find(is_meant).map(|candidate| &candidate.reference)
    }
}

fn named(act: &str) -> Option<ActKind> {
    serde_json::from_value(serde_json::Value::String(act.to_owned())).ok()
}

/// Where words stand in a message, if possible behind `from`; stops and spaces may be written otherwise.
fn place(message: &str, from: usize, words: &str) -> Option<Range<usize>> {
    let words = words.trim();
    if words.is_empty() {
        return None;
    }
    let exact = message[from..].find(words).map(|at| from + at).or_else(|| message.find(words));
    exact.map(|at| at..at + words.len()).or_else(|| place_by_letters(message, words))
}

fn place_by_letters(message: &str, words: &str) -> Option<Range<usize>> {
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let wanted = letters(words);
    let places: Vec<(usize, char)> = message.char_indices().filter(|(_, c)| c.is_alphanumeric()).collect();
    let at = letters(message).find(&wanted).filter(|_| !wanted.is_empty())?;
    let first = letters(message)[..at].chars().count();
    let last = first + wanted.chars().count() - 1;
    let (end, c) = places[last];
    Some(places[first].0..end + c.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::super::Candidate;
    use super::*;
    use crate::domain::act::Open;
    use crate::domain::ids::DocumentId;

    fn request(pass: u8) -> Request {
        let candidate = |(n, reference): (usize, &str)| Candidate {
            n,
            reference: reference.parse().unwrap(),
            document: DocumentId::new("jilin-2021-work-points").unwrap(),
            locator: "(一)1".to_owned(),
            text: "要点".to_owned(),
        };
        let points = [(1, "jl21-a#aaaa"), (2, "jl21-b#bbbb")].map(candidate).to_vec();
        Request {
            pass,
            turns: vec!["您好".into(), "厂里停电了，\n专精特新怎么报？".into()],
            open: Open::default(),
            points,
        }
    }

    fn check(pass: u8, told: &str) -> Result<Judgement, Unfit> {
        serde_json::from_str::<Told>(told).unwrap().check(&request(pass))
    }

    #[test]
    fn what_fits_is_believed() {
        let told = r#"{"acts":[{"act":"trouble","words":"厂里停电了","category":"供电"},
            {"act":"ask","words":"专精特新怎么报?","category":null,"points":[2,"jl21-a#aaaa",2]}],"search":" 专精特新 认定 "}"#;
        let judgement = check(1, told).unwrap();
        let request = request(1);
        let words: Vec<&str> = judgement.acts.iter().map(|act| &request.message()[act.at.clone()]).collect();
        assert_eq!(words, ["厂里停电了", "专精特新怎么报"]);
        assert_eq!(judgement.acts[0].category, Some(Category::Power));
        let points: Vec<String> = judgement.acts[1].points.iter().map(ToString::to_string).collect();
        assert_eq!(points, ["jl21-b#bbbb", "jl21-a#aaaa"]);
        assert_eq!(judgement.search.as_deref(), Some("专精特新 认定"));
        assert_eq!(check(2, told).unwrap().search, None, "it is not asked a third time");
    }

    #[test]
    fn what_does_not_fit_is_not_believed() {
        for (told, unfit) in [
            (r#"{"acts":[{"act":"transfer","words":"停电"}]}"#, Unfit::Act { act: 1 }),
            (r#"{"acts":[{"act":"ask","words":"停电"},{"act":"ask","words":"没说过的话"}]}"#, Unfit::Words { act: 2 }),
            (r#"{"acts":[{"act":"ask","words":""}]}"#, Unfit::Words { act: 1 }),
            (r#"{"acts":[{"act":"ask","words":"，。"}]}"#, Unfit::Words { act: 1 }),
            (r#"{"acts":[{"act":"ask","words":"您好"}]}"#, Unfit::Words { act: 1 }),
            (r#"{"acts":[{"act":"trouble","words":"停电","category":"停电"}]}"#, Unfit::Category { act: 1 }),
            (r#"{"acts":[{"act":"ask","words":"停电","points":[3]}]}"#, Unfit::Point { act: 1 }),
            (r#"{"acts":[{"act":"ask","words":"停电","points":[0]}]}"#, Unfit::Point { act: 1 }),
            (r#"{"acts":[{"act":"ask","words":"停电","points":["jl21-c#cccc"]}]}"#, Unfit::Point { act: 1 }),
        ] {
            assert_eq!(check(1, told), Err(unfit), "{told}");
        }
        assert_eq!(check(1, &format!(r#"{{"acts":[],"search":"{}"}}"#, "词".repeat(101))), Err(Unfit::Search));
        let act = r#"{"act":"ask","words":"停电"}"#;
        assert_eq!(check(1, &format!(r#"{{"acts":[{}]}}"#, [act; 13].join(","))), Err(Unfit::Acts));
        assert!(serde_json::from_str::<Told>(r#"{"search":null}"#).is_err(), "acts are always told");
    }
}
