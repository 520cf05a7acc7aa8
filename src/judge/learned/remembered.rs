//! What each point was asked by in the corpus: a question in new words is often like one that somebody has answered.

use std::collections::HashMap;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};

use super::grams::{BUCKETS, of_question};
use crate::domain::card::PointRef;
use crate::domain::knowledge::Knowledge;
use crate::domain::point::Reference;

/// Of the remembered questions so many of the most alike vote for cards.
const VOTERS: usize = 10;
/// A question this alike is the same one.
const THE_SAME: f32 = 0.98;
/// A run of characters in a larger share of the remembered questions tells nothing, and costs time.
const COMMON: usize = 8;

/// A remembered question as it stands in the file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Remembered {
    /// The runs of its characters, two bytes each, in rising order.
    runs: String,
    /// The points that answer it; none where the documents are silent.
    points: Vec<Reference>,
}

impl Remembered {
    /// A question in the one spelling, with the points that answer it.
    pub(crate) fn new(question: &str, points: Vec<Reference>) -> Self {
        let runs: Vec<u8> = of_question(question).into_iter().flat_map(u16::to_le_bytes).collect();
        Self { runs: BASE64_STANDARD.encode(runs), points }
    }

    fn runs(&self) -> Vec<u16> {
        let bytes = BASE64_STANDARD.decode(&self.runs).unwrap_or_default();
        bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect()
    }
}

/// The remembered questions, ready to be compared with a new one.
#[derive(Debug, Default)]
pub struct Memory {
    /// By run: the questions that have it.
    having: Vec<Vec<u32>>,
    /// By run: how much it tells.
    rarity: Vec<f32>,
    questions: Vec<Known>,
}

#[derive(Debug)]
struct Known {
    length: f32,
    points: Vec<PointRef>,
    silent: bool,
}

/// How like a question those are that its candidates have answered, each from 0 to 1.
#[derive(Debug, Default)]
pub struct Recalled {
    points: HashMap<PointRef, f32>,
    cards: HashMap<usize, f32>,
    votes: HashMap<usize, f32>,
    /// How like it the best of those is that the documents do not answer.
    pub silent: f32,
}

impl Memory {
    /// What is remembered of the points that there still are.
    pub(crate) fn new(remembered: &[Remembered], knowledge: &Knowledge) -> Self {
        let runs: Vec<Vec<u16>> = remembered.iter().map(Remembered::runs).collect();
        let mut having = vec![Vec::new(); BUCKETS];
        for (number, runs) in runs.iter().enumerate() {
            let number = u32::try_from(number).unwrap_or(u32::MAX);
            runs.iter().for_each(|run| having[usize::from(*run)].push(number));
        }
        let rarity: Vec<f32> = having.iter().map(|having: &Vec<u32>| rarity(remembered.len(), having.len())).collect();
        let known = |(remembered, runs): (&Remembered, &Vec<u16>)| Known {
            length: length(runs, &rarity),
            points: remembered.points.iter().filter_map(|point| knowledge.find(point)).collect(),
            silent: remembered.points.is_empty(),
        };
        let questions = remembered.iter().zip(&runs).map(known).collect();
        Self { having, rarity, questions }
    }

    /// What a question in the one spelling recalls; the question itself is left out where it is learned from.
    pub fn recall(&self, question: &str, learning: bool) -> Recalled {
        let runs = of_question(question);
        let own = length(&runs, &self.rarity);
        let mut shared = vec![0.0_f32; self.questions.len()];
        for run in runs {
            let worth = self.rarity[usize::from(run)].powi(2);
            if worth == 0.0 {
                continue;
            }
            self.having[usize::from(run)].iter().for_each(|number| shared[*number as usize] += worth);
        }
        let mut recalled = Recalled::default();
        let mut nearest: Vec<(f32, usize)> = Vec::new();
        for (number, (shared, known)) in shared.iter().zip(&self.questions).enumerate() {
            let alike = shared / (own * known.length);
            if *shared == 0.0 || (learning && alike >= THE_SAME) {
                continue;
            }
            nearest.push((alike, number));
            if known.silent {
                recalled.silent = recalled.silent.max(alike);
            }
            for at in &known.points {
                keep_most(&mut recalled.points, *at, alike);
                keep_most(&mut recalled.cards, at.card, alike);
            }
        }
        if nearest.len() > VOTERS {
            nearest.select_nth_unstable_by(VOTERS, |a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            nearest.truncate(VOTERS);
        }
        let all: f32 = nearest.iter().map(|(alike, _)| alike).sum();
        for (alike, number) in nearest {
            let mut cards: Vec<usize> = self.questions[number].points.iter().map(|at| at.card).collect();
            cards.dedup();
            cards.into_iter().for_each(|card| *recalled.votes.entry(card).or_default() += alike / all);
        }
        recalled
    }
}

impl Recalled {
    /// How like it the best question is that a point has answered.
    pub fn point(&self, at: PointRef) -> f32 {
        self.points.get(&at).copied().unwrap_or_default()
    }

    /// How like it the best question is that a card has answered.
    pub fn card(&self, card: usize) -> f32 {
        self.cards.get(&card).copied().unwrap_or_default()
    }

    /// So many cards that have answered most of the questions most like it.
    pub fn most_voted(&self, count: usize) -> Vec<usize> {
        let mut cards: Vec<(f32, usize)> = self.votes.iter().map(|(card, votes)| (*votes, *card)).collect();
        cards.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        cards.into_iter().take(count).map(|(_, card)| card).collect()
    }

    /// The share of the questions most like it that a card has answered.
    pub fn votes(&self, card: usize) -> f32 {
        self.votes.get(&card).copied().unwrap_or_default()
    }
}

fn keep_most<K: std::hash::Hash + Eq>(most: &mut HashMap<K, f32>, key: K, value: f32) {
    let kept = most.entry(key).or_default();
    *kept = kept.max(value);
}

#[expect(clippy::cast_precision_loss, reason = "some thousand questions")]
fn rarity(all: usize, having: usize) -> f32 {
    if having == 0 || having * COMMON > all { 0.0 } else { (all as f32 / having as f32).ln() }
}

/// The length of a question as a vector; never nothing.
fn length(runs: &[u16], rarity: &[f32]) -> f32 {
    runs.iter().map(|run| rarity[usize::from(*run)].powi(2)).sum::<f32>().sqrt().max(1e-3)
}
