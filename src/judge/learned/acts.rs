//! Reads what a message does: each clause by what was learned, neighbours that do the same together.

use std::ops::Range;

use super::Learned;
use super::clauses::{clauses, numbers};
use super::grams::{Clause, of_clause, of_words};
use crate::domain::act::{Act, ActKind, Open};
use crate::domain::lexicon::Lexicon;
use crate::domain::ticket::Category;
use crate::search::engine::Terms;

/// How many classes a clause may have: the acts, and nothing in particular.
pub(super) const CLASSES: usize = ActKind::ALL.len() + 1;
/// The class of a clause that only tells around an act.
pub(super) const AROUND: usize = ActKind::ALL.len();
/// A category is named if it is so likely.
const CLEAR_CATEGORY: f32 = 0.45;
/// A category that is so likely tells one trouble from another.
const SURE: f32 = 0.6;
/// Clauses that have a category together with so much certainty tell one trouble.
const TOGETHER: f32 = 0.6;

/// A clause with its place and its words in the one spelling.
pub(super) struct Read {
    pub(super) at: Range<usize>,
    pub(super) text: String,
    /// Whether a number before it counts it as one more thing.
    counted: bool,
}

/// The clauses of a message in the one spelling.
pub(super) fn read_clauses(message: &str, openers: &[String], terms: &Terms) -> Vec<Read> {
    let numbers = numbers(message);
    let mut before = 0;
    let read = |at: Range<usize>| {
        let counted = numbers.iter().any(|number| (before..=at.start).contains(&number.end));
        before = at.end;
        Read { text: terms.normal(&message[at.clone()]), at, counted }
    };
    clauses(message, openers).into_iter().map(read).collect()
}

/// Each clause among its neighbours.
pub(super) fn among_neighbours<'a>(
    read: &'a [Read],
    whole: &'a str,
    open: Open,
) -> impl Iterator<Item = Clause<'a>> + 'a {
    let text = |number: Option<usize>| number.and_then(|number| read.get(number)).map_or("", |read| read.text.as_str());
    (0..read.len()).map(move |number| Clause {
        text: &read[number].text,
        before: text(number.checked_sub(1)),
        after: text(Some(number + 1)),
        following: read.len() - number - 1,
        whole,
        open,
    })
}

/// A clause, or several that do the same.
struct Found {
    class: usize,
    at: Range<usize>,
    probability: f32,
    /// The category of a trouble, if it is beyond doubt.
    category: Option<Category>,
}

impl Found {
    fn join(&mut self, next: Self) {
        self.at.end = next.at.end;
        self.probability = self.probability.max(next.probability);
        self.category = self.category.or(next.category);
    }
}

/// Whether a clause tells one more thing, as in 一个是…再一个是….
fn starts_anew(clause: &Read, items: &[String]) -> bool {
    clause.counted || items.iter().any(|item| clause.text.starts_with(item.as_str()))
}

impl Learned {
    /// Everything a message does, in the order of its words; nothing where it has no words.
    pub fn acts(&self, message: &str, open: Open, lexicon: &Lexicon, terms: &Terms) -> Vec<Act> {
        let read = read_clauses(message, &lexicon.openers, terms);
        let whole = terms.normal(message);
        let mut found: Vec<Found> = Vec::new();
        for (clause, read) in among_neighbours(&read, &whole, open).zip(&read) {
            let probabilities = self.acts.probabilities(&of_clause(&clause));
            // What is counted among other things is one of them and nothing around them.
            let classes = if read.counted { 0..AROUND } else { 0..CLASSES };
            let class = classes.max_by(|a, b| probabilities[*a].total_cmp(&probabilities[*b])).unwrap_or(AROUND);
            let category =
                (class == ActKind::Trouble as usize).then(|| self.surest_category(&read.text, SURE)).flatten();
            let next = Found { class, at: read.at.clone(), probability: probabilities[class], category };
            let anew = starts_anew(read, &lexicon.items);
            match found.last_mut().filter(|last| !anew && self.goes_on(last, &next, message, terms)) {
                Some(last) => last.join(next),
                None => found.push(next),
            }
        }
        let told = found.into_iter().filter(|found| found.class != AROUND);
        told.map(|found| self.act(ActKind::ALL[found.class], &message[found.at], found.probability, terms)).collect()
    }

    /// Whether the next clause does the same as those before it. Two troubles are two if each has its category beyond doubt
    /// and both together have none.
    fn goes_on(&self, last: &Found, next: &Found, message: &str, terms: &Terms) -> bool {
        let differ = last.category.zip(next.category).is_some_and(|(own, next)| own != next);
        let together = || self.surest_category(&terms.normal(&message[last.at.start..next.at.end]), TOGETHER);
        last.class == next.class && !(differ && together().is_none())
    }

    fn act(&self, kind: ActKind, words: &str, probability: f32, terms: &Terms) -> Act {
        let category = (kind == ActKind::Trouble).then(|| self.category(&terms.normal(words))).flatten();
        Act { kind, words: words.to_owned(), probability, category, points: None }
    }

    /// The category of a trouble told in normalised words, if one is clear.
    pub fn category(&self, text: &str) -> Option<Category> {
        self.surest_category(text, CLEAR_CATEGORY)
    }

    /// The likeliest category, if it is at least so likely.
    fn surest_category(&self, text: &str, least: f32) -> Option<Category> {
        let probabilities = self.categories.probabilities(&of_words(text));
        let best = (0..probabilities.len()).max_by(|a, b| probabilities[*a].total_cmp(&probabilities[*b]))?;
        (probabilities[best] >= least).then(|| Category::ALL[best].0)
    }
}
