//! A question as the engine sees it: its tokens and what they are worth.

use super::Query;
use super::terms::Terms;
use super::vocabulary::Weighed;
use super::weights::{COMMON_RARITY, COMMON_WEIGHT, EARLIER, TOLD, UNKNOWN_RARITY};

/// A question as the engine sees it.
pub(super) struct Asked {
    /// What is looked up in the index, with weights.
    pub(super) tokens: Vec<(u32, f32)>,
    /// What each token of the knowledge is worth in the question: its weight times its rarity; 0 for a single character.
    pub(super) values: Vec<f32>,
    /// All values together, with those of words the knowledge does not know.
    pub(super) total: f32,
    /// The length of the vector of the values.
    pub(super) length: f32,
}

impl Asked {
    /// Reads a question with the words of a knowledge.
    pub(super) fn new(query: &Query, terms: &Terms, vocabulary: &Weighed) -> Self {
        let mut tokens = terms.of_question(&query.text);
        for (token, weight) in query.story.iter().flat_map(|story| terms.of_question(story)) {
            let known: &mut f32 = tokens.entry(token).or_default();
            *known = known.max(weight * TOLD);
        }
        let mut values = vec![0.0; vocabulary.telling.len()];
        let mut total = 0.0;
        for (token, weight) in &tokens {
            match vocabulary.numbers.get(token) {
                Some(number) => {
                    let value = weight * vocabulary.telling[*number as usize];
                    total += value;
                    values[*number as usize] = value;
                }
                None if *weight >= 0.8 => total += weight * UNKNOWN_RARITY,
                None => {}
            }
        }
        if let Some(context) = &query.context {
            for (token, weight) in terms.of_question(&context.question) {
                let known: &mut f32 = tokens.entry(token).or_default();
                *known = known.max(weight * EARLIER);
            }
        }
        let looked_up = |(number, weight): &(u32, f32)| {
            *weight > COMMON_WEIGHT || vocabulary.rarities[*number as usize] > COMMON_RARITY
        };
        let known = tokens.iter().filter_map(|(token, weight)| Some((*vocabulary.numbers.get(token)?, *weight)));
        let length = values.iter().map(|value| value * value).sum::<f32>().sqrt();
        Self { tokens: known.filter(looked_up).collect(), values, total, length }
    }
}
