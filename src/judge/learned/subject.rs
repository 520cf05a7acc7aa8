//! Which card a question is about, told from its words alone: softmax regression over hashed runs of characters with one
//! class a card. Of its many weights only the largest are kept.

use std::collections::HashMap;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};

use super::grams::{BUCKETS, of_question};
use crate::domain::ids::CardId;
use crate::domain::knowledge::Knowledge;

/// How often the examples are gone through.
const ROUNDS: usize = 6;
/// The first step; AdaGrad shortens it by what a weight has moved already.
const STEP: f32 = 0.6;
/// A card that is so unlikely learns nothing from an example.
const UNLIKELY: f32 = 2e-3;
/// So many weights are kept, the largest.
const KEPT: usize = 600_000;
/// No card counts as less likely than this, as a logarithm beside the most likely one.
const LEAST: f32 = -12.0;
/// A card that was not there when it was learned is as likely as this: nothing speaks against it.
const NEW: f32 = -0.5;

/// What has been learned, as it stands in the file.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Subjects {
    /// The cards by the numbers of their classes.
    cards: Vec<CardId>,
    biases: Vec<f32>,
    /// A weight as a whole number times this is the weight.
    scale: f32,
    /// For each bucket, how many weights follow, in two bytes.
    counts: String,
    /// The weights by bucket: the class in two bytes, the whole number in one.
    weights: String,
}

/// A question with the card it is about.
#[derive(Debug, Clone)]
pub(super) struct Example {
    pub(super) runs: Vec<u16>,
    pub(super) card: usize,
    pub(super) worth: f32,
}

impl Subjects {
    /// Learns from examples whose cards are numbered as in the knowledge; `shuffled` gives the order of each round.
    pub(super) fn learn(
        knowledge: &Knowledge,
        examples: &[Example],
        mut shuffled: impl FnMut(usize) -> Vec<usize>,
    ) -> Self {
        let classes = knowledge.cards.len();
        let mut weights = vec![0.0_f32; BUCKETS * classes];
        let mut moved = vec![1e-2_f32; BUCKETS * classes];
        let mut biases = vec![0.0_f32; classes];
        let mut sums = vec![0.0_f32; classes];
        for _ in 0..ROUNDS {
            for number in shuffled(examples.len()) {
                let Example { runs, card, worth } = &examples[number];
                let value = value(runs);
                sums.copy_from_slice(&biases);
                for run in runs {
                    let row = &weights[usize::from(*run) * classes..][..classes];
                    sums.iter_mut().zip(row).for_each(|(sum, weight)| *sum += weight * value);
                }
                let most = sums.iter().copied().fold(f32::NEG_INFINITY, f32::max);
                sums.iter_mut().for_each(|sum| *sum = (*sum - most).exp());
                let all: f32 = sums.iter().sum();
                let error = |(class, odds): (usize, &f32)| {
                    let right = if class == *card { 1.0 } else { 0.0 };
                    let error = odds / all - right;
                    (error.abs() > UNLIKELY).then_some((class, error * worth))
                };
                let errors: Vec<(usize, f32)> = sums.iter().enumerate().filter_map(error).collect();
                for (class, error) in &errors {
                    biases[*class] -= STEP * 0.02 * error;
                }
                for run in runs {
                    let start = usize::from(*run) * classes;
                    for (class, error) in &errors {
                        let slope = error * value;
                        let moved = &mut moved[start + class];
                        *moved += slope * slope;
                        weights[start + class] -= STEP * slope / moved.sqrt();
                    }
                }
            }
        }
        let cards = knowledge.cards.iter().map(|card| card.id.clone()).collect();
        Self::kept(cards, biases, &weights)
    }

    /// The largest weights as whole numbers.
    fn kept(cards: Vec<CardId>, biases: Vec<f32>, weights: &[f32]) -> Self {
        let classes = cards.len();
        let mut sizes: Vec<f32> = weights.iter().map(|weight| weight.abs()).filter(|size| *size > 0.0).collect();
        let least = if sizes.len() > KEPT {
            let (_, least, _) = sizes.select_nth_unstable_by(KEPT, |a, b| b.total_cmp(a));
            *least
        } else {
            0.0
        };
        let most = sizes.iter().copied().fold(f32::MIN_POSITIVE, f32::max);
        let scale = most / 127.0;
        let (mut counts, mut kept) = (Vec::new(), Vec::new());
        for row in weights.chunks(classes.max(1)) {
            let before = kept.len();
            for (class, weight) in row.iter().enumerate().filter(|(_, weight)| weight.abs() > least) {
                #[expect(clippy::cast_possible_truncation, reason = "the scale keeps it between -127 and 127")]
                let whole = (weight / scale).round() as i8;
                kept.extend(u16::try_from(class).unwrap_or(u16::MAX).to_le_bytes());
                kept.push(whole.cast_unsigned());
            }
            counts.extend(u16::try_from((kept.len() - before) / WEIGHT).unwrap_or(u16::MAX).to_le_bytes());
        }
        Self { cards, biases, scale, counts: BASE64_STANDARD.encode(counts), weights: BASE64_STANDARD.encode(kept) }
    }

