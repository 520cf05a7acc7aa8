//! The search engine: candidates from the index, then a look at each of them.

use std::sync::Arc;

use super::circumstances::Circumstances;
use super::gathered::Gathered;
use super::index::Entries;
use super::profile::{CardProfile, Entry, PointProfile, likeness, profiles, sum};
use super::question::Asked;
pub use super::terms::Terms;
use super::vocabulary::{Vocabulary, Weighed};
use super::weights::{CANDIDATES, Weights};
use super::words::Spotter;
pub use super::years::years_in;
use super::{Features, Hit, Query, Search};
use crate::domain::card::PointRef;
use crate::domain::knowledge::Knowledge;

/// The search engine over one knowledge.
pub struct Engine {
    knowledge: Arc<Knowledge>,
    terms: Arc<Terms>,
    entries: Entries,
    /// What each entry is.
    kinds: Vec<Entry>,
    points: Vec<PointProfile>,
    cards: Vec<CardProfile>,
    /// The documents by what people call them.
    documents: Spotter<usize>,
    vocabulary: Weighed,
    weights: Weights,
}

impl Search for Engine {
    fn search(&self, query: &Query, limit: usize) -> Vec<Hit> {
        self.weights.rank(self.candidates(query), limit, &query.likely)
    }
}

impl Engine {
    /// Builds the index over a knowledge.
    pub fn build(knowledge: Arc<Knowledge>, terms: Arc<Terms>) -> Self {
        let mut kinds = Vec::new();
        let mut vocabulary = Vocabulary::default();
        let mut bodies: Vec<Vec<u32>> = Vec::new();
        let mut points = 0;
        for (number, card) in knowledge.cards.iter().enumerate() {
            let mut add = |kind, text: &str| {
                kinds.push(kind);
                bodies.push(vocabulary.numbered(terms.of_entry(text)));
            };
            add(Entry::Title(number), &format!("{} {}", card.title, card.aliases.join(" ")));
            for question in &card.questions {
                add(Entry::CardAsked(number), question);
            }
            for point in &card.points {
                add(Entry::Text(points), &knowledge.alone(point));
                for question in &point.questions {
                    add(Entry::Asked(points), question);
                }
                points += 1;
            }
        }
        let vocabulary = vocabulary.weighed(&bodies);
        let entries = Entries::build(&bodies, &vocabulary);
        let (cards, points) = profiles(&knowledge, &kinds, bodies, &vocabulary);
        let names = knowledge.documents.iter().enumerate();
        let names = names.flat_map(|(number, document)| document.aliases.iter().map(move |alias| (alias, number)));
        let documents = Spotter::new(names.map(|(alias, number)| (terms.normal(alias), number)));
        let weights = Weights::default();
        Self { knowledge, terms, entries, kinds, points, cards, documents, vocabulary, weights }
    }

    /// Every point that may answer, with all that is measured of it, in no order.
    pub fn candidates<'a>(&'a self, query: &'a Query) -> impl Iterator<Item = (PointRef, Features)> + 'a {
        let asked = Asked::new(query, &self.terms, &self.vocabulary);
        let circumstances = Circumstances::new(query, &self.knowledge, &self.documents, &self.cards, &self.points);
        let (mut cards, mut points) = self.found(&asked);
        for card in &query.likely {
            cards.at(*card);
        }
        // What a card is asked for, any of its points may answer.
        for (card, _) in &cards.items {
            let CardProfile { first, points: count, .. } = self.cards[*card];
            for point in first..first + count {
                points.at(point);
            }
        }
        for (point, _) in &points.items {
            let number = self.points[*point].at.card;
            let card = cards.at(number);
            if !card.looked_at {
                card.looked_at = true;
                circumstances.of_card(&self.knowledge.cards[number], &mut card.features);
                card.look(&self.cards[number], &asked, &self.vocabulary);
            }
        }
        let look = move |(point, own): (usize, Own)| {
            let profile = &self.points[point];
            let card = cards.at(profile.at.card);
            let mut features = Features { text: own.text, asked: own.asked, ..card.features };
            circumstances.of_point(profile, &mut features);
            if asked.total > 0.0 {
                features.own_coverage = sum(&profile.own, &asked.values) / asked.total;
                features.coverage = (card.worth + sum(&profile.beyond, &asked.values)) / asked.total;
                features.own_likeness = likeness(&profile.examples, &asked);
                features.likeness = card.features.likeness.max(features.own_likeness);
                features.text_alike = profile.text.alike(&asked, &self.vocabulary);
                features.asked_alike = profile.asked.alike(&asked, &self.vocabulary);
            }
            (profile.at, features)
        };
        points.items.into_iter().map(look)
    }

    /// The cards and the points of the best entries.
    fn found(&self, asked: &Asked) -> (Gathered<CardLook>, Gathered<Own>) {
        let mut cards = Gathered::<CardLook>::new(self.cards.len());
        let mut points = Gathered::<Own>::new(self.points.len());
        for (entry, score) in self.entries.best(&asked.tokens, CANDIDATES) {
            match self.kinds[entry] {
                Entry::Text(point) => points.at(point).text = score,
                Entry::Asked(point) => {
                    let own = points.at(point);
                    own.asked = own.asked.max(score);
                }
                Entry::CardAsked(card) => {
                    let features = &mut cards.at(card).features;
                    features.card_asked = features.card_asked.max(score);
                }
                Entry::Title(card) => cards.at(card).features.title = score,
            }
        }
        (cards, points)
    }
}

/// What the index says of a point.
#[derive(Default)]
struct Own {
    text: f32,
    asked: f32,
}

/// What is the same for all points of a card.
#[derive(Default)]
struct CardLook {
    features: Features,
    /// What the question's tokens in it are worth.
    worth: f32,
    looked_at: bool,
}

impl CardLook {
    fn look(&mut self, profile: &CardProfile, asked: &Asked, vocabulary: &Weighed) {
        self.worth = sum(&profile.tokens, &asked.values);
        self.features.likeness = likeness(&profile.examples, asked);
        self.features.title_alike = profile.title.alike(asked, vocabulary);
        self.features.card_alike = profile.asked.alike(asked, vocabulary);
    }
}
