//! Which category of trouble the words of a message belong to.

use std::collections::{BTreeMap, HashMap};

use super::parts::{Part, parts_of, weight};
use crate::domain::knowledge::Knowledge;
use crate::domain::ticket::Category;
use crate::search::engine::Terms;
use crate::search::words::Spotter;

const CATEGORIES: usize = Category::ALL.len();
type Scores = [f32; CATEGORIES];

/// A word of a category counts as much as so much of a sentence.
const WORD: f32 = 0.6;
/// Added to every count, so that an unseen part rules nothing out.
const SMOOTHING: f32 = 0.5;
/// The best category must be ahead by so much; otherwise staff decide.
const LEAD: f32 = 0.01;

/// Weighs the categories by how often the parts of a text stand in the example sentences and words of the other
/// categories (complement naive Bayes): few examples and uneven ones do it little harm, and each part's share can be told.
pub(super) struct CategoryReader {
    signs: Spotter<()>,
    subjects: Spotter<()>,
    parts: HashMap<Part, Scores>,
}

/// What was found of the categories in a text.
pub(super) struct Found {
    /// How many signs.
    pub(super) signs: u8,
    /// How many nouns.
    pub(super) subjects: u8,
    /// The category that stands out.
    pub(super) category: Option<Category>,
}

impl CategoryReader {
    pub(super) fn new(knowledge: &Knowledge, terms: &Terms) -> Self {
        let troubles = &knowledge.lexicon.troubles;
        let spotter = |words: Vec<&String>| Spotter::new(words.into_iter().map(|word| (terms.normal(word), ())));
        // As they stand in the files: see `Likeness`.
        let mut counts = Counts::default();
        for complaint in &knowledge.examples.complaints {
            complaint.say.iter().for_each(|say| counts.add(say, complaint.category, 1.0));
            complaint.words.iter().for_each(|word| counts.add(word, complaint.category, WORD));
        }
        for trouble in troubles {
            let words = trouble.signs.iter().chain(&trouble.subjects);
            words.for_each(|word| counts.add(word, trouble.category, WORD));
        }
        Self {
            signs: spotter(troubles.iter().flat_map(|trouble| &trouble.signs).collect()),
            subjects: spotter(troubles.iter().flat_map(|trouble| &trouble.subjects).collect()),
            parts: counts.weigh(),
        }
    }

    /// The categories found in a normalised text; `bare` is the same text without names of places and small talk, which
    /// say nothing of a category.
    pub(super) fn read(&self, text: &str, bare: &str) -> Found {
        let count = |words: &Spotter<()>| u8::try_from(words.spot(text).count()).unwrap_or(u8::MAX);
        let mut scores: Scores = [0.0; CATEGORIES];
        for (part, share) in shares(bare) {
            let Some(weights) = self.parts.get(&part) else { continue };
            scores.iter_mut().zip(weights).for_each(|(score, weight)| *score += share * weight);
        }
        Found { signs: count(&self.signs), subjects: count(&self.subjects), category: standing_out(&scores) }
    }
}

/// How often each part stands in the examples of each category.
#[derive(Default)]
struct Counts {
    parts: BTreeMap<Part, Scores>,
    categories: Scores,
}

impl Counts {
    fn add(&mut self, example: &str, category: Category, worth: f32) {
        for (part, share) in shares(example) {
            self.parts.entry(part).or_default()[category as usize] += worth * share;
            self.categories[category as usize] += worth * share;
        }
    }

    /// What each part says for each category: the rarer it is in the other ones, the more.
    fn weigh(self) -> HashMap<Part, Scores> {
        #[expect(clippy::cast_precision_loss, reason = "a few thousand parts")]
        let all = self.categories.iter().sum::<f32>() + SMOOTHING * self.parts.len() as f32;
        let others = self.categories.map(|own| all - own);
        let weigh = |counts: &Scores| {
            let total: f32 = counts.iter().sum::<f32>() + SMOOTHING;
            let mut weights: Scores = [0.0; CATEGORIES];
            for (at, weight) in weights.iter_mut().enumerate() {
                *weight = (others[at] / (total - counts[at])).ln();
            }
            weights
        };
        self.parts.iter().map(|(part, counts)| (*part, weigh(counts))).collect()
    }
}

/// The parts of a text with their share in it: long and short texts weigh the same.
fn shares(text: &str) -> impl Iterator<Item = (Part, f32)> {
    let parts = parts_of(text);
    let length = parts.iter().map(|part| weight(*part).powi(2)).sum::<f32>().sqrt();
    parts.into_iter().map(move |part| (part, weight(part) / length))
}

/// The category with the highest score, if it is ahead.
fn standing_out(scores: &Scores) -> Option<Category> {
    let mut order: Vec<usize> = (0..CATEGORIES).collect();
    order.sort_by(|a, b| scores[*b].total_cmp(&scores[*a]));
    (scores[order[0]] - scores[order[1]] >= LEAD).then(|| Category::ALL[order[0]].0)
}
