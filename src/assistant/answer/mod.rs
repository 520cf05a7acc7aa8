//! Answers from the knowledge, or says plainly that there is no basis.

pub(super) mod again;

mod basis;
mod candidates;
mod compose;
mod judged;
mod lines;
mod question;
mod retrieve;
mod roundup;
mod standing;

use jiff::civil::Date;

use self::basis::{Reason, no_basis, says_nothing};
pub(super) use self::candidates::{of_message, of_words};
use self::lines::lines;
pub(super) use self::question::{Question, questions};
use self::retrieve::leans_on_context;
pub(super) use self::retrieve::retrieve;
use self::standing::{Sifted, sift};
use super::Assistant;
use super::phrases::fill;
use super::reading::{HOME, Reading, distinct};
use super::turn::Turn;
use crate::domain::act::Act;
use crate::domain::card::PointRef;
use crate::domain::conversation::{Action, Topic};
use crate::domain::evidence::Evidence;
use crate::domain::point::Reference;
use crate::domain::reply::{Button, Kind, Reply};
use crate::search::Hit;

/// A short question with so much support for one point has one meaning.
const CLEAR: f32 = 0.6;
/// A question of so few characters may mean several things.
const SHORT: usize = 4;
/// Cards whose best points score so near the best of all fit alike.
const ALIKE: f32 = 0.9;
/// So many readings are offered.
const CHOICES: usize = 4;
/// So much of what is missing to certainty is given to what stands near the answer before.
const NEARBY: f32 = 0.3;
/// A card that knows so much of the question is near it.
const NEAR: f32 = 0.2;
/// What the documents do not say is told if it belongs to the card of one of so many hits.
const SILENCE_WITHIN: usize = 2;
/// So many of the nearest cards are offered.
const NEAREST: usize = 3;
/// So many topics are named.
const TOPICS: usize = 3;

/// What is seen of a question in certain words.
struct View {
    reading: Reading,
    hits: Vec<Hit>,
    evidence: Vec<Evidence>,
    /// A point that would answer and does not hold any more.
    gone: Option<PointRef>,
}

impl View {
    fn support(&self) -> f32 {
        self.evidence.first().map_or(0.0, |best| best.support)
    }
}

/// What is found for words as they were read, and what it is worth to the judge that is built in.
fn look(assistant: &Assistant, topic: Option<&Topic>, reading: Reading, story: Option<&Reading>, today: Date) -> View {
    let hits = retrieve(assistant, topic, &reading, story, None);
    let Sifted { hits, gone } = sift(assistant.knowledge(), hits, today);
    let evidence = assistant.learned.support(&reading.text, &hits);
    View { reading, hits, evidence, gone }
}

/// A question in its own words with what is told around them, or in all words alike: as more is found.
fn view(assistant: &Assistant, turn: &Turn<'_>, question: &Question, story: Option<&Reading>) -> View {
    let asked = seen(assistant, turn, question, assistant.reader.words(&question.words), story);
    let whole = story.map(|story| seen(assistant, turn, question, story.clone(), None));
    whole.filter(|whole| whole.support() > asked.support()).unwrap_or(asked)
}

fn seen(
    assistant: &Assistant,
    turn: &Turn<'_>,
    question: &Question,
    mut reading: Reading,
    story: Option<&Reading>,
) -> View {
    // Whether something still holds is told with every answer; no point says it.
    if assistant.reader.speaks_of_validity(&reading) {
        reading.asked.clear();
    }
    let leans = leans_on_context(&reading);
    let topic = turn.conversation.topic.as_ref().filter(|_| leans || !question.further);
    let mut view = look(assistant, topic, reading, story, turn.today());
    if topic.is_some() && leans {
        stay_nearby(&mut view.evidence, &view.hits);
    }
    if view.reading.asked.is_empty() {
        speak_before_silence(assistant, &mut view.evidence);
    }
    put_in_force_first(assistant, &mut view.evidence, turn.today());
    view
}

/// Answers a question, or says why there is no basis for an answer.
pub(super) fn answer(assistant: &Assistant, turn: &mut Turn<'_>, question: &Question) -> Reply {
    if let Some(chosen) = &question.chosen {
        return judged::answer(assistant, turn, question, chosen);
    }
    let story = question.story.as_deref().map(|story| assistant.reader.words(story));
    let found = view(assistant, turn, question, story.as_ref());
    let support = found.support();
    let View { reading, hits, evidence, gone } = found;
    let reason = no_basis(assistant, &reading, &evidence, turn.today()).map(|reason| gone.map_or(reason, Reason::Gone));
    if let Some(points) = open_question(assistant, story.as_ref().unwrap_or(&reading), reason.as_ref(), turn.today()) {
        let reply = roundup::answer(assistant, &points, turn.today());
        return conclude(assistant, turn, question, reply, &points);
    }
    if let Some(reason) = reason {
        let silence = silence(assistant, &hits);
        return without_basis(assistant, turn, question, &reason, &hits, silence);
    }
    if support < CLEAR
        && let Some(readings) = readings(assistant, turn, &reading, &hits)
    {
        return readings;
    }
    let points = compose::choose(assistant, &evidence, &hits);
    let mut reply = compose::answer(assistant, &points, Some(HOME), support, turn.today());
    tell_what_is_gone(assistant, &mut reply, gone, turn.today());
    conclude(assistant, turn, question, reply, &points)
}

