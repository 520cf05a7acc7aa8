//! The features of a clause: short runs of its characters, hashed; those of its neighbours; what is under way.

use crate::domain::act::Open;

/// As many features can be told apart; two that fall together share a weight.
pub(super) const BUCKETS: usize = 1 << 16;
/// The number of the last one.
const LAST: u32 = (1 << 16) - 1;
/// The longest run of characters.
const LONGEST: usize = 4;
/// Of neighbours and of the whole message shorter runs are enough.
const NEIGHBOUR: usize = 2;
/// Questions are compared by runs of at most so many.
const QUESTION: usize = 3;
/// A clause of at most so many characters is read by what is under way.
const SHORT: usize = 10;

/// A feature with its value.
pub(super) type Feature = (u32, f32);

/// A clause among its neighbours, every text in the one spelling.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clause<'a> {
    /// Its own words.
    pub(super) text: &'a str,
    /// The clause before it.
    pub(super) before: &'a str,
    /// The clause behind it.
    pub(super) after: &'a str,
    /// How many clauses follow.
    pub(super) following: usize,
    /// The whole message.
    pub(super) whole: &'a str,
    /// What is under way.
    pub(super) open: Open,
}

/// Which kind of words a run was taken from.
#[derive(Debug, Clone, Copy)]
enum Space {
    Own,
    Before,
    After,
    Whole,
    Ticket,
    Form,
    Shape,
}

/// The features of a clause.
pub(super) fn of_clause(clause: &Clause<'_>) -> Vec<Feature> {
    let mut features = Vec::new();
    runs(Space::Own, clause.text, LONGEST, 1.0, &mut features);
    runs(Space::Before, clause.before, NEIGHBOUR, 0.5, &mut features);
    runs(Space::After, clause.after, NEIGHBOUR, 0.5, &mut features);
    if clause.whole != clause.text {
        runs(Space::Whole, clause.whole, NEIGHBOUR, 0.5, &mut features);
    }
    let length = clause.text.chars().count();
    let states = [
        (Space::Ticket, clause.open.ticket.map_or(0, |ticket| 1 + ticket as u8)),
        (Space::Form, clause.open.form.map_or(0, |form| 1 + form as u8)),
    ];
    for (space, state) in states {
        features.push((hash(space, state, std::iter::empty()), 0.5));
        if length <= SHORT && state > 0 {
            let from = features.len();
            runs(space, clause.text, NEIGHBOUR, 0.7, &mut features);
            // The same run means another thing in another state.
            features[from..].iter_mut().for_each(|(bucket, _)| *bucket = mix(*bucket, u32::from(state)));
        }
    }
    let shape = [
        u8::try_from(length.min(40) / 4).unwrap_or(u8::MAX),
        100 + u8::try_from(clause.following.min(3)).unwrap_or(3),
        110 + u8::from(clause.before.is_empty()),
    ];
    features.extend(shape.map(|shape| (hash(Space::Shape, shape, std::iter::empty()), 0.3)));
    features
}

/// The features of words that stand alone.
pub(super) fn of_words(text: &str) -> Vec<Feature> {
    let mut features = Vec::new();
    runs(Space::Own, text, LONGEST, 1.0, &mut features);
    features
}

/// The runs of up to three characters of a question, each once, in rising order.
pub(super) fn of_question(text: &str) -> Vec<u16> {
    let mut features = Vec::new();
    runs(Space::Own, text, QUESTION, 1.0, &mut features);
    let bucket = |(bucket, _): Feature| u16::try_from(bucket).unwrap_or_default();
    let mut runs: Vec<u16> = features.into_iter().map(bucket).collect();
    runs.sort_unstable();
    runs.dedup();
    runs
}

/// Every run of characters of a text up to a length, the ends marked; together they weigh `weight`.
fn runs(space: Space, text: &str, longest: usize, weight: f32, features: &mut Vec<Feature>) {
    let marked = std::iter::once('^').chain(text.chars().filter(|c| !c.is_whitespace())).chain(['$']);
    let characters: Vec<char> = marked.map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    if characters.len() <= 2 {
        return;
    }
    let from = features.len();
    for length in 1..=longest {
        for run in characters.windows(length) {
            if length > 1 || !matches!(run[0], '^' | '$') {
                features.push((hash(space, u8::try_from(length).unwrap_or(u8::MAX), run.iter().copied()), 1.0));
            }
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "a message has a few thousand runs at most")]
    let each = weight / ((features.len() - from) as f32).sqrt();
    features[from..].iter_mut().for_each(|(_, value)| *value = each);
}

/// FNV-1a over the kind, a number and characters, folded into the buckets.
fn hash(space: Space, number: u8, characters: impl Iterator<Item = char>) -> u32 {
    let mut hash = 0x811c_9dc5_u32;
    let mut eat = |value: u32| hash = (hash ^ value).wrapping_mul(0x0100_0193);
    eat(space as u32);
    eat(u32::from(number));
    for c in characters {
        eat(u32::from(c) & 0xff);
        eat(u32::from(c) >> 8);
    }
    fold(hash)
}

fn mix(bucket: u32, state: u32) -> u32 {
    fold((bucket ^ (state.wrapping_mul(0x9e37_79b9))).wrapping_mul(0x85eb_ca6b))
}

fn fold(hash: u32) -> u32 {
    (hash ^ (hash >> 16)) & LAST
}
