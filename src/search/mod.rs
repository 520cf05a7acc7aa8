//! Finds the points that answer a question. One trait, the engine beside it.

pub mod engine;
pub mod words;

mod explain;
mod index;
mod terms;
mod vocabulary;
mod weights;

pub use self::explain::Part;
use crate::domain::card::PointRef;
use crate::domain::ids::CardId;

/// A question with what is known about its circumstances.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// The question as it was typed.
    pub text: String,
    /// What was asked before, if the question leans on it.
    pub context: Option<Context>,
    /// The province whose documents are wanted.
    pub province: Option<String>,
    /// The industries the question is about.
    pub industries: Vec<String>,
}

/// What a follow-up leans on.
#[derive(Debug, Clone, Default)]
pub struct Context {
    /// The earlier question.
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

/// What is measured of a point for a question; each feature has its weight in `weights.rs`.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Features {
    /// BM25 of the point's own text.
    pub text: f32,
    /// BM25 of the best of the point's own questions.
    pub asked: f32,
    /// BM25 of the best of the card's questions.
    pub card_asked: f32,
    /// BM25 of the card's title and aliases.
    pub title: f32,
    /// Share of the question's words that the point or its card knows, by weight, 0 to 1.
    pub coverage: f32,
    /// Share of the question's words that stand in the point or its own questions, 0 to 1.
    pub own_coverage: f32,
    /// How like the question the best example question is, 0 to 1.
    pub likeness: f32,
    /// Whether the documents it cites are for the years the question names: 1, 0 unknown, -1 for others.
    pub years: f32,
    /// Whether the card is for the question's industry: 1, 0 for all industries, -1 for another.
    pub industry: f32,
    /// Whether the question names the card's document.
    pub document: f32,
    /// Whether the question asks for a figure and the point has one.
    pub figure: f32,
    /// Whether the card answered before.
    pub context: f32,
    /// Whether the point stands in the same part of the same document as the earlier answer.
    pub nearby: f32,
    /// Whether the card belongs to the province asked for: 0, or -1 for another.
    pub province: f32,
}

/// A search over the points of one knowledge.
pub trait Search: Send + Sync {
    /// The best points for a question, best first, at most `limit`.
    fn search(&self, query: &Query, limit: usize) -> Vec<Hit>;
}
