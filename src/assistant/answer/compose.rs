//! Puts an answer together: the point that answers, points that support it, notices, sources.

use jiff::civil::Date;

use super::super::Assistant;
use super::super::phrases::fill;
use super::super::reading::distinct;
use super::basis::says_nothing;
use super::lines::{self, lines};
use super::standing;
use crate::domain::card::{Citation, PointRef};
use crate::domain::document::Document;
use crate::domain::evidence::Evidence;
use crate::domain::reply::{Kind, Reply, Source};
use crate::domain::validity::Standing;
use crate::search::Hit;

/// The point that answers and as many more.
const SUPPORTING: usize = 4;
/// So much is said in points, in characters, before the notices.
const POINTS_CHARS: usize = 270;
/// As many documents as an answer may cite.
pub(super) const DOCUMENTS: usize = 3;
/// As many places as an answer may cite: a mark of two figures would look like a figure.
const PLACES: usize = 9;

/// The points an answer says: the best one first, then others that are worth saying.
pub(super) fn choose(assistant: &Assistant, evidence: &[Evidence], hits: &[Hit]) -> Vec<PointRef> {
    that_fit(assistant, in_order(assistant, evidence, hits))
}

/// As many of some points as one reply may say, each thing once.
pub(super) fn that_fit(assistant: &Assistant, points: Vec<PointRef>) -> Vec<PointRef> {
    let knowledge = assistant.knowledge();
    let mut chosen: Vec<PointRef> = Vec::new();
    let mut chars = 0;
    let mut places: Vec<&Citation> = Vec::new();
    for at in points {
        let point = knowledge.point(at);
        let length = point.text.chars().count();
        let with = distinct(places.iter().copied().chain(&point.citations));
        let documents = distinct(with.iter().map(|place| &place.document)).len();
        let too_wide = documents > DOCUMENTS || with.len() > PLACES;
        let said = chosen.iter().any(|said| says_the_same(&knowledge.point(*said).text, &point.text));
        if said || !(chosen.is_empty() || chars + length <= POINTS_CHARS) || too_wide {
            continue;
        }
        places = with;
        chars += length;
        chosen.push(at);
        if chosen.len() > SUPPORTING {
            break;
        }
    }
    chosen
}

/// Whether one text holds the other whole: several cards may say the same of one place.
fn says_the_same(one: &str, other: &str) -> bool {
    let (one, other) = (one.trim_end_matches('。'), other.trim_end_matches('。'));
    one.contains(other) || other.contains(one)
}

/// The best point, then those worth saying in the order in which judge and search together put them; what the documents
/// do not say is no part of an answer.
fn in_order(assistant: &Assistant, evidence: &[Evidence], hits: &[Hit]) -> Vec<PointRef> {
    let found = |at: PointRef| hits.iter().position(|hit| hit.at == at).unwrap_or(hits.len());
    let worth = |known: &Evidence| known.support >= assistant.learned.worth_saying();
    let said = evidence.iter().enumerate().skip(1);
    let said = said.filter(|(_, known)| worth(known) && !says_nothing(assistant, known.at));
    // Reciprocal ranks (Cormack, Clarke and Büttcher, SIGIR 2009); the judge counts double.
    #[expect(clippy::cast_precision_loss, reason = "some dozens of ranks")]
    let fused = |judged: usize, at: PointRef| 2.0 / (2 + judged) as f32 + 1.0 / (2 + found(at)) as f32;
    let mut said: Vec<(f32, PointRef)> = said.map(|(rank, known)| (fused(rank, known.at), known.at)).collect();
    said.sort_by(|a, b| b.0.total_cmp(&a.0));
    evidence.first().map(|best| best.at).into_iter().chain(said.into_iter().map(|(_, at)| at)).collect()
}

/// The answer made of points.
pub(super) fn answer(
    assistant: &Assistant,
    points: &[PointRef],
    province: Option<&str>,
    confidence: f32,
    today: Date,
) -> Reply {
    let knowledge = assistant.knowledge();
    let citations = sources(assistant, &lines::in_order(knowledge, points), today);
    let mut text = lines(knowledge, points, &citations);
    for notice in notices(assistant, points, province, today) {
        text.push('\n');
        text.push_str(&notice);
    }
    Reply {
        citations,
        card: points.first().map(|at| knowledge.cards[at.card].id.clone()),
        confidence,
        ..Reply::plain(Kind::Answer, text)
    }
}

/// The places the points rest on, each once.
pub(super) fn sources(assistant: &Assistant, points: &[PointRef], today: Date) -> Vec<Source> {
    let knowledge = assistant.knowledge();
    let mut sources: Vec<Source> = Vec::new();
    for citation in points.iter().flat_map(|at| &knowledge.point(*at).citations) {
        let Some(document) = knowledge.document(&citation.document) else { continue };
        let source = Source {
            document: document.id.clone(),
            title: document.title.clone(),
            locator: citation.locator.clone(),
            region: document.region.clone(),
            period: document.period,
            in_force: document.standing(today).is_in_force(),
        };
        if !sources.contains(&source) {
            sources.push(source);
        }
    }
    sources
}

/// The documents the points rest on, each once.
pub(super) fn documents<'a>(assistant: &'a Assistant, points: &[PointRef]) -> Vec<&'a Document> {
    let knowledge = assistant.knowledge();
    let cited = points.iter().flat_map(|at| &knowledge.point(*at).citations).map(|citation| &citation.document);
    distinct(cited).into_iter().filter_map(|id| knowledge.document(id)).collect()
}

/// What must be said about validity and region.
pub(super) fn notices(assistant: &Assistant, points: &[PointRef], province: Option<&str>, today: Date) -> Vec<String> {
    let knowledge = assistant.knowledge();
    let phrases = &assistant.phrases().answer;
    let documents = documents(assistant, points);
    let mut notices = Vec::new();
    let own = points.iter().filter_map(|at| {
        let validity = knowledge.point(*at).validity.as_ref()?;
        standing::told(assistant, &standing::name(assistant, *at), &validity.standing(today))
    });
    let stand =
        documents.iter().filter_map(|document| standing::told(assistant, &document.short, &document.standing(today)));
    let merely_over = |document: &&Document| matches!(document.standing(today), Standing::Ended { .. });
    let told: Vec<String> = if documents.iter().all(merely_over) {
        std::iter::once(phrases.standing.all_ended.clone()).chain(own).collect()
    } else {
        stand.chain(own).collect()
    };
    if !told.is_empty() {
        notices.push(fill(&phrases.over, &[("documents", &told.join("、"))]));
    }
    let elsewhere = documents.iter().all(|document| province.is_none_or(|province| document.region != province));
    if let Some(document) = documents.first().filter(|_| elsewhere && province.is_some()) {
        notices.push(fill(&phrases.elsewhere, &[("region", &document.region)]));
    }
    notices
}