/// Says how that stands which would have answered and does not hold any more.
fn tell_what_is_gone(assistant: &Assistant, reply: &mut Reply, gone: Option<PointRef>, today: Date) {
    if let Some(told) = gone.and_then(|at| not_held(assistant, at, today)) {
        reply.text += &format!("\n{}", fill(&assistant.phrases().answer.over, &[("documents", &told)]));
    }
}

/// A question that leans on the one before stays in its part of the document but moves on to another card, if something
/// there may answer it.
fn stay_nearby(evidence: &mut [Evidence], hits: &[Hit]) {
    let moves_on = |hit: &Hit| hit.features.nearby > 0.0 && hit.features.context <= 0.0;
    let nearby = |at: PointRef| hits.iter().any(|hit| hit.at == at && moves_on(hit));
    for known in evidence.iter_mut().filter(|known| nearby(known.at)) {
        known.support += (1.0 - known.support) * NEARBY;
    }
    evidence.sort_by(|a, b| b.support.total_cmp(&a.support));
}

/// Who asks for no certain thing is told what the documents say before what they do not say.
fn speak_before_silence(assistant: &Assistant, evidence: &mut Vec<Evidence>) {
    let Some(best) = evidence.first().copied().filter(|best| says_nothing(assistant, best.at)) else { return };
    let learned = &assistant.learned;
    let speaks = |known: &Evidence| {
        let worth = if known.at.card == best.at.card { learned.worth_saying() } else { learned.enough() };
        known.support >= worth && !says_nothing(assistant, known.at)
    };
    if let Some(place) = evidence.iter().position(speaks) {
        let mut spoken = evidence.remove(place);
        spoken.support = best.support;
        evidence.insert(0, spoken);
    }
}

/// Puts what holds before what does not, of all that would be enough for an answer.
fn put_in_force_first(assistant: &Assistant, evidence: &mut [Evidence], today: Date) {
    let knowledge = assistant.knowledge();
    let holds = |known: &Evidence| knowledge.standing(knowledge.point(known.at), today).is_in_force();
    evidence.sort_by_key(|known| known.support < assistant.learned.enough() || !holds(known));
}

/// Offers to register the troubles that were told beside a question, the first one by its name.
pub(super) fn offer_trouble(assistant: &Assistant, turn: &mut Turn<'_>, reply: &mut Reply, troubles: &[Act]) {
    let phrases = assistant.phrases();
    for trouble in troubles {
        let name = trouble.category.map_or(&*phrases.answer.some_trouble, |category| category.as_str());
        let label = fill(&phrases.buttons.register_trouble, &[("trouble", name)]);
        let button = turn.conversation.offers.button(label, Action::Register(Some(trouble.words.clone())));
        reply.buttons.insert(0, button);
        let offer = fill(&phrases.answer.also_trouble, &[("trouble", name)]);
        if reply.text.chars().count() + offer.chars().count() < Reply::MAX_CHARS {
            reply.text = format!("{}\n{offer}", reply.text);
        }
    }
}

/// The reply made of points, with what can be done next; a follow-up will lean on it.
fn conclude(
    assistant: &Assistant,
    turn: &mut Turn<'_>,
    question: &Question,
    mut reply: Reply,
    points: &[PointRef],
) -> Reply {
    let told: Vec<Reference> = points.iter().map(|at| assistant.knowledge().reference(*at)).collect();
    reply.buttons = next_steps(assistant, turn, question, &reply, &told);
    let cards = told.iter().map(|point| point.card.clone()).collect();
    turn.conversation.topic = Some(Topic { question: question.words.clone(), cards, told });
    reply
}

/// What fits a firm that says what it does and asks what there is for it.
fn open_question(
    assistant: &Assistant,
    reading: &Reading,
    reason: Option<&Reason>,
    today: Date,
) -> Option<Vec<PointRef>> {
    if matches!(reason, Some(Reason::Region(_) | Reason::Year(_))) {
        return None;
    }
    roundup::choose(assistant, reading.open.as_ref()?, &reading.industries, today)
}

/// A question of a word or two that several cards fit alike: the enterprise chooses.
fn readings(assistant: &Assistant, turn: &mut Turn<'_>, reading: &Reading, hits: &[Hit]) -> Option<Reply> {
    let best = hits.first()?;
    if reading.text.chars().count() > SHORT || turn.conversation.topic.is_some() {
        return None;
    }
    let alike = hits.iter().take_while(|hit| hit.score >= best.score * ALIKE);
    let cards = distinct(alike.map(|hit| hit.at.card));
    if cards.len() < 2 {
        return None;
    }
    let mut buttons = card_buttons(assistant, turn, cards.into_iter().take(CHOICES));
    buttons.push(register(assistant, turn, &Question::whole(turn)));
    let text = &assistant.phrases().answer.clarify;
    Some(Reply::plain(Kind::Clarify, text).with_buttons(buttons))
}

