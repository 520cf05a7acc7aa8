//! The tokens of all entries, each by a number, with how rare it is.

use std::collections::HashMap;

/// So many entries are taken to be in a knowledge. A constant, not their number: with it the rarity of a word depends on
/// the entries that have it and on no others, and an unrelated card changes nothing.
const USUAL_COUNT: f32 = 16_000.0;

/// Tokens by number while entries are still being added.
#[derive(Default)]
pub(super) struct Vocabulary {
    numbers: HashMap<String, u32>,
    tokens: Vec<String>,
}

/// Tokens by number with their rarity over all entries.
pub(super) struct Weighed {
    /// The number of each token.
    pub(super) numbers: HashMap<String, u32>,
    /// The rarity of each token of at least two characters, and of figures; 0 for a single character.
    pub(super) telling: Vec<f32>,
    /// The rarity of each token.
    pub(super) rarities: Vec<f32>,
}

impl Vocabulary {
    /// The numbers of the tokens of one entry.
    pub(super) fn numbered(&mut self, tokens: Vec<String>) -> Vec<u32> {
        let mut numbers = Vec::with_capacity(tokens.len());
        for token in tokens {
            let next = u32::try_from(self.tokens.len()).unwrap_or(u32::MAX);
            numbers.push(*self.numbers.entry(token).or_insert_with_key(|token| {
                self.tokens.push(token.clone());
                next
            }));
        }
        numbers
    }

    /// The tokens with how rare they are over the entries: a logarithm, as in BM25.
    pub(super) fn weighed(self, entries: &[Vec<u32>]) -> Weighed {
        let mut found_in = vec![0_u32; self.tokens.len()];
        let mut last_in = vec![usize::MAX; self.tokens.len()];
        for (place, entry) in entries.iter().enumerate() {
            for number in entry.iter().map(|number| *number as usize) {
                if last_in[number] != place {
                    last_in[number] = place;
                    found_in[number] += 1;
                }
            }
        }
        #[expect(clippy::cast_precision_loss, reason = "counts of entries are far below 2^24")]
        let rarity = |found: &u32| (1.0 + USUAL_COUNT / (*found as f32 + 0.5)).ln();
        let rarities: Vec<f32> = found_in.iter().map(rarity).collect();
        let single = |token: &str| token.chars().nth(1).is_none() && !token.starts_with(|c: char| c.is_ascii_digit());
        let telling =
            self.tokens.iter().zip(&rarities).map(|(token, rarity)| if single(token) { 0.0 } else { *rarity });
        Weighed { telling: telling.collect(), numbers: self.numbers, rarities }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_in_fewer_entries_is_rarer() {
        let mut vocabulary = Vocabulary::default();
        let entries: Vec<Vec<u32>> = ["贷款 企业 企业", "企业", "企业 上云"]
            .map(|entry| vocabulary.numbered(entry.split(' ').map(str::to_owned).collect()))
            .into();
        let weighed = vocabulary.weighed(&entries);
        let rarity = |token: &str| weighed.rarities[weighed.numbers[token] as usize];
        assert!(rarity("贷款") > rarity("企业"));
    }
}
