//! Answers from the knowledge, or says plainly that there is no basis.

use super::super::Assistant;
use super::super::compose;
use super::super::phrases::fill;
use super::super::reading::{HOME, Reading};
use super::super::turn::Turn;
use crate::domain::card::PointRef;
use crate::domain::conversation::{Action, Topic};
use crate::domain::reply::{Button, Kind, Reply};
use crate::search::Hit;
use crate::search::engine::years_in;

/// So many points are considered for one answer.
const CONSIDERED: usize = 14;
/// Below this confidence there is no answer.
const SURE: f32 = 0.12;
/// The score at which a hit is as likely right as wrong, and how fast that changes.
const SCORE_MIDDLE: f32 = 40.0;
const SCORE_SPREAD: f32 = 8.0;
/// A point is worth naming beside a refusal if it knows so much of the question.
const RELATED: f32 = 0.4;
/// A message with a word of small talk is small talk if no example question is at least so like it.
const CHATTY: f32 = 0.3;
/// A question of so few characters may mean several things.
const SHORT: usize = 4;
/// Cards whose best points score so near the best of all fit alike.
const ALIKE: f32 = 0.9;
/// So many readings are offered.
const CHOICES: usize = 4;
/// A question of which so much is known needs no earlier one.
const CLEAR_ALONE: f32 = 0.8;
/// The thing asked for must be given by one of so many hits.
const ASKED_WITHIN: usize = 3;
/// Words by which a point says that the documents are silent.
const SAYS_NOTHING: [&str; 6] = ["未写", "没写", "没有写", "未载明", "未提", "要点没"];

/// Answers a question.
pub(in super::super) fn step(assistant: &Assistant, turn: &mut Turn<'_>) -> Option<Vec<Reply>> {
    let reading = turn.reading.clone();
    let hits = look_up(assistant, turn, &reading);
    let confidence = hits.first().map_or(0.0, confidence);
    if let Some(chat) = small_talk(assistant, &reading, &hits) {
        return Some(vec![chat]);
    }
    if let Some(reason) = no_basis(assistant, &reading, &hits) {
        return Some(vec![without_basis(assistant, turn, &reason, &hits)]);
    }
    if let Some(readings) = readings(assistant, turn, &reading, &hits) {
        return Some(vec![readings]);
    }
    let points = compose::choose(assistant, &hits);
    if let Some(reason) = without_figure(assistant, &reading, &points) {
        return Some(vec![without_basis(assistant, turn, &reason, &hits)]);
    }
    let mut reply = compose::answer(assistant, &points, Some(HOME), confidence, turn.year());
    turn.conversation.topic = Some(Topic {
        question: turn.words().to_owned(),
        cards: points.iter().map(|at| assistant.knowledge().cards[at.card].id.clone()).collect(),
    });
    reply.buttons = next_steps(assistant, turn, &reply);
    Some(vec![reply])
}

/// Small talk that has some words in common with the documents.
fn small_talk(assistant: &Assistant, reading: &Reading, hits: &[Hit]) -> Option<Reply> {
    let like = hits.first().map_or(0.0, |hit| hit.features.likeness);
    let kind =
        reading.chat.as_ref().filter(|_| like < CHATTY && reading.asked.is_empty() && reading.signals.dated == 0.0)?;
    assistant.phrases().smalltalk.get(kind).map(|words| Reply::plain(Kind::Smalltalk, words))
}

/// The best points for a question: on its own, or leaning on what was asked before.
fn look_up(assistant: &Assistant, turn: &Turn<'_>, reading: &Reading) -> Vec<Hit> {
    let search = |leaning| {
        let topic = turn.conversation.topic.as_ref().filter(|_| leaning);
        assistant.search.search(&assistant.reader.query(turn.words(), reading, topic), CONSIDERED)
    };
    if turn.conversation.topic.is_none() || leans_on_context(reading) {
        return search(true);
    }
    let alone = search(false);
    let clear = alone.first().is_some_and(|hit| hit.features.coverage >= CLEAR_ALONE);
    if clear || !may_lean(reading) { alone } else { search(true) }
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

/// Whether a short question that names nothing of its own may go on with what was asked before.
fn may_lean(reading: &Reading) -> bool {
    reading.text.chars().count() <= 20 && reading.signals.dated == 0.0 && reading.regions.is_empty()
}

/// How sure the best hit is, 0 to 1.
fn confidence(hit: &Hit) -> f32 {
    let z = (hit.score - SCORE_MIDDLE) / SCORE_SPREAD;
    1.0 / (1.0 + (-z).exp())
}

/// A question of a word or two that several cards fit alike: the enterprise chooses.
fn readings(assistant: &Assistant, turn: &mut Turn<'_>, reading: &Reading, hits: &[Hit]) -> Option<Reply> {
    let best = hits.first()?;
    if reading.text.chars().count() > SHORT || turn.conversation.topic.is_some() {
        return None;
    }
    let mut cards: Vec<usize> = Vec::new();
    for hit in hits.iter().take_while(|hit| hit.score >= best.score * ALIKE) {
        if !cards.contains(&hit.at.card) {
            cards.push(hit.at.card);
        }
    }
    if cards.len() < 2 {
        return None;
    }
    let title = |card: usize| assistant.knowledge().cards[card].title.clone();
    let offers = &mut turn.conversation.offers;
    let choices = cards.into_iter().take(CHOICES);
    let mut buttons: Vec<Button> = choices.map(|card| offers.button(title(card), Action::Ask(title(card)))).collect();
    buttons.push(register(assistant, turn));
    let text = &assistant.phrases().answer.clarify;
    Some(Reply { confidence: confidence(best), ..Reply::plain(Kind::Clarify, text).with_buttons(buttons) })
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
    Year(i16),
}

fn no_basis(assistant: &Assistant, reading: &Reading, hits: &[Hit]) -> Option<Reason> {
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
    let reached = |year: i16| knowledge.documents.iter().any(|document| year <= document.period.to());
    let points_of_years = |year: &i16| years_in(&knowledge.point(best.at).text).contains(year);
    let names_document = years.iter().any(|year| reached(*year) && points_of_years(year))
        || knowledge
            .documents
            .iter()
            .any(|document| document.aliases.iter().any(|alias| reading.text.contains(alias.as_str())));
    if let Some(year) = years.iter().find(|year| !reached(**year)).filter(|_| !names_document) {
        return Some(Reason::Year(*year));
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
fn without_figure(assistant: &Assistant, reading: &Reading, points: &[PointRef]) -> Option<Reason> {
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
        Reason::Year(year) => fill(&phrases.no_basis_year, &[("year", &year.to_string())]),
        Reason::Asked(asked) => {
            let mut text = fill(&phrases.no_basis_asked, &[("asked", asked)]);
            if let Some(hit) = hits.first().filter(|hit| confidence(hit) >= SURE && hit.features.coverage >= RELATED) {
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
