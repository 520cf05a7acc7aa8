//! The inverted index: every point, every question and every title is an entry of its own.

use super::vocabulary::Weighed;

/// A token that stands often in an entry says little more than one that stands there once (k1 of BM25).
const SATURATION: f32 = 1.2;
/// How much a long entry counts for less (b of BM25).
const LENGTH: f32 = 0.75;
/// An entry of so many tokens is neither long nor short. A constant, not the mean: what is added to the knowledge must
/// not move the scores of what was there.
const USUAL_LENGTH: f32 = 30.0;

/// An inverted index over entries that are known by their position.
pub(super) struct Entries {
    /// Where the postings of each token begin, and where the last ones end.
    starts: Vec<usize>,
    /// Entries with what the token adds to their score, by token.
    postings: Vec<(u32, f32)>,
    /// How many entries there are.
    count: usize,
}

impl Entries {
    /// Builds the index over entries given as the numbers of their tokens.
    pub(super) fn build(entries: &[Vec<u32>], vocabulary: &Weighed) -> Self {
        let mut found: Vec<(u32, u32, f32)> = Vec::new();
        let mut tokens = Vec::new();
        for (place, entry) in (0_u32..).zip(entries) {
            tokens.clone_from(entry);
            tokens.sort_unstable();
            let norm = SATURATION * (1.0 - LENGTH + LENGTH * count(entry.len()) / USUAL_LENGTH);
            for same in tokens.chunk_by(|a, b| a == b) {
                let often = count(same.len());
                let adds = vocabulary.rarities[same[0] as usize] * often * (SATURATION + 1.0) / (often + norm);
                found.push((same[0], place, adds));
            }
        }
        found.sort_unstable_by_key(|(token, place, _)| (*token, *place));
        let mut starts = vec![0; vocabulary.rarities.len() + 1];
        for (token, _, _) in &found {
            starts[*token as usize + 1] += 1;
        }
        for token in 1..starts.len() {
            starts[token] += starts[token - 1];
        }
        let postings = found.into_iter().map(|(_, place, adds)| (place, adds)).collect();
        Self { starts, postings, count: entries.len() }
    }

    /// The best entries for weighted tokens, with their BM25 score, in no order.
    pub(super) fn best(&self, tokens: &[(u32, f32)], limit: usize) -> Vec<(usize, f32)> {
        let mut scores = vec![0.0_f32; self.count];
        let mut touched = Vec::new();
        for (token, weight) in tokens {
            let token = *token as usize;
            for (entry, adds) in &self.postings[self.starts[token]..self.starts[token + 1]] {
                let score = &mut scores[*entry as usize];
                if *score == 0.0 {
                    touched.push(*entry);
                }
                *score += weight * adds;
            }
        }
        let mut found: Vec<(usize, f32)> =
            touched.into_iter().map(|entry| (entry as usize, scores[entry as usize])).collect();
        if found.len() > limit {
            found.select_nth_unstable_by(limit, |a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            found.truncate(limit);
        }
        found
    }
}

#[expect(clippy::cast_precision_loss, reason = "entries have far fewer than 2^24 tokens")]
fn count(tokens: usize) -> f32 {
    tokens as f32
}

#[cfg(test)]
mod tests {
    use super::super::vocabulary::Vocabulary;
    use super::*;

    #[test]
    fn the_entry_with_the_rarer_token_scores_highest() {
        let mut vocabulary = Vocabulary::default();
        let entries: Vec<Vec<u32>> = ["贷款 企业", "企业 上云", "企业"]
            .map(|entry| vocabulary.numbered(entry.split(' ').map(str::to_owned).collect()))
            .into();
        let vocabulary = vocabulary.weighed(&entries);
        let index = Entries::build(&entries, &vocabulary);
        let number = |token: &str| vocabulary.numbers[token];
        let mut found = index.best(&[(number("贷款"), 1.0), (number("企业"), 1.0)], 10);
        found.sort_by(|a, b| b.1.total_cmp(&a.1));
        assert_eq!(found.iter().map(|(entry, _)| *entry).collect::<Vec<_>>(), [0, 2, 1]);
        assert_eq!(index.best(&[(number("企业"), 1.0)], 1)[0].0, 2, "of the short ones the shortest");
        assert!(index.best(&[], 10).is_empty());
    }
}
