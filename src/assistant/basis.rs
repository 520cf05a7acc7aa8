//! Tells whether the knowledge has a basis for an answer.

use super::Assistant;
use super::reading::{HOME, Reading};
use crate::domain::card::PointRef;
use crate::domain::document::Document;
use crate::search::Hit;
use crate::search::engine::years_in;

/// Below this confidence there is no answer: of a thousand right answers of the question sets three fall below, of the
/// wrong answers to what the documents do not say a third.
pub(super) const SURE: f32 = 0.32;
/// A point is worth naming beside a refusal if it knows so much of the question.
pub(super) const RELATED: f32 = 0.4;
/// The score at which a hit is as likely right as wrong, and how fast that changes.
const SCORE_MIDDLE: f32 = 40.0;
const SCORE_SPREAD: f32 = 8.0;
/// The thing asked for must be given by one of so many hits.
const ASKED_WITHIN: usize = 3;
/// A question so like one that a point is asked by is that question, whatever its words look like.
const KNOWN_QUESTION: f32 = 0.85;
/// Words by which a point says that the documents are silent.
const SAYS_NOTHING: [&str; 6] = ["未写", "没写", "没有写", "未载明", "未提", "要点没"];

/// Why there is no answer.
pub(super) enum Reason {
    /// The subject is none of the documents'.
    Unknown,
    /// The subject is, but not the thing asked for, by its name.
    Asked(String),
    /// Another province.
    Region(String),
    /// A year the documents do not reach.
    Year(i16),
}

/// Why there is no basis for an answer, if there is none.
pub(super) fn no_basis(assistant: &Assistant, reading: &Reading, hits: &[Hit]) -> Option<Reason> {
    let knowledge = assistant.knowledge();
    let Some(best) = hits.first() else { return Some(Reason::Unknown) };
    let covered = |province: &str| knowledge.documents.iter().any(|document| document.region == province);
    let elsewhere = reading
        .regions
        .iter()
        .find(|name| knowledge.regions.province_of(name).is_some_and(|province| !covered(&province.name)));
    if let Some(region) = elsewhere.filter(|name| !hits.iter().take(ASKED_WITHIN).any(|hit| says(assistant, hit, name)))
    {
        return Some(Reason::Region(region.clone()));
    }
    let years = years_in(&reading.text);
    let reached = |year: i16| hits.iter().take(ASKED_WITHIN).any(|hit| reaches(assistant, hit.at, year));
    let points_of_years = |year: &i16| years_in(&knowledge.point(best.at).text).contains(year);
    let names_document = years.iter().any(|year| reached(*year) && points_of_years(year))
        || knowledge
            .documents
            .iter()
            .any(|document| document.aliases.iter().any(|alias| reading.text.contains(alias.as_str())));
    if let Some(year) = years.iter().find(|year| !reached(**year)).filter(|_| !names_document) {
        return Some(Reason::Year(*year));
    }
    if best.features.likeness >= KNOWN_QUESTION {
        return None;
    }
    let strange = reading.foreign.is_some() && best.features.coverage < 0.6 && best.features.likeness < 0.5;
    if strange {
        return Some(Reason::Unknown);
    }
    let named_instrument = hits.iter().take(ASKED_WITHIN).any(|hit| elsewhere_by_name(assistant, reading, hit));
    for kind in reading.asked.iter().filter(|_| !named_instrument) {
        let asked = &knowledge.lexicon.asked[*kind];
        let figure = |hit: &Hit| assistant.reader.units.gives_named(&reading.text, &knowledge.point(hit.at).text);
        let answered = hits.iter().take(ASKED_WITHIN).any(|hit| {
            gives(assistant, hit, *kind, names_document) || (hit.features.coverage >= RELATED && figure(hit))
        });
        let excused = asked.kind == "latest" && names_document;
        if !(answered || excused) {
            return Some(Reason::Asked(asked.name.clone()));
        }
    }
    (confidence(best) < SURE).then_some(Reason::Unknown)
}

/// A figure is asked for in a unit in which no point gives one.
pub(super) fn without_figure(assistant: &Assistant, reading: &Reading, points: &[PointRef]) -> Option<Reason> {
    let units = &assistant.reader.units;
    let given = |unit| points.iter().any(|at| units.gives(unit, &assistant.knowledge().point(*at).text));
    let missing = units.asked(&reading.text).into_iter().any(|unit| !given(unit));
    missing.then(|| Reason::Asked(assistant.phrases().answer.figure.clone()))
}

/// Whether the question names an instrument that only another province has: then the region is what must be said.
fn elsewhere_by_name(assistant: &Assistant, reading: &Reading, hit: &Hit) -> bool {
    let card = &assistant.knowledge().cards[hit.at.card];
    let elsewhere = card.region.trim_end_matches('省');
    let names = |alias: &String| reading.text.contains(alias.trim_start_matches(elsewhere));
    card.region != HOME
        && reading.regions.iter().all(|name| assistant.knowledge().regions.lies_in(name, HOME))
        && card.aliases.iter().any(names)
}

/// Whether a point gives the kind of thing that is asked for: it carries words of the kind, and it is asked for in
/// that way by one of its own questions or by one very like the one asked, or the question names a document or a year, or
/// the point has most of its words and a figure.
fn gives(assistant: &Assistant, hit: &Hit, kind: usize, dated: bool) -> bool {
    let knowledge = assistant.knowledge();
    let text = &knowledge.point(hit.at).text;
    let needs = &knowledge.lexicon.asked[kind].needs;
    if SAYS_NOTHING.iter().any(|words| text.contains(words)) || !needs.iter().any(|need| text.contains(need.as_str())) {
        return false;
    }
    let figure = hit.features.figure > 0.0 && hit.features.own_coverage >= 0.55;
    assistant.asked_of(hit.at).contains(&kind) || hit.features.likeness >= 0.4 || dated || figure
}

/// Whether a point speaks of a year: it names it, or rests on a document of that year or of a plan that ends with it.
fn reaches(assistant: &Assistant, at: PointRef, year: i16) -> bool {
    let knowledge = assistant.knowledge();
    let point = knowledge.point(at);
    let mut documents = point.citations.iter().filter_map(|citation| knowledge.document(&citation.document));
    let of_year = |document: &Document| {
        let (from, to) = (document.period.from(), document.period.to());
        to == year || (to - from <= 1 && (from..=to).contains(&year))
    };
    years_in(&point.text).contains(&year) || documents.any(of_year)
}

/// Whether a point names a region, in full or by the stem of its name.
fn says(assistant: &Assistant, hit: &Hit, region: &str) -> bool {
    let stem = region.trim_end_matches(['省', '市', '区', '县']);
    assistant.knowledge().point(hit.at).text.contains(stem)
}

/// How sure the best hit is, 0 to 1.
pub(super) fn confidence(hit: &Hit) -> f32 {
    let z = (hit.score - SCORE_MIDDLE) / SCORE_SPREAD;
    1.0 / (1.0 + (-z).exp())
}
