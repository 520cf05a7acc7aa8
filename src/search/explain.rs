//! Shows what made the score of a hit.

use super::weights::Weights;
use super::{Features, Hit};

/// One feature's share in a score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    /// The feature, as [`Features`] names it.
    pub feature: &'static str,
    /// What was measured.
    pub value: f32,
    /// Its weight; value times weight is what it adds to the score.
    pub weight: f32,
}

impl Hit {
    /// Every feature with its weight; the products add up to the score that these weights give.
    pub fn parts(&self, weights: &Weights) -> Vec<Part> {
        let measured = self.features.values().into_iter().zip(weights.0.values());
        let named = Features::NAMES.into_iter().zip(measured);
        named.map(|(feature, (value, weight))| Part { feature, value, weight }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::card::PointRef;

    #[test]
    fn the_parts_add_up_to_the_score_and_bear_their_names() {
        let features =
            Features { text: 3.0, likeness: 0.5, province: -1.0, figure: 1.0, years: -1.0, ..Features::default() };
        let weights = Weights::default();
        let hit = Hit { at: PointRef { card: 0, point: 0 }, score: weights.score(&features), features };
        let sum: f32 = hit.parts(&weights).iter().map(|part| part.value * part.weight).sum();
        assert!((sum - hit.score).abs() < 1e-4, "{sum} is not {}", hit.score);
        let shown = format!("{:?}", weights.0);
        let parts = hit.parts(&weights);
        assert!(parts.iter().all(|part| shown.contains(&format!(" {}: {:?}", part.feature, part.weight))), "{shown}");
    }
}
