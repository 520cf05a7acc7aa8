//! A large knowledge made of recombined words of the shipped one, the same every time.

use zhuqi::domain::card::{Card, Point};
use zhuqi::domain::ids::{CardId, PointId};
use zhuqi::domain::knowledge::Knowledge;

/// So many points a card.
const POINTS: usize = 8;
/// So many questions a card.
const QUESTIONS: usize = 6;

/// A knowledge of at least so many points over the documents and the lexicon of `shipped`.
pub(crate) fn knowledge(mut shipped: Knowledge, points: usize) -> Knowledge {
    let clauses = |text: &String| text.split(['，', '、', '；', '。']).map(str::to_owned).collect::<Vec<_>>();
    let said: Vec<String> = shipped.points().flat_map(|(_, point)| clauses(&point.text)).collect();
    let halves = |text: &String| {
        let middle = text.char_indices().nth(text.chars().count() / 2).map_or(0, |(at, _)| at);
        [text[..middle].to_owned(), text[middle..].to_owned()]
    };
    let asked: Vec<String> = shipped.cards.iter().flat_map(|card| &card.questions).flat_map(halves).collect();
    let mut dice = Dice(2021);
    let made = |number: usize| {
        let model = &shipped.cards[number % shipped.cards.len()];
        let citations = &model.points[0].citations;
        let mut join = |words: &[String], count: usize, between: &str| {
            (0..count).map(|_| words[dice.below(words.len())].as_str()).collect::<Vec<_>>().join(between)
        };
        let mut point = |number: usize| Point {
            id: PointId::new(format!("p{number}")).expect("a number is an id"),
            nature: None,
            validity: None,
            text: join(&said, 3, "，"),
            citations: citations.clone(),
            questions: Vec::new(),
        };
        let points = (0..POINTS).map(&mut point).collect();
        let questions = (0..QUESTIONS).map(|_| join(&asked, 2, "")).collect();
        let id = CardId::new(format!("generated-{number:06}")).expect("a number is an id");
        Card { id, title: join(&asked, 2, ""), aliases: Vec::new(), questions, points, ..model.clone() }
    };
    shipped.cards = (0..points.div_ceil(POINTS)).map(made).collect();
    shipped
}

/// Numbers that look like chance and are the same every time (a linear congruential generator).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % limit
    }
}
