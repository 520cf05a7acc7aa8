//! Answers from the knowledge, or says plainly that there is no basis.

use super::super::Assistant;
use super::super::basis::{RELATED, Reason, SURE, confidence, no_basis, without_figure};
use super::super::compose;
use super::super::phrases::fill;
use super::super::reading::{HOME, Reading};
use super::super::roundup;
use super::super::turn::Turn;
use crate::domain::card::PointRef;
use crate::domain::conversation::{Action, Topic};
use crate::domain::reply::{Button, Kind, Reply};
use crate::search::Hit;

/// So many points are considered for one answer.
const CONSIDERED: usize = 14;
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
/// A card that knows so much of the question is near it.
const NEAR: f32 = 0.2;
/// So many topics are named.
const TOPICS: usize = 3;

/// Answers a question.
pub(in super::super) fn step(assistant: &Assistant, turn: &mut Turn<'_>) -> Option<Vec<Reply>> {
    let reading = turn.reading.clone();
    let hits = look_up(assistant, turn, &reading);
    let confidence = hits.first().map_or(0.0, confidence);
    if let Some(chat) = small_talk(assistant, &reading, &hits) {
        return Some(vec![chat]);
    }
    let reason = no_basis(assistant, &reading, &hits);
    if let Some(points) = open_question(assistant, &reading, reason.as_ref()) {
        return Some(vec![conclude(assistant, turn, roundup::answer(assistant, &points, turn.year()), &points)]);
    }
    if let Some(reason) = reason {
        return Some(vec![without_basis(assistant, turn, &reason, &hits)]);
    }
    if let Some(readings) = readings(assistant, turn, &reading, &hits) {
        return Some(vec![readings]);
    }
    let points = compose::choose(assistant, &hits);
    if let Some(reason) = without_figure(assistant, &reading, &points) {
        return Some(vec![without_basis(assistant, turn, &reason, &hits)]);
    }
    let reply = compose::answer(assistant, &points, Some(HOME), confidence, turn.year());
    Some(vec![conclude(assistant, turn, reply, &points)])
}

/// The reply made of points, with what can be done next; a follow-up will lean on it.
fn conclude(assistant: &Assistant, turn: &mut Turn<'_>, mut reply: Reply, points: &[PointRef]) -> Reply {
    turn.conversation.topic = Some(Topic {
        question: turn.words().to_owned(),
        cards: points.iter().map(|at| assistant.knowledge().cards[at.card].id.clone()).collect(),
    });
    reply.buttons = next_steps(assistant, turn, &reply);
    reply
}

/// What fits a firm that says what it does and asks what there is for it.
fn open_question(assistant: &Assistant, reading: &Reading, reason: Option<&Reason>) -> Option<Vec<PointRef>> {
    if matches!(reason, Some(Reason::Region(_) | Reason::Year(_))) {
        return None;
    }
    roundup::choose(assistant, reading.open.as_ref()?, &reading.industries)
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
        assistant.search.search(&assistant.reader.query(reading, topic), CONSIDERED)
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

/// The reply without a basis: why, what is near, and the offer to register.
fn without_basis(assistant: &Assistant, turn: &mut Turn<'_>, reason: &Reason, hits: &[Hit]) -> Reply {
    let phrases = &assistant.phrases().answer;
    let knowledge = assistant.knowledge();
    let mut points = Vec::new();
    let mut text = match reason {
        Reason::Unknown => unknown(assistant, hits),
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

/// That nothing is known of a subject, with the topics nearest to it.
fn unknown(assistant: &Assistant, hits: &[Hit]) -> String {
    let knowledge = assistant.knowledge();
    let phrases = &assistant.phrases().answer;
    let mut topics: Vec<&str> = Vec::new();
    for hit in hits.iter().filter(|hit| hit.features.coverage > NEAR) {
        let category = &knowledge.cards[hit.at.card].category;
        let about = knowledge.topics.iter().find(|topic| topic.name == *category).map(|topic| topic.about.as_str());
        topics.extend(about.filter(|about| topics.len() < TOPICS && !topics.contains(about)));
    }
    if topics.is_empty() {
        return phrases.no_basis.clone();
    }
    format!("{}\n{}", phrases.no_basis, fill(&phrases.nearest, &[("topics", &topics.join("；"))]))
}

/// Buttons for the nearest cards.
fn near(assistant: &Assistant, turn: &mut Turn<'_>, hits: &[Hit]) -> Vec<Button> {
    let knowledge = assistant.knowledge();
    let mut cards: Vec<usize> = Vec::new();
    for hit in hits.iter().filter(|hit| hit.features.coverage > NEAR) {
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
