//! What is known of each card and each point before anything is asked.

use std::collections::HashMap;

use super::question::Asked;
use super::vocabulary::Weighed;
use super::years::years_in;
use crate::domain::card::{Citation, PointRef};
use crate::domain::knowledge::Knowledge;

/// What an entry of the index is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Entry {
    /// A point's own text.
    Text(usize),
    /// A question of a point.
    Asked(usize),
    /// A question of a card.
    CardAsked(usize),
    /// The title and the aliases of a card.
    Title(usize),
}

/// An example question: its telling tokens, each once, and their rarities together.
pub(super) struct Example {
    tokens: Vec<u32>,
    rarity: f32,
}

/// Telling tokens, each once, with the length of their vector of rarities.
#[derive(Default)]
pub(super) struct Words {
    tokens: Vec<u32>,
    length: f32,
}

impl Words {
    fn add(&mut self, tokens: &[u32]) {
        self.tokens.extend(tokens);
    }

    fn seal(&mut self, vocabulary: &Weighed) {
        self.tokens.sort_unstable();
        self.tokens.dedup();
        self.tokens.shrink_to_fit();
        self.length = self.tokens.iter().map(|token| vocabulary.telling[*token as usize].powi(2)).sum::<f32>().sqrt();
    }

    /// How like a question they are: the cosine of the angle between the vectors of their rarities, 0 to 1.
    pub(super) fn alike(&self, asked: &Asked, vocabulary: &Weighed) -> f32 {
        if self.length == 0.0 || asked.length == 0.0 {
            return 0.0;
        }
        let product = |token: &u32| asked.values[*token as usize] * vocabulary.telling[*token as usize];
        self.tokens.iter().map(product).sum::<f32>() / (self.length * asked.length)
    }
}

/// What is known of a point.
pub(super) struct PointProfile {
    /// Which point.
    pub(super) at: PointRef,
    /// Telling tokens of its text and its own questions.
    pub(super) own: Vec<u32>,
    /// Those of them that its card does not have.
    pub(super) beyond: Vec<u32>,
    /// The words of its text.
    pub(super) text: Words,
    /// The words of its own questions.
    pub(super) asked: Words,
    /// Its own questions.
    pub(super) examples: Vec<Example>,
    /// Whether it has a figure.
    pub(super) has_figure: bool,
    /// The years it speaks of or its documents are for.
    pub(super) years: Vec<i16>,
    /// The documents it cites, by their position.
    pub(super) documents: Vec<usize>,
    /// The parts of documents it cites, by a number of their own.
    pub(super) parts: Vec<usize>,
}

/// What is known of a card.
#[derive(Default)]
pub(super) struct CardProfile {
    /// Its first point.
    pub(super) first: usize,
    /// How many points it has.
    pub(super) points: usize,
    /// Telling tokens of its title, its aliases and its questions.
    pub(super) tokens: Vec<u32>,
    /// The words of its title and aliases.
    pub(super) title: Words,
    /// The words of its questions.
    pub(super) asked: Words,
    /// Its questions.
    pub(super) examples: Vec<Example>,
}

impl Example {
    /// How much of a question and of this example is the same, by weight: 0 to 1.
    fn likeness(&self, asked: &Asked) -> f32 {
        let shared = sum(&self.tokens, &asked.values);
        if shared > 0.0 { 2.0 * shared / (self.rarity + asked.total) } else { 0.0 }
    }
}

/// How like a question the example most like it is, 0 to 1.
pub(super) fn likeness(examples: &[Example], asked: &Asked) -> f32 {
    examples.iter().map(|example| example.likeness(asked)).fold(0.0, f32::max)
}

/// What tokens are worth together.
pub(super) fn sum(tokens: &[u32], values: &[f32]) -> f32 {
    tokens.iter().map(|token| values[*token as usize]).sum()
}

/// The profiles of all cards and all points; `bodies` are the tokens of the entries that `kinds` names.
pub(super) fn profiles(
    knowledge: &Knowledge,
    kinds: &[Entry],
    bodies: Vec<Vec<u32>>,
    vocabulary: &Weighed,
) -> (Vec<CardProfile>, Vec<PointProfile>) {
    let mut points = plain_points(knowledge);
    let mut cards: Vec<CardProfile> = Vec::with_capacity(knowledge.cards.len());
    let mut first = 0;
    for card in &knowledge.cards {
        cards.push(CardProfile { first, points: card.points.len(), ..CardProfile::default() });
        first += card.points.len();
    }
    for (kind, mut tokens) in kinds.iter().zip(bodies) {
        tokens.retain(|token| vocabulary.telling[*token as usize] > 0.0);
        tokens.sort_unstable();
        tokens.dedup();
        let rarity = sum(&tokens, &vocabulary.telling);
        match *kind {
            Entry::Text(point) => {
                points[point].text.add(&tokens);
                points[point].own.extend(tokens);
            }
            Entry::Asked(point) => {
                points[point].own.extend(&tokens);
                points[point].asked.add(&tokens);
                points[point].examples.push(Example { tokens, rarity });
            }
            Entry::CardAsked(card) => {
                cards[card].tokens.extend(&tokens);
                cards[card].asked.add(&tokens);
                cards[card].examples.push(Example { tokens, rarity });
            }
            Entry::Title(card) => {
                cards[card].title.add(&tokens);
                cards[card].tokens.extend(tokens);
            }
        }
    }
    let own = points.iter_mut().map(|point| &mut point.own);
    for tokens in own.chain(cards.iter_mut().map(|card| &mut card.tokens)) {
        tokens.sort_unstable();
        tokens.dedup();
        tokens.shrink_to_fit();
    }
    let of_points = points.iter_mut().flat_map(|point| [&mut point.text, &mut point.asked]);
    let of_cards = cards.iter_mut().flat_map(|card| [&mut card.title, &mut card.asked]);
    of_points.chain(of_cards).for_each(|words| words.seal(vocabulary));
    for point in &mut points {
        let of_card = &cards[point.at.card].tokens;
        point.beyond = point.own.iter().copied().filter(|token| of_card.binary_search(token).is_err()).collect();
    }
    (cards, points)
}

/// The points with what is known without their words.
fn plain_points(knowledge: &Knowledge) -> Vec<PointProfile> {
    let positions: HashMap<_, _> = knowledge.documents.iter().enumerate().map(|(at, d)| (&d.id, at)).collect();
    let mut parts = HashMap::new();
    let mut points = Vec::new();
    for (at, point) in knowledge.points() {
        let documents: Vec<usize> =
            point.citations.iter().filter_map(|citation| positions.get(&citation.document).copied()).collect();
        let mut years = years_in(&point.text);
        years.extend(documents.iter().flat_map(|document| {
            let period = knowledge.documents[*document].period;
            period.from()..=period.to()
        }));
        let mut number = |citation: &Citation| {
            let annex = citation.locator.split_once(' ').map(|(annex, _)| annex.to_owned());
            let next = parts.len();
            *parts.entry((citation.document.clone(), annex)).or_insert(next)
        };
        points.push(PointProfile {
            at,
            own: Vec::new(),
            beyond: Vec::new(),
            text: Words::default(),
            asked: Words::default(),
            examples: Vec::new(),
            has_figure: point.text.chars().any(|c| c.is_ascii_digit()),
            years,
            documents,
            parts: point.citations.iter().map(&mut number).collect(),
        });
    }
    points
}
