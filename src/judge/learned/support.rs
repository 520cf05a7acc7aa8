//! How far each candidate supports an answer: boosted trees over what the search has measured of it, by itself and
//! beside the best candidate, and over how much the question's words sound like what the documents do not say.

use serde::{Deserialize, Serialize};

use super::Learned;
use super::grams::of_words;
use super::trees::Trees;
use crate::domain::evidence::Evidence;
use crate::search::{Features, Hit};

/// What is looked at: every feature, how far it lies behind the best candidate's, and some of the question as a whole.
pub(super) const INPUTS: usize = 2 * Features::COUNT + 6;

/// What a candidate looks like to the judge.
pub(super) type Inputs = [f32; INPUTS];

/// The class of questions that the documents do not answer.
pub(super) const SILENT: usize = 1;

/// Trees over the inputs, with what is done with their probabilities.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Support {
    pub(super) trees: Trees,
    /// The best candidate answers if its support is at least so much.
    pub(super) enough: f32,
    /// Another candidate is said with it if its support is at least so much.
    pub(super) worth_saying: f32,
}

impl Support {
    /// The probability that a careful clerk would say it.
    pub(super) fn of(&self, inputs: &Inputs) -> f32 {
        self.trees.of(inputs)
    }
}

/// What the candidates of one question look like to the judge; `silent` is how much its words sound like what the
/// documents do not say, 0 to 1.
pub(super) fn inputs(question: &str, hits: &[Hit], silent: f32) -> Vec<Inputs> {
    let measured: Vec<_> = hits.iter().map(|hit| hit.features.values()).collect();
    let mut most = [f32::NEG_INFINITY; Features::COUNT];
    for values in &measured {
        most.iter_mut().zip(values).for_each(|(most, value)| *most = most.max(*value));
    }
    let best = hits.first().map_or(0.0, |hit| hit.score);
    let look = |(rank, (hit, values)): (usize, (&Hit, &[f32; Features::COUNT]))| {
        let mut inputs = [0.0; INPUTS];
        inputs[..Features::COUNT].copy_from_slice(values);
        for (place, (value, most)) in values.iter().zip(&most).enumerate() {
            inputs[Features::COUNT + place] = value - most;
        }
        let elsewhere = hits.iter().filter(|other| other.at.card != hit.at.card).map(|other| other.score);
        let of_question = [
            hit.score,
            hit.score - best,
            hit.score - elsewhere.fold(0.0, f32::max),
            count(rank).ln_1p(),
            count(question.chars().count()).ln_1p(),
            (silent.clamp(0.001, 0.999) / (1.0 - silent.clamp(0.001, 0.999))).ln(),
        ];
        inputs[2 * Features::COUNT..].copy_from_slice(&of_question);
        inputs
    };
    hits.iter().zip(&measured).enumerate().map(look).collect()
}

#[expect(clippy::cast_precision_loss, reason = "a few thousand at most")]
fn count(number: usize) -> f32 {
    number as f32
}

impl Learned {
    /// What the candidates of a question are worth, best first.
    pub fn support(&self, question: &str, hits: &[Hit]) -> Vec<Evidence> {
        let silent = self.silence.probabilities(&of_words(question))[SILENT];
        let looked = inputs(question, hits, silent);
        let mut evidence: Vec<Evidence> = hits
            .iter()
            .zip(&looked)
            .map(|(hit, inputs)| Evidence { at: hit.at, support: self.support.of(inputs) })
            .collect();
        evidence.sort_by(|a, b| b.support.total_cmp(&a.support));
        evidence
    }

    /// The support with which the best candidate answers.
    pub fn enough(&self) -> f32 {
        self.support.enough
    }

    /// The support with which another candidate is said beside the best.
    pub fn worth_saying(&self) -> f32 {
        self.support.worth_saying
    }
}
