//! Tells whether the knowledge has a basis for an answer.

use jiff::civil::Date;

use super::super::Assistant;
use super::super::reading::Reading;
use crate::domain::card::PointRef;
use crate::domain::document::Document;
use crate::domain::evidence::Evidence;
use crate::domain::point::Nature;
use crate::judge::learned::Recalled;
use crate::search::Hit;
use crate::search::engine::years_in;

/// A year must be in one of so many of the best.
const ASKED_WITHIN: usize = 3;
/// A province without documents is asked about if a point of so much support names it.
const MODEL: f32 = 0.1;

/// Why there is no answer.
pub(super) enum Reason {
    /// The subject is none of the documents'.
    Unknown,
    /// The subject is, but not the thing asked for, by its name.
    Asked(String),
    /// Another province.
    Region(String),
    /// What was found does not hold any more.
    Gone(PointRef),
    /// A year the documents do not reach.
    Year(i16),
}

/// Why there is no basis for an answer, if there is none.
pub(super) fn no_basis(assistant: &Assistant, reading: &Reading, evidence: &[Evidence], today: Date) -> Option<Reason> {
    let knowledge = assistant.knowledge();
    let asked = || reading.asked.first().map(|kind| Reason::Asked(knowledge.lexicon.asked[*kind].name.clone()));
    let Some(best) = evidence.first() else { return Some(Reason::Unknown) };
    let nearest = &evidence[..evidence.len().min(ASKED_WITHIN)];
    let covered = |province: &str| knowledge.documents.iter().any(|document| document.region == province);
    let of_others = |name: &String| !knowledge.covers(name);
    // Beside a town of ours another province is where somebody is, or the model that the town follows.
    let town = |name: &String| !of_others(name) && !covered(name);
    let ours = reading.regions.iter().any(town);
    let elsewhere =
        reading.regions.iter().find(|name| of_others(name) && !reading.passed.contains(name)).filter(|_| !ours);
    // Another province may be the model that ours follows.
    let model = |name: &str| evidence.iter().any(|known| known.support >= MODEL && says(assistant, known.at, name));
    if let Some(region) = elsewhere.filter(|name| !model(name)) {
        return Some(Reason::Region(region.clone()));
    }
    let years = years_in(&reading.text);
    let reached = |year: i16| nearest.iter().any(|known| reaches(assistant, known.at, year, today));
    let points_of_years = |year: &i16| years_in(&knowledge.alone(knowledge.point(best.at))).contains(year);
    let names_document = years.iter().any(|year| reached(*year) && points_of_years(year))
        || knowledge
            .documents
            .iter()
            .any(|document| document.aliases.iter().any(|alias| reading.text.contains(alias.as_str())));
    if let Some(year) = years.iter().find(|year| !reached(**year)).filter(|_| !names_document) {
        return Some(Reason::Year(*year));
    }
    let silent = says_nothing(assistant, best.at);
    (silent || best.support < assistant.learned.enough()).then(|| asked().unwrap_or(Reason::Unknown))
}

/// Whether a point says what the documents do not say.
pub(super) fn says_nothing(assistant: &Assistant, at: PointRef) -> bool {
    assistant.knowledge().point(at).nature == Some(Nature::Silence)
}

/// Measures of hits whether they give what the question asks for, and what they have answered before.
pub(super) fn measure(assistant: &Assistant, reading: &Reading, recalled: &Recalled, hits: &mut [Hit]) {
    let knowledge = assistant.knowledge();
    let units = &assistant.reader.units;
    let asked_units = units.asked(&reading.text);
    let sign = |holds: bool| if holds { 1.0 } else { -1.0 };
    for Hit { at, features, .. } in hits {
        let text = &knowledge.point(*at).text;
        features.silent = if says_nothing(assistant, *at) { 1.0 } else { 0.0 };
        features.remembered = recalled.point(*at);
        features.card_remembered = recalled.card(at.card);
        features.card_votes = recalled.votes(at.card);
        features.silent_remembered = recalled.silent;
        if !reading.asked.is_empty() {
            let needs =
                |kind: &usize| knowledge.lexicon.asked[*kind].needs.iter().any(|need| text.contains(need.as_str()));
            let asked_so = |kind: &usize| assistant.asked_of(*at).contains(kind);
            features.gives =
                0.5 * sign(reading.asked.iter().all(needs)) + 0.5 * sign(reading.asked.iter().all(asked_so));
        }
        let named = units.gives_named(&reading.text, text);
        if named || !asked_units.is_empty() {
            features.unit = sign(named || asked_units.iter().all(|unit| units.gives(*unit, text)));
        }
    }
}

/// Whether a point speaks of a year: it names it, or rests on a document of that year, of a plan that begins or ends with
/// it, or of one in force for it.
fn reaches(assistant: &Assistant, at: PointRef, year: i16, today: Date) -> bool {
    let knowledge = assistant.knowledge();
    let point = knowledge.point(at);
    let mut documents = point.citations.iter().filter_map(|citation| knowledge.document(&citation.document));
    let of_year = |document: &Document| {
        let (from, to) = (document.period.from(), document.period.to());
        let holds = to - from <= 1 || document.standing(today).is_in_force();
        from == year || to == year || (holds && (from..=to).contains(&year))
    };
    years_in(&point.text).contains(&year) || documents.any(of_year)
}

/// Whether a point names a region, in full or by the stem of its name.
fn says(assistant: &Assistant, at: PointRef, region: &str) -> bool {
    let stem = region.trim_end_matches(['省', '市', '区', '县']);
    assistant.knowledge().point(at).text.contains(stem)
}
