//! Shows what made the score of a hit.

use super::weights::WEIGHTS;
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
    /// Every feature with its weight; the products add up to the score.
    pub fn parts(&self) -> Vec<Part> {
        // Taken apart whole, so that no new feature is forgotten here.
        let Features {
            text,
            asked,
            card_asked,
            title,
            coverage,
            own_coverage,
            likeness,
            years,
            industry,
            document,
            figure,
            context,
            nearby,
            province,
        } = self.features;
        let part = |feature, value, weight| Part { feature, value, weight };
        vec![
            part("text", text, WEIGHTS.text),
            part("asked", asked, WEIGHTS.asked),
            part("card_asked", card_asked, WEIGHTS.card_asked),
            part("title", title, WEIGHTS.title),
            part("coverage", coverage, WEIGHTS.coverage),
            part("own_coverage", own_coverage, WEIGHTS.own_coverage),
            part("likeness", likeness, WEIGHTS.likeness),
            part("years", years, WEIGHTS.years),
            part("industry", industry, WEIGHTS.industry),
            part("document", document, WEIGHTS.document),
            part("figure", figure, WEIGHTS.figure),
            part("context", context, WEIGHTS.context),
            part("nearby", nearby, WEIGHTS.nearby),
            part("province", province, WEIGHTS.province),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::card::PointRef;

    #[test]
    fn the_parts_add_up_to_the_score() {
        let features =
            Features { text: 3.0, likeness: 0.5, province: -1.0, figure: 1.0, years: -1.0, ..Features::default() };
        let hit = Hit { at: PointRef { card: 0, point: 0 }, score: WEIGHTS.score(&features), features };
        let sum: f32 = hit.parts().iter().map(|part| part.value * part.weight).sum();
        assert!((sum - hit.score).abs() < 1e-4, "{sum} is not {}", hit.score);
    }
}
