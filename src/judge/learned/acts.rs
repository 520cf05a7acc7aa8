//! Reads what a message does: each clause by what was learned, neighbours that do the same together.

use std::ops::Range;

use super::Learned;
use super::clauses::clauses;
use super::grams::{Clause, of_clause, of_words};
use crate::domain::act::{Act, ActKind, Open};
use crate::domain::ticket::Category;
use crate::search::engine::Terms;

/// How many classes a clause may have: the acts, and nothing in particular.
pub(super) const CLASSES: usize = ActKind::ALL.len() + 1;
/// The class of a clause that only tells around an act.
pub(super) const AROUND: usize = ActKind::ALL.len();
/// A category is named if it is so likely.
const CLEAR_CATEGORY: f32 = 0.45;

/// A clause with its place and its words in the one spelling.
pub(super) struct Read {
    pub(super) at: Range<usize>,
    pub(super) text: String,
}

/// The clauses of a message in the one spelling.
pub(super) fn read_clauses(message: &str, openers: &[String], terms: &Terms) -> Vec<Read> {
    let read = |at: Range<usize>| Read { text: terms.normal(&message[at.clone()]), at };
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

impl Learned {
    /// Everything a message does, in the order of its words; nothing where it has no words.
    pub fn acts(&self, message: &str, open: Open, openers: &[String], terms: &Terms) -> Vec<Act> {
        let read = read_clauses(message, openers, terms);
        let whole = terms.normal(message);
        let mut found: Vec<(usize, Range<usize>, f32)> = Vec::new();
        for (clause, read) in among_neighbours(&read, &whole, open).zip(&read) {
            let probabilities = self.acts.probabilities(&of_clause(&clause));
            let class = (0..CLASSES).max_by(|a, b| probabilities[*a].total_cmp(&probabilities[*b])).unwrap_or(AROUND);
            let probability = probabilities[class];
            match found.last_mut() {
                Some((last, at, best)) if *last == class => {
                    at.end = read.at.end;
                    *best = best.max(probability);
                }
                _ => found.push((class, read.at.clone(), probability)),
            }
        }
        let told = found.into_iter().filter(|(class, ..)| *class != AROUND);
        told.map(|(class, at, probability)| self.act(ActKind::ALL[class], &message[at], probability, terms)).collect()
    }

    fn act(&self, kind: ActKind, words: &str, probability: f32, terms: &Terms) -> Act {
        let category = (kind == ActKind::Trouble).then(|| self.category(&terms.normal(words))).flatten();
        Act { kind, words: words.to_owned(), probability, category }
    }

    /// The category of a trouble told in normalised words, if one is clear.
    pub fn category(&self, text: &str) -> Option<Category> {
        let probabilities = self.categories.probabilities(&of_words(text));
        let best = (0..probabilities.len()).max_by(|a, b| probabilities[*a].total_cmp(&probabilities[*b]))?;
        (probabilities[best] >= CLEAR_CATEGORY).then(|| Category::ALL[best].0)
    }
}
