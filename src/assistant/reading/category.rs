//! Which category of trouble the words of a message belong to.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::domain::knowledge::Knowledge;
use crate::domain::ticket::Category;
use crate::search::engine::Terms;
use crate::search::words::{Spotter, is_han};

const CATEGORIES: usize = Category::ALL.len();
type Scores = [f32; CATEGORIES];

/// A sign of a category counts as much as so many of its nouns.
const SIGN: f32 = 4.0;
/// Added to every count, so that an unseen pair of characters rules nothing out.
const SMOOTHING: f32 = 0.1;
/// A single character says less than a pair.
const CHARACTER: f32 = 0.4;
/// What a whole sign and a whole noun add to the evidence of their parts.
const WHOLE_SIGN: f32 = 3.0;
const WHOLE_SUBJECT: f32 = 1.5;
/// The best category must be ahead by so much; otherwise staff decide.
const LEAD: f32 = 0.1;

/// Weighs the categories: whole words of the lexicon, and, for what is said in other words, how often their characters
/// stand in the words of each category (naive Bayes).
pub(super) struct CategoryReader {
    signs: Spotter<Vec<Category>>,
    subjects: Spotter<Vec<Category>>,
    parts: HashMap<String, Scores>,
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
        let normal = |words: &[String]| words.iter().map(|word| terms.normal(word)).collect::<Vec<_>>();
        let signs: Vec<_> = troubles.iter().map(|trouble| (trouble.category, normal(&trouble.signs))).collect();
        let subjects: Vec<_> = troubles.iter().map(|trouble| (trouble.category, normal(&trouble.subjects))).collect();
        Self { parts: parts(&signs, &subjects), signs: spotter(&signs), subjects: spotter(&subjects) }
    }

    /// The categories found in a normalised text.
    pub(super) fn read(&self, text: &str) -> Found {
        let mut scores: Scores = [0.0; CATEGORIES];
        let mut add = |found: &Spotter<Vec<Category>>, weight: f32| {
            let mut count = 0_u8;
            for (_, categories) in found.spot(text) {
                count = count.saturating_add(1);
                categories.iter().for_each(|category| scores[*category as usize] += weight);
            }
            count
        };
        let signs = add(&self.signs, WHOLE_SIGN);
        let subjects = add(&self.subjects, WHOLE_SUBJECT);
        for part in parts_of(text) {
            let Some(ratios) = self.parts.get(part) else { continue };
            let weight = if part.chars().nth(1).is_some() { 1.0 } else { CHARACTER };
            scores.iter_mut().zip(ratios).for_each(|(score, ratio)| *score += weight * ratio);
        }
        Found { signs, subjects, category: standing_out(&scores) }
    }
}

/// The log ratio of each part's frequency in a category to its mean over all categories.
fn parts(signs: &[(Category, Vec<String>)], subjects: &[(Category, Vec<String>)]) -> HashMap<String, Scores> {
    let mut counts: BTreeMap<String, Scores> = BTreeMap::new();
    let mut totals: Scores = [0.0; CATEGORIES];
    for (lists, weight) in [(signs, Some(SIGN)), (subjects, None)] {
        for (category, word) in
            lists.iter().flat_map(|(category, words)| words.iter().map(move |word| (*category, word)))
        {
            let found: Vec<&str> = parts_of(word).into_iter().collect();
            let share =
                weight.map_or(1.0, |weight| weight / f32::from(u8::try_from(found.len().max(1)).unwrap_or(u8::MAX)));
            for part in found {
                counts.entry(part.to_owned()).or_default()[category as usize] += share;
                totals[category as usize] += share;
            }
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "a few thousand parts")]
    let kinds = counts.len() as f32;
    let ratios = |counts: &Scores| {
        let mut shares = [0.0; CATEGORIES];
        for (share, (count, total)) in shares.iter_mut().zip(counts.iter().zip(&totals)) {
            *share = (count + SMOOTHING) / (total + SMOOTHING * kinds);
        }
        #[expect(clippy::cast_precision_loss, reason = "eleven categories")]
        let mean = shares.iter().sum::<f32>() / CATEGORIES as f32;
        shares.map(|share| (share / mean).ln())
    };
    counts.iter().map(|(part, counts)| (part.clone(), ratios(counts))).collect()
}

/// The Chinese characters of a text and their neighbouring pairs, each once.
fn parts_of(text: &str) -> HashSet<&str> {
    let places: Vec<(usize, char)> = text.char_indices().collect();
    let end = |n: usize| places.get(n).map_or(text.len(), |(at, _)| *at);
    let mut parts = HashSet::new();
    for (n, (at, c)) in places.iter().enumerate().filter(|(_, (_, c))| is_han(*c)) {
        parts.insert(&text[*at..at + c.len_utf8()]);
        if places.get(n + 1).is_some_and(|(_, next)| is_han(*next)) {
            parts.insert(&text[*at..end(n + 2)]);
        }
    }
    parts
}

/// Words by category; a word may belong to several.
fn spotter(lists: &[(Category, Vec<String>)]) -> Spotter<Vec<Category>> {
    let mut words = BTreeMap::<String, Vec<Category>>::new();
    for (category, list) in lists {
        for word in list {
            words.entry(word.clone()).or_default().push(*category);
        }
    }
    Spotter::new(words)
}

/// The category with the highest score, if it is ahead. 其他 is never a guess: it needs a sign of its own.
fn standing_out(scores: &Scores) -> Option<Category> {
    let possible = |at: &usize| Category::ALL[*at].0 != Category::Other || scores[*at] >= WHOLE_SIGN;
    let mut order: Vec<usize> = (0..CATEGORIES).filter(possible).collect();
    order.sort_by(|a, b| scores[*b].total_cmp(&scores[*a]));
    let (best, next) = (scores[order[0]], scores[order[1]]);
    (best - next >= LEAD).then(|| Category::ALL[order[0]].0)
}
