//! What still holds goes first, and what was withdrawn or superseded does not answer.

use std::collections::HashSet;

use jiff::civil::Date;

use super::super::Assistant;
use super::super::phrases::fill;
use crate::domain::card::PointRef;
use crate::domain::knowledge::Knowledge;
use crate::domain::validity::{Standing, Successor};
use crate::search::Hit;

/// Hits that score so much of the one before them are worth as much.
const EQUAL: f32 = 0.98;
/// So many characters of a point name it.
const NAMED_BY: usize = 16;

/// What a search has found, with what may answer.
pub(super) struct Sifted {
    /// The hits that may answer, best first; of those worth as much the ones in force go first.
    pub(super) hits: Vec<Hit>,
    /// The best of the hits, if it may not answer any more and nothing stands in for it.
    pub(super) gone: Option<PointRef>,
}

/// Puts hits into the order in which they may answer on a day. In the place of a superseded point the one that took its
/// place answers.
pub(super) fn sift(knowledge: &Knowledge, found: Vec<Hit>, today: Date) -> Sifted {
    let standing = |at: PointRef| knowledge.standing(knowledge.point(at), today);
    let best = found.first().map(|hit| hit.at);
    let mut known = HashSet::new();
    let mut hits: Vec<Hit> = Vec::new();
    for hit in found {
        let Some(at) = answering(knowledge, hit.at, today) else { continue };
        if known.insert(at) {
            hits.push(Hit { at, ..hit });
        }
    }
    for start in 0..hits.len() {
        let worth = hits[start].score * EQUAL;
        let equal = hits[start..].iter().take_while(|hit| hit.score >= worth).count();
        let first = (start..start + equal).min_by_key(|place| standing(hits[*place].at).rank());
        if let Some(first) = first {
            hits[start..=first].rotate_right(1);
        }
    }
    let gone = best.filter(|at| answering(knowledge, *at, today).is_none());
    Sifted { hits, gone }
}

/// The point itself, or the one that has taken its place in the end; none if it may not answer.
pub(super) fn answering(knowledge: &Knowledge, at: PointRef, today: Date) -> Option<PointRef> {
    let mut at = at;
    // As many steps as there can be before one comes round again.
    for _ in 0..knowledge.cards.len() {
        match knowledge.standing(knowledge.point(at), today) {
            Standing::Superseded { by: Successor::Point(by) } => at = knowledge.find(&by)?,
            standing => return standing.answers().then_some(at),
        }
    }
    None
}

/// What must be said of a point, or of a document of its, that does not simply hold; none of one that does.
pub(super) fn told(assistant: &Assistant, name: &str, standing: &Standing) -> Option<String> {
    let phrases = &assistant.phrases().answer.standing;
    let with = |template, values: &[(&str, &str)]| Some(fill(template, &[&[("name", name)], values].concat()));
    match standing {
        Standing::InForce => None,
        Standing::NotYet { from } => with(&phrases.not_yet, &[("day", &from.to_string())]),
        Standing::Ended { on } => with(&phrases.ended, &[("year", &on.year().to_string())]),
        Standing::Withdrawn { on: None } => with(&phrases.withdrawn, &[]),
        Standing::Withdrawn { on: Some(on) } => with(&phrases.withdrawn_on, &[("day", &on.to_string())]),
        Standing::Superseded { by } => with(&phrases.superseded, &[("by", &called(assistant, by))]),
    }
}

/// How a point is named in a sentence about it.
pub(super) fn name(assistant: &Assistant, at: PointRef) -> String {
    let knowledge = assistant.knowledge();
    let point = knowledge.point(at);
    if point.validity.is_some() {
        return format!("“{}”", opening(&point.text));
    }
    let document = point.citations.first().and_then(|citation| knowledge.document(&citation.document));
    document.map_or_else(|| format!("“{}”", opening(&point.text)), |document| document.short.clone())
}

fn called(assistant: &Assistant, successor: &Successor) -> String {
    let knowledge = assistant.knowledge();
    match successor {
        Successor::Document(id) => knowledge.document(id).map_or_else(|| id.to_string(), |known| known.short.clone()),
        Successor::Point(reference) => {
            let point = knowledge.find(reference).map(|at| knowledge.point(at));
            point.map_or_else(|| reference.to_string(), |point| format!("“{}”", opening(&knowledge.alone(point))))
        }
    }
}

fn opening(text: &str) -> String {
    match text.char_indices().nth(NAMED_BY) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.trim_end_matches('。').to_owned(),
    }
}
