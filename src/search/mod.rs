//! Finds the points that answer a question. One trait, the engine beside it.

use crate::domain::card::PointRef;

/// A point that may answer, with how well it does.
#[derive(Debug, Clone)]
pub struct Hit {
    /// Which point.
    pub at: PointRef,
    /// How well it fits; only the order of scores means something.
    pub score: f32,
}

/// A search over the points of one knowledge.
pub trait Search: Send + Sync {
    /// The best points for a question, best first, at most `limit`.
    fn search(&self, question: &str, limit: usize) -> Vec<Hit>;
}