    /// Ready to tell the cards of a knowledge.
    pub(super) fn ready(&self, knowledge: &Knowledge) -> CardOdds {
        let numbers: HashMap<&CardId, usize> =
            knowledge.cards.iter().enumerate().map(|(number, card)| (&card.id, number)).collect();
        let cards = self.cards.iter().map(|card| numbers.get(card).copied()).collect();
        let bytes = |text: &str| BASE64_STANDARD.decode(text).unwrap_or_default();
        let mut starts = vec![0];
        for count in bytes(&self.counts).chunks_exact(2) {
            starts.push(starts.last().copied().unwrap_or(0) + usize::from(u16::from_le_bytes([count[0], count[1]])));
        }
        let weights = bytes(&self.weights);
        let weight = |weight: &[u8]| (u16::from_le_bytes([weight[0], weight[1]]), weight[2].cast_signed());
        let weights = weights.chunks_exact(WEIGHT).map(weight).collect();
        CardOdds {
            cards,
            known: knowledge.cards.len(),
            biases: self.biases.clone(),
            scale: self.scale,
            starts,
            weights,
        }
    }
}

/// The bytes of a weight.
const WEIGHT: usize = 3;

/// The weights, ready to be added up.
#[derive(Debug, Default)]
pub struct CardOdds {
    /// By class: the number of the card, if it is still there.
    cards: Vec<Option<usize>>,
    /// How many cards there are.
    known: usize,
    biases: Vec<f32>,
    scale: f32,
    starts: Vec<usize>,
    weights: Vec<(u16, i8)>,
}

impl CardOdds {
    /// How likely a question in the one spelling is about each card: the logarithm of its odds beside the most likely one,
    /// 0 or less.
    pub fn of(&self, question: &str) -> Vec<f32> {
        let runs = of_question(question);
        let value = value(&runs) * self.scale;
        let mut sums = self.biases.clone();
        for run in runs.iter().map(|run| usize::from(*run)).filter(|run| run + 1 < self.starts.len()) {
            for (class, weight) in &self.weights[self.starts[run]..self.starts[run + 1]] {
                sums[usize::from(*class)] += f32::from(*weight) * value;
            }
        }
        let most = sums.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let mut odds = vec![NEW; self.known];
        for (card, sum) in self.cards.iter().zip(sums).filter_map(|(card, sum)| Some(((*card)?, sum))) {
            odds[card] = (sum - most).max(LEAST);
        }
        odds
    }

    /// So many cards of the greatest odds, of those that were there when it was learned.
    pub fn likeliest(&self, odds: &[f32], count: usize) -> Vec<usize> {
        let mut cards: Vec<usize> = self.cards.iter().flatten().copied().collect();
        let best_first = |a: &usize, b: &usize| odds[*b].total_cmp(&odds[*a]).then(a.cmp(b));
        if cards.len() > count {
            cards.select_nth_unstable_by(count, best_first);
            cards.truncate(count);
        }
        cards
    }
}

/// What each run of a question counts: together they have the length 1.
#[expect(clippy::cast_precision_loss, reason = "a question has some hundred runs")]
fn value(runs: &[u16]) -> f32 {
    1.0 / (runs.len().max(1) as f32).sqrt()
}

/// What the files say of each card: its title, its questions, its points with theirs.
pub(super) fn given(knowledge: &Knowledge, normal: impl Fn(&str) -> String) -> Vec<Example> {
    /// An example of the files counts so much beside a question of the corpus.
    const WORTH: f32 = 0.5;
    let mut examples = Vec::new();
    for (number, card) in knowledge.cards.iter().enumerate() {
        let own = std::iter::once(&card.title).chain(&card.questions);
        let of_points = card.points.iter().flat_map(|point| std::iter::once(&point.text).chain(&point.questions));
        let example = |text: &String| Example { runs: of_question(&normal(text)), card: number, worth: WORTH };
        examples.extend(own.chain(of_points).map(example));
    }
    examples
}
