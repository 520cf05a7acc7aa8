//! Finds the points that answer a question. One trait, the engine beside it.

pub mod embeddings;
pub mod engine;
pub mod semantic;
pub mod words;

mod circumstances;
mod features;
mod gathered;
mod index;
mod profile;
mod question;
mod terms;
mod vectors;
mod vocabulary;
mod weights;
mod years;

pub use self::features::Features;
pub use self::weights::Weights;
use crate::domain::card::PointRef;
use crate::domain::ids::CardId;

/// A question with what is known about its circumstances.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Query {
    /// The question as [`engine::Terms::read`] gives it.
    pub text: String,
    /// What was told around the question, as [`engine::Terms::read`] gives it.
    pub story: Option<String>,
    /// What was asked before, if the question leans on it.
    pub context: Option<Context>,
    /// The province whose documents are wanted.
    pub province: Option<String>,
    /// The industries the question is about.
    pub industries: Vec<String>,
    /// Cards that it is likely about for another reason than its words, by their numbers: every point of theirs is found.
    pub likely: Vec<usize>,
}

/// What a follow-up leans on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Context {
    /// The earlier question, as [`engine::Terms::read`] gives it.
    pub question: String,
    /// The cards that answered it.
    pub cards: Vec<CardId>,
}

/// A point that may answer, with how well it does.
#[derive(Debug, Clone)]
pub struct Hit {
    /// Which point.
    pub at: PointRef,
    /// How well it fits, the weighted sum of its features.
    pub score: f32,
    /// Everything that made the score.
    pub features: Features,
}

/// A search over the points of one knowledge.
pub trait Search: Send + Sync {
    /// The best points for a question, best first: at most `limit`, and those of the cards that are likely.
    fn search(&self, query: &Query, limit: usize) -> Vec<Hit>;

    /// Waits until it searches as well as it can, and lets it take its time from now on: nobody is in a hurry.
    fn wait(&self) {}
}