/// The point that says what the documents do not say of the nearest subjects.
fn silence(assistant: &Assistant, hits: &[Hit]) -> Option<PointRef> {
    let nearest: Vec<usize> = hits.iter().take(SILENCE_WITHIN).map(|hit| hit.at.card).collect();
    let silence = hits.iter().find(|hit| says_nothing(assistant, hit.at) && nearest.contains(&hit.at.card));
    silence.map(|hit| hit.at)
}

/// The reply without a basis: why, what is near, what the documents do not say, and the offer to register.
fn without_basis(
    assistant: &Assistant,
    turn: &mut Turn<'_>,
    question: &Question,
    reason: &Reason,
    hits: &[Hit],
    silence: Option<PointRef>,
) -> Reply {
    let phrases = &assistant.phrases().answer;
    let knowledge = assistant.knowledge();
    let mut points = Vec::new();
    let mut text = match reason {
        Reason::Region(region) => fill(&phrases.no_basis_region, &[("region", region)]),
        Reason::Gone(at) => {
            points.push(*at);
            let told = not_held(assistant, *at, turn.today()).unwrap_or_default();
            fill(&phrases.no_basis_gone, &[("told", &told)])
        }
        Reason::Year(year) => fill(&phrases.no_basis_year, &[("year", &year.to_string())]),
        Reason::Asked(asked) => fill(&phrases.no_basis_asked, &[("asked", asked)]),
        Reason::Unknown if silence.is_some() => phrases.no_basis.clone(),
        Reason::Unknown => unknown(assistant, hits),
    };
    points.extend(silence.filter(|_| matches!(reason, Reason::Asked(_) | Reason::Unknown)));
    let citations = compose::sources(assistant, &points, turn.today());
    if !matches!(reason, Reason::Gone(_)) && !points.is_empty() {
        text.push('\n');
        text.push_str(&lines(knowledge, &points, &citations));
    }
    text.push('\n');
    text.push_str(&phrases.offer);
    let mut buttons = near(assistant, turn, hits);
    buttons.push(register(assistant, turn, question));
    Reply { citations, confidence: 1.0, ..Reply::plain(Kind::NoBasis, text).with_buttons(buttons) }
}

/// How a point stands that does not hold any more.
fn not_held(assistant: &Assistant, at: PointRef, today: Date) -> Option<String> {
    let knowledge = assistant.knowledge();
    standing::told(assistant, &standing::name(assistant, at), &knowledge.standing(knowledge.point(at), today))
}

/// That nothing is known of a subject, with the topics nearest to it.
fn unknown(assistant: &Assistant, hits: &[Hit]) -> String {
    let knowledge = assistant.knowledge();
    let phrases = &assistant.phrases().answer;
    let about = |card: usize| {
        let category = &knowledge.cards[card].category;
        knowledge.topics.iter().find(|topic| topic.name == *category).map(|topic| topic.about.as_str())
    };
    let mut topics = distinct(near_cards(hits).into_iter().filter_map(about));
    topics.truncate(TOPICS);
    if topics.is_empty() {
        return phrases.no_basis.clone();
    }
    format!("{}\n{}", phrases.no_basis, fill(&phrases.nearest, &[("topics", &topics.join("；"))]))
}

/// Buttons for the nearest cards.
fn near(assistant: &Assistant, turn: &mut Turn<'_>, hits: &[Hit]) -> Vec<Button> {
    card_buttons(assistant, turn, near_cards(hits).into_iter().take(NEAREST))
}

/// Buttons that ask for cards in the words of those who ask.
fn card_buttons(assistant: &Assistant, turn: &mut Turn<'_>, cards: impl Iterator<Item = usize>) -> Vec<Button> {
    let asked = distinct(cards.map(|card| assistant.knowledge().cards[card].asked_shortly()));
    let offers = &mut turn.conversation.offers;
    asked.into_iter().map(|words| offers.button(words, Action::Ask(words.to_owned()))).collect()
}

/// The cards that know something of the question, nearest first.
fn near_cards(hits: &[Hit]) -> Vec<usize> {
    distinct(hits.iter().filter(|hit| hit.features.coverage > NEAR).map(|hit| hit.at.card))
}

fn register(assistant: &Assistant, turn: &mut Turn<'_>, question: &Question) -> Button {
    let words = question.story.clone().unwrap_or_else(|| question.words.clone());
    turn.conversation.offers.button(&assistant.phrases().buttons.register, Action::Register(Some(words)))
}

/// What can be done after an answer.
fn next_steps(
    assistant: &Assistant,
    turn: &mut Turn<'_>,
    question: &Question,
    reply: &Reply,
    points: &[Reference],
) -> Vec<Button> {
    let buttons = &assistant.phrases().buttons;
    let offers = &mut turn.conversation.offers;
    let judge = |helpful| Action::Judge { helpful, card: reply.card.clone(), points: points.to_vec() };
    let mut shown = vec![offers.button(&buttons.helpful, judge(true)), offers.button(&buttons.unhelpful, judge(false))];
    shown.push(register(assistant, turn, question));
    shown
}
