//! Every number that orders the hits, in one visible place.

use super::{Features, Hit};
use crate::domain::card::PointRef;

/// The weight of each feature.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weights(pub Features);

impl Default for Weights {
    /// The weights in use: they only choose which points are looked at closely.
    fn default() -> Self {
        Self(Features {
            text: 1.0,
            asked: 0.9,
            card_asked: 0.55,
            title: 0.5,
            coverage: 14.0,
            own_coverage: 6.0,
            likeness: 14.0,
            years: 12.0,
            industry: 5.0,
            document: 3.0,
            figure: 5.0,
            context: 14.0,
            nearby: 12.0,
            province: 30.0,
            meaning: 300.0,
            ..Features::default()
        })
    }
}

impl Weights {
    /// The score of a point: the sum of its features, each times its weight.
    pub fn score(&self, features: &Features) -> f32 {
        self.0.values().into_iter().zip(features.values()).map(|(weight, value)| weight * value).sum()
    }

    /// The best of some points, best first: at most `limit`, and those of the cards that are likely.
    pub fn rank(
        &self,
        candidates: impl IntoIterator<Item = (PointRef, Features)>,
        limit: usize,
        likely: &[usize],
    ) -> Vec<Hit> {
        let hit = |(at, features)| Hit { at, score: self.score(&features), features };
        let mut hits: Vec<Hit> = candidates.into_iter().map(hit).collect();
        let best_first = |a: &Hit, b: &Hit| b.score.total_cmp(&a.score).then(a.at.cmp(&b.at));
        if hits.len() > limit {
            hits.select_nth_unstable_by(limit, best_first);
            let others = hits.split_off(limit);
            hits.extend(others.into_iter().filter(|hit| likely.contains(&hit.at.card)));
        }
        hits.sort_unstable_by(best_first);
        hits
    }
}

/// A synonym says less than the word itself.
pub(super) const SYNONYM: f32 = 0.55;
/// Words told around a question say less than its own.
pub(super) const TOLD: f32 = 0.6;
/// Words of the earlier question say less than those of the follow-up.
pub(super) const EARLIER: f32 = 0.35;
/// So many entries are taken from the index before points are ranked.
pub(super) const CANDIDATES: usize = 300;
/// A token of no more weight than a single character, in so many entries that its rarity is below this, is not looked
/// up: it only costs time.
pub(super) const COMMON_WEIGHT: f32 = 0.3;
pub(super) const COMMON_RARITY: f32 = 4.0;
/// Words the knowledge has never seen weigh as much as rather rare ones.
pub(super) const UNKNOWN_RARITY: f32 = 5.0;
