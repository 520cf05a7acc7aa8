//! Whether a message is more like the complaints or more like the questions that are known.

use std::collections::HashMap;

use super::parts::{Part, parts_of, weight};
use crate::domain::knowledge::Knowledge;

/// Added to every count, so that an unseen part rules nothing out.
const SMOOTHING: f32 = 0.5;
/// A question written down because it is easily taken for a trouble counts as much as so many of the cards.
const NEAR_MISS: f32 = 8.0;
/// A word of small talk is less than a question.
const CUE: f32 = 0.5;

/// The log ratio of each part's frequency in complaints to its frequency in everything else people say (naive Bayes).
pub(super) struct Likeness(HashMap<Part, f32>);

/// How many texts have each part.
#[derive(Default)]
struct Counts {
    parts: HashMap<Part, f32>,
    texts: f32,
}

impl Counts {
    fn add(&mut self, text: &str, worth: f32) {
        parts_of(text).into_iter().for_each(|part| *self.parts.entry(part).or_default() += worth);
        self.texts += worth;
    }

    fn log_frequency(&self, part: Part) -> f32 {
        let count = self.parts.get(&part).copied().unwrap_or_default();
        ((count + SMOOTHING) / (self.texts + 2.0 * SMOOTHING)).ln()
    }
}

impl Likeness {
    /// Only Chinese characters are compared, and the files have them simplified: bringing thousands of texts into the one
    /// spelling would cost time at the start and change nothing.
    pub(super) fn new(knowledge: &Knowledge) -> Self {
        let mut complaints = Counts::default();
        let told = knowledge.examples.complaints.iter().flat_map(|complaint| &complaint.say);
        told.for_each(|say| complaints.add(say, 1.0));
        let mut others = Counts::default();
        for card in &knowledge.cards {
            let asked = card.questions.iter().chain(card.points.iter().flat_map(|point| &point.questions));
            asked.for_each(|question| others.add(question, 1.0));
        }
        knowledge.examples.questions.iter().for_each(|question| others.add(question, NEAR_MISS));
        let lexicon = &knowledge.lexicon;
        let talk = lexicon.smalltalk.iter().flat_map(|talk| &talk.cues);
        talk.chain(lexicon.foreign.iter().flat_map(|foreign| &foreign.cues)).for_each(|cue| others.add(cue, CUE));
        let parts = complaints.parts.keys().chain(others.parts.keys());
        Self(parts.map(|part| (*part, complaints.log_frequency(*part) - others.log_frequency(*part))).collect())
    }

    /// Above 0 it is more like the complaints.
    pub(super) fn to_complaints(&self, text: &str) -> f32 {
        let parts = parts_of(text);
        #[expect(clippy::cast_precision_loss, reason = "a message has at most a few thousand parts")]
        let length = (parts.len().max(1) as f32).sqrt();
        parts.into_iter().filter_map(|part| Some(weight(part) * self.0.get(&part)?)).sum::<f32>() / length
    }
}
