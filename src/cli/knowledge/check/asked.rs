//! Asks the assistant what the cards say they are asked, and names every question that another point answers.

use std::path::Path;

use jiff::Timestamp;

use super::super::super::fresh;
use super::super::super::judging::Judging;
use super::of_each;
use crate::assistant::Assistant;
use crate::content::card_place::CardPlace;
use crate::content::fault::Fault;
use crate::domain::card::{Card, Point};
use crate::domain::ids::CardId;
use crate::domain::knowledge::Knowledge;
use crate::domain::point::Nature;
use crate::domain::reply::{Kind, Reply};

/// So many questions of a point are asked: they are much alike.
const OF_A_POINT: usize = 2;

/// A warning for each question that does not bring what it was written for: of a card one of its points or of its
/// siblings', of a point the point itself, of one that says what the documents do not say a refusal with it.
pub(super) fn unanswered(assistant: &Assistant, dir: &Path, now: Timestamp) -> Vec<Fault> {
    of_each(&assistant.knowledge().cards, |card| of_card(assistant, card, dir, now))
}

fn of_card(assistant: &Assistant, card: &Card, dir: &Path, now: Timestamp) -> Vec<Fault> {
    let knowledge = assistant.knowledge();
    let ask = |question: &str| {
        let answer = fresh::answer(assistant, &mut Judging::built_in(), "", &[question], now);
        answer.ok().map(|answer| answer.reply)
    };
    let of_points = card.points.iter().flat_map(|point| {
        let questions = point.questions.iter().take(OF_A_POINT).map(String::as_str);
        questions.filter_map(move |question| Some((question, wrong(&ask(question)?, &[point])?)))
    });
    let near: Vec<&Point> = points_near(knowledge, card).collect();
    let of_card = card.questions.iter().map(String::as_str);
    let of_card = of_card.filter_map(|question| Some((question, wrong(&ask(question)?, &near)?)));
    let place = CardPlace::read(dir, card);
    let fault = |(question, wrong): (&str, &str)| match &place {
        Ok(place) => place.fault(question, format!("“{question}”这样问，{wrong}"), CURE).as_warning(),
        Err(fault) => fault.clone(),
    };
    of_points.chain(of_card).map(fault).collect()
}

/// How such a question is mended.
const CURE: &str = "把问法写得更有这条要点的特点，或移到更贴切的卡片；答错的，在 corpus 里加几句这样问的例句，标上该说的要点，再运行 zhuqi knowledge train";

/// The points of a card and of its siblings.
fn points_near<'a>(knowledge: &'a Knowledge, card: &'a Card) -> impl Iterator<Item = &'a Point> {
    let siblings = card.siblings.iter().filter_map(|id: &CardId| knowledge.position(id));
    std::iter::once(card).chain(siblings.map(|number| &knowledge.cards[number])).flat_map(|card| &card.points)
}

/// What is wrong with a reply that should tell one of some points.
fn wrong(reply: &Reply, points: &[&Point]) -> Option<&'static str> {
    let told = |point: &&&Point| reply.text.contains(point.text.as_str());
    let silent = |point: &&&Point| point.nature == Some(Nature::Silence);
    match reply.kind {
        Kind::Answer if points.iter().any(|point| told(&point)) => None,
        Kind::NoBasis if points.iter().any(|point| told(&point) && silent(&point)) => None,
        Kind::Answer => Some("答的是别的要点"),
        Kind::NoBasis => Some("答成了没有依据"),
        Kind::Report => Some("当成了要登记的困难"),
        _ => Some("没有答出来"),
    }
}
