//! Answers from the knowledge, or says plainly that there is no basis.

use super::super::Assistant;
use super::super::compose;
use super::super::phrases::fill;
use super::super::reading::Reading;
use super::super::turn::Turn;
use crate::domain::conversation::{Action, Topic};
use crate::domain::reply::{Button, Kind, Reply};
use crate::search::{Context, Hit, Query};

/// The province whose enterprises we serve.
const HOME: &str = "吉林省";
/// So many points are considered for one answer.
const CONSIDERED: usize = 14;
/// Below this confidence there is no answer.
const SURE: f32 = 0.42;

/// Answers a question.
pub(in super::super) fn step(assistant: &Assistant, turn: &mut Turn<'_>) -> Option<Vec<Reply>> {
    let reading = turn.reading.clone();
    let query = query(assistant, turn, &reading);
    let hits = assistant.search.search(&query, CONSIDERED);
    let confidence = hits.first().map_or(0.0, confidence);
    if let Some(reason) = no_basis(assistant, &reading, &query, &hits, confidence) {
        return Some(vec![without_basis(assistant, turn, &reason, &hits)]);
    }
    let points = compose::choose(assistant, &hits);
    let mut reply = compose::answer(assistant, &points, Some(HOME), confidence, turn.year());
    turn.conversation.topic = Some(Topic {
        question: turn.words().to_owned(),
        cards: points.iter().map(|at| assistant.knowledge().cards[at.card].id.clone()).collect(),
    });
    reply.buttons = next_steps(assistant, turn, &reply);
    Some(vec![reply])
}

/// The question with its circumstances.
fn query(assistant: &Assistant, turn: &Turn<'_>, reading: &Reading) -> Query {
    let topic = turn.conversation.topic.as_ref().filter(|_| leans_on_context(reading));
    let provinces = assistant.reader.provinces(reading);
    let earlier = topic.map(|topic| assistant.reader.read(&topic.question));
    let of = |reading: &Reading| assistant.reader.provinces(reading);
    let provinces = if provinces.is_empty() { earlier.as_ref().map(of).unwrap_or_default() } else { provinces };
    let province = match provinces.as_slice() {
        [] => Some(HOME.to_owned()),
        [only] => Some(only.clone()),
        _ => None,
    };
    let industries = match (&reading.industries[..], &earlier) {
        ([], Some(earlier)) => earlier.industries.clone(),
        (own, _) => own.to_vec(),
    };
    Query {
        text: turn.words().to_owned(),
        context: topic.map(|topic| Context { question: topic.question.clone(), cards: topic.cards.clone() }),
        province,
        industries,
    }
}

/// Whether a question cannot be understood alone.
fn leans_on_context(reading: &Reading) -> bool {
    let text = reading.text.trim();
    let length = text.chars().count();
    let opens = ["那", "还有", "再", "第", "这", "它", "其", "另外", "上面", "刚才", "前面"]
        .iter()
        .any(|word| text.starts_with(word));
    let closes = text.trim_end_matches(['?', '。', '!']).ends_with('呢');
    opens || (closes && length <= 20) || length <= 7
}

/// How sure the best hit is, 0 to 1.
fn confidence(hit: &Hit) -> f32 {
    let features = &hit.features;
    let z = 5.0 * features.coverage + 2.0 * features.own_coverage + 4.0 * features.likeness - 4.2;
    1.0 / (1.0 + (-z).exp())
}

/// Why there is no answer.
enum Reason {
    /// The subject is none of the documents'.
    Unknown,
    /// The subject is, but not the thing asked for, by its name.
    Asked(String),
    /// Another province.
    Region(String),
    /// A year the documents do not reach.
    Year(String),
}

fn no_basis(assistant: &Assistant, reading: &Reading, query: &Query, hits: &[Hit], confidence: f32) -> Option<Reason> {
    let knowledge = assistant.knowledge();
    let province = query.province.as_deref().unwrap_or(HOME);
    let covered = knowledge.documents.iter().any(|document| document.region == province);
    let best = hits.first();
    if !covered && !best.is_some_and(|hit| reading.regions.iter().any(|name| says(assistant, hit, name))) {
        return Some(Reason::Region(province.to_owned()));
    }
    for kind in &reading.asked {
        let asked = &knowledge.lexicon.asked[*kind];
        let answered = hits
            .iter()
            .take(3)
            .any(|hit| asked.needs.iter().any(|need| knowledge.point(hit.at).text.contains(need.as_str())));
        if !answered {
            return Some(Reason::Asked(asked.name.clone()));
        }
    }
    if confidence < SURE { Some(Reason::Unknown) } else { None }
}

/// Whether a point names a region, in full or by the stem of its name.
fn says(assistant: &Assistant, hit: &Hit, region: &str) -> bool {
    let stem = region.trim_end_matches(['省', '市', '区', '县']);
    assistant.knowledge().point(hit.at).text.contains(stem)
}

/// The reply without a basis: why, what is near, and the offer to register.
fn without_basis(assistant: &Assistant, turn: &mut Turn<'_>, reason: &Reason, hits: &[Hit]) -> Reply {
    let phrases = &assistant.phrases().answer;
    let knowledge = assistant.knowledge();
    let mut points = Vec::new();
    let mut text = match reason {
        Reason::Unknown => phrases.no_basis.clone(),
        Reason::Region(region) => fill(&phrases.no_basis_region, &[("region", region)]),
        Reason::Year(year) => fill(&phrases.no_basis_year, &[("year", year)]),
        Reason::Asked(asked) => {
            let mut text = fill(&phrases.no_basis_asked, &[("asked", asked)]);
            if let Some(hit) = hits.first().filter(|hit| confidence(hit) >= SURE) {
                points.push(hit.at);
                text.push('\n');
                text.push_str(&fill(&phrases.related, &[("point", &knowledge.point(hit.at).text)]));
            }
            text
        }
    };
    text.push('\n');
    text.push_str(&phrases.offer);
    let mut buttons = near(assistant, turn, hits);
    buttons.push(register(assistant, turn));
    Reply {
        citations: compose::sources(assistant, &points, turn.year()),
        confidence: 1.0 - hits.first().map_or(0.0, confidence),
        ..Reply::plain(Kind::NoBasis, text).with_buttons(buttons)
    }
}

/// Buttons for the nearest cards.
fn near(assistant: &Assistant, turn: &mut Turn<'_>, hits: &[Hit]) -> Vec<Button> {
    let knowledge = assistant.knowledge();
    let mut cards: Vec<usize> = Vec::new();
    for hit in hits.iter().filter(|hit| hit.features.coverage > 0.2) {
        if !cards.contains(&hit.at.card) && cards.len() < 3 {
            cards.push(hit.at.card);
        }
    }
    let title = |card: usize| knowledge.cards[card].title.clone();
    cards.into_iter().map(|card| turn.conversation.offers.button(title(card), Action::Ask(title(card)))).collect()
}

fn register(assistant: &Assistant, turn: &mut Turn<'_>) -> Button {
    let words = turn.words().to_owned();
    turn.conversation.offers.button(&assistant.phrases().buttons.register, Action::Register(Some(words)))
}

/// What can be done after an answer.
fn next_steps(assistant: &Assistant, turn: &mut Turn<'_>, reply: &Reply) -> Vec<Button> {
    let buttons = &assistant.phrases().buttons;
    let offers = &mut turn.conversation.offers;
    let judge = |helpful| Action::Judge { helpful, card: reply.card.clone() };
    let mut shown = vec![offers.button(&buttons.helpful, judge(true)), offers.button(&buttons.unhelpful, judge(false))];
    shown.push(register(assistant, turn));
    shown
}
