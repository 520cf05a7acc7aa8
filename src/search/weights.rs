//! Every number that orders the hits, in one visible place.

use super::Features;

/// The weight of each feature; tuned on the development questions.
#[derive(Debug, Clone, Copy)]
pub(super) struct Weights {
    pub(super) text: f32,
    pub(super) asked: f32,
    pub(super) card_asked: f32,
    pub(super) title: f32,
    pub(super) coverage: f32,
    pub(super) own_coverage: f32,
    pub(super) likeness: f32,
    pub(super) years: f32,
    pub(super) industry: f32,
    pub(super) document: f32,
    pub(super) figure: f32,
    pub(super) context: f32,
    pub(super) nearby: f32,
    pub(super) province: f32,
}

/// The weights in use.
pub(super) const WEIGHTS: Weights = Weights {
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
};

/// A synonym says less than the word itself.
pub(super) const SYNONYM: f32 = 0.55;
/// Words of the earlier question say less than those of the follow-up.
pub(super) const EARLIER: f32 = 0.35;
/// So many entries are taken from the index before points are ranked.
pub(super) const CANDIDATES: usize = 300;
/// So many points are looked at closely.
pub(super) const CLOSELY: usize = 40;

impl Weights {
    /// The score of a point.
    pub(super) fn score(&self, features: &Features) -> f32 {
        self.rough(features)
            + self.coverage * features.coverage
            + self.own_coverage * features.own_coverage
            + self.likeness * features.likeness
            + self.figure * features.figure
    }

    /// The part of the score that needs no close look.
    pub(super) fn rough(&self, features: &Features) -> f32 {
        self.text * features.text
            + self.asked * features.asked
            + self.card_asked * features.card_asked
            + self.title * features.title
            + self.years * features.years
            + self.industry * features.industry
            + self.document * features.document
            + self.context * features.context
            + self.nearby * features.nearby
            + self.province * features.province
    }
}
