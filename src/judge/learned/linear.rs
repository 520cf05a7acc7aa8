//! Softmax regression over hashed features: each class adds up the weights of the features, the sums become
//! probabilities.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};

use super::grams::{BUCKETS, Feature};

/// How often the examples are gone through.
const ROUNDS: usize = 12;
/// The first step; AdaGrad shortens it by what a weight has moved already.
const STEP: f32 = 0.8;
/// How strongly weights are drawn back to nothing at each of their steps.
const DECAY: f32 = 2e-5;

/// Weights of every feature for every class, as whole numbers with one scale a class.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub(crate) struct Linear {
    classes: usize,
    /// By feature, then by class.
    weights: Vec<i8>,
    scales: Vec<f32>,
    biases: Vec<f32>,
    /// Sums are multiplied by it before they become probabilities, so that these are calibrated.
    sharpness: f32,
}

/// As it stands in the file.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Written {
    classes: usize,
    scales: Vec<f32>,
    biases: Vec<f32>,
    sharpness: f32,
    weights: String,
}

/// Says that what stands in the file is no such model.
#[derive(Debug, thiserror::Error)]
#[error("权重的个数不对")]
struct WrongSize;

/// An example: its features, its class, how much it counts.
pub(super) struct Example {
    pub(super) features: Vec<Feature>,
    pub(super) class: usize,
    pub(super) worth: f32,
}

impl Linear {
    /// The probability of each class.
    pub(super) fn probabilities(&self, features: &[Feature]) -> Vec<f32> {
        let mut sums = vec![0.0_f32; self.classes];
        for (bucket, value) in features {
            let start = *bucket as usize * self.classes;
            let weights = &self.weights[start..start + self.classes];
            sums.iter_mut().zip(weights).for_each(|(sum, weight)| *sum += f32::from(*weight) * value);
        }
        for ((sum, scale), bias) in sums.iter_mut().zip(&self.scales).zip(&self.biases) {
            *sum = (*sum * scale + bias) * self.sharpness;
        }
        softmax(&mut sums);
        sums
    }

    /// Learns from examples; `shuffled` gives the order of the examples of each round.
    pub(super) fn learn(classes: usize, examples: &[Example], mut shuffled: impl FnMut(usize) -> Vec<usize>) -> Self {
        let mut weights = vec![0.0_f32; BUCKETS * classes];
        let mut moved = vec![1e-2_f32; BUCKETS * classes];
        let mut biases = vec![0.0_f32; classes];
        let mut biases_moved = vec![1e-2_f32; classes];
        for _ in 0..ROUNDS {
            for number in shuffled(examples.len()) {
                let example = &examples[number];
                let mut errors = biases.clone();
                for (bucket, value) in &example.features {
                    let start = *bucket as usize * classes;
                    let own = &weights[start..start + classes];
                    errors.iter_mut().zip(own).for_each(|(sum, weight)| *sum += weight * value);
                }
                softmax(&mut errors);
                errors[example.class] -= 1.0;
                errors.iter_mut().for_each(|error| *error *= example.worth);
                for ((bias, moved), error) in biases.iter_mut().zip(&mut biases_moved).zip(&errors) {
                    *moved += error * error;
                    *bias -= STEP * 0.2 * error / moved.sqrt();
                }
                for (bucket, value) in &example.features {
                    let places = *bucket as usize * classes..(*bucket as usize + 1) * classes;
                    let own = weights[places.clone()].iter_mut().zip(&mut moved[places]);
                    for ((weight, moved), error) in own.zip(&errors) {
                        let slope = error * value + DECAY * *weight;
                        *moved += slope * slope;
                        *weight -= STEP * slope / moved.sqrt();
                    }
                }
            }
        }
        Self::rounded(classes, &weights, biases)
    }

    /// One that has learned nothing: every class is as likely as the others.
    pub(super) fn blank(classes: usize) -> Self {
        Self::rounded(classes, &vec![0.0; BUCKETS * classes], vec![0.0; classes])
    }

    /// The weights as whole numbers.
    fn rounded(classes: usize, weights: &[f32], biases: Vec<f32>) -> Self {
        let largest = |class| weights.iter().skip(class).step_by(classes).fold(0.0_f32, |most, w| most.max(w.abs()));
        let scales: Vec<f32> = (0..classes).map(|class| largest(class).max(f32::MIN_POSITIVE) / 127.0).collect();
        #[expect(clippy::cast_possible_truncation, reason = "the scale keeps it between -127 and 127")]
        let round = |(place, weight): (usize, &f32)| (weight / scales[place % classes]).round() as i8;
        let weights = weights.iter().enumerate().map(round).collect();
        Self { classes, weights, scales, biases, sharpness: 1.0 }
    }

    /// Finds the sharpness with which the probabilities fit examples that it has not learned from.
    pub(super) fn calibrate(&mut self, examples: &[Example]) {
        let mut best = (f32::INFINITY, 1.0);
        for step in 1..=40_u8 {
            self.sharpness = f32::from(step) * 0.05;
            let loss: f32 = examples
                .iter()
                .map(|example| -self.probabilities(&example.features)[example.class].max(1e-6).ln())
                .sum();
            if loss < best.0 {
                best = (loss, self.sharpness);
            }
        }
        self.sharpness = best.1;
    }

    /// How sharply it tells, and the same from another one.
    pub(super) fn sharpen_like(&mut self, other: &Self) {
        self.sharpness = other.sharpness;
    }
}

fn softmax(sums: &mut [f32]) {
    let most = sums.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    sums.iter_mut().for_each(|sum| *sum = (*sum - most).exp());
    let total: f32 = sums.iter().sum();
    sums.iter_mut().for_each(|sum| *sum /= total);
}

impl From<Linear> for Written {
    fn from(linear: Linear) -> Self {
        let bytes: Vec<u8> = linear.weights.iter().map(|weight| weight.cast_unsigned()).collect();
        let Linear { classes, scales, biases, sharpness, .. } = linear;
        Self { classes, scales, biases, sharpness, weights: BASE64_STANDARD.encode(bytes) }
    }
}

impl TryFrom<Written> for Linear {
    type Error = WrongSize;

    fn try_from(written: Written) -> Result<Self, WrongSize> {
        let Written { classes, scales, biases, sharpness, weights } = written;
        let bytes = BASE64_STANDARD.decode(weights).map_err(|_| WrongSize)?;
        if bytes.len() != BUCKETS * classes || scales.len() != classes || biases.len() != classes {
            return Err(WrongSize);
        }
        Ok(Self { classes, weights: bytes.into_iter().map(u8::cast_signed).collect(), scales, biases, sharpness })
    }
}
