//! Puts an answer together: the point that answers, points that support it, notices, sources.

use super::Assistant;
use super::phrases::fill;
use crate::domain::card::PointRef;
use crate::domain::document::Document;
use crate::domain::ids::DocumentId;
use crate::domain::reply::{Kind, Reply, Source};
use crate::search::Hit;

/// The point that answers and as many more.
const SUPPORTING: usize = 4;
/// So much is said in points, in characters, before the notices.
const POINTS_CHARS: usize = 234;
/// A supporting point scores at least this share of the best.
const WORTH_SAYING: f32 = 0.5;
/// How much a hit gains from the best other hit of its card.
const COMPANY: f32 = 0.15;
/// As many documents as an answer may cite.
pub(super) const DOCUMENTS: usize = 3;

/// The points an answer says: the best one first, then others worth saying, then more of the best one's card.
pub(super) fn choose(assistant: &Assistant, hits: &[Hit]) -> Vec<PointRef> {
    let knowledge = assistant.knowledge();
    let Some(best) = hits.first() else { return Vec::new() };
    let worth = by_company(hits);
    let card = &knowledge.cards[best.at.card];
    let siblings = (0..card.points.len()).map(|point| PointRef { card: best.at.card, point });
    let mut chosen: Vec<PointRef> = Vec::new();
    let mut chars = 0;
    let mut documents: Vec<&DocumentId> = Vec::new();
    for at in worth.into_iter().chain(siblings) {
        let point = knowledge.point(at);
        let length = point.text.chars().count();
        let mut with = documents.clone();
        with.extend(point.citations.iter().map(|citation| &citation.document));
        with.sort();
        with.dedup();
        let fits = chosen.is_empty() || chars + length <= POINTS_CHARS;
        if !fits || with.len() > DOCUMENTS || chosen.contains(&at) {
            continue;
        }
        documents = with;
        chars += length;
        chosen.push(at);
        if chosen.len() > SUPPORTING {
            break;
        }
    }
    chosen
}

/// The hits worth saying, the best one first, then those whose cards have more to say: what belongs together helps more
/// than what merely shares some words.
fn by_company(hits: &[Hit]) -> Vec<PointRef> {
    let Some((best, rest)) = hits.split_first() else { return Vec::new() };
    let company = |hit: &Hit| {
        let others = hits.iter().filter(|other| other.at.card == hit.at.card && other.at != hit.at);
        hit.score + COMPANY * others.map(|other| other.score).fold(0.0, f32::max)
    };
    let mut rest: Vec<&Hit> = rest.iter().filter(|hit| hit.score >= best.score * WORTH_SAYING).collect();
    rest.sort_by(|a, b| company(b).total_cmp(&company(a)));
    std::iter::once(best.at).chain(rest.into_iter().map(|hit| hit.at)).collect()
}

/// The answer made of points.
pub(super) fn answer(
    assistant: &Assistant,
    points: &[PointRef],
    province: Option<&str>,
    confidence: f32,
    year: i16,
) -> Reply {
    let knowledge = assistant.knowledge();
    let texts: Vec<&str> = points.iter().map(|at| knowledge.point(*at).text.as_str()).collect();
    let mut text = match texts.as_slice() {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first, rest @ ..] => format!("{first}\n· {}", rest.join("\n· ")),
    };
    for notice in notices(assistant, points, province, year) {
        text.push('\n');
        text.push_str(&notice);
    }
    Reply {
        citations: sources(assistant, points, year),
        card: points.first().map(|at| knowledge.cards[at.card].id.clone()),
        confidence,
        ..Reply::plain(Kind::Answer, text)
    }
}

/// The places the points rest on, each once.
pub(super) fn sources(assistant: &Assistant, points: &[PointRef], year: i16) -> Vec<Source> {
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
            in_force: document.in_force(year),
        };
        if !sources.contains(&source) {
            sources.push(source);
        }
    }
    sources
}

/// What must be said about validity and region.
pub(super) fn notices(assistant: &Assistant, points: &[PointRef], province: Option<&str>, year: i16) -> Vec<String> {
    let knowledge = assistant.knowledge();
    let phrases = &assistant.phrases().answer;
    let mut documents: Vec<&Document> = Vec::new();
    for citation in points.iter().flat_map(|at| &knowledge.point(*at).citations) {
        let document = knowledge.document(&citation.document);
        documents.extend(document.filter(|document| !documents.iter().any(|known| known.id == document.id)));
    }
    let mut notices = Vec::new();
    let over: Vec<&Document> = documents.iter().copied().filter(|document| !document.in_force(year)).collect();
    if !over.is_empty() {
        let ended = |document: &&Document| format!("{}于{}年到期", document.short, document.period.to());
        let documents = over.iter().map(ended).collect::<Vec<_>>().join("、");
        notices.push(fill(&phrases.over, &[("documents", &documents)]));
    }
    let elsewhere = documents.iter().all(|document| province.is_none_or(|province| document.region != province));
    if let Some(document) = documents.first().filter(|_| elsewhere && province.is_some()) {
        notices.push(fill(&phrases.elsewhere, &[("region", &document.region)]));
    }
    notices
}
