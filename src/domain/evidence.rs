//! What speaks for an answer.

use super::card::PointRef;

/// A point found for a question, with the support it gives.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Evidence {
    /// The point.
    pub at: PointRef,
    /// How likely a careful clerk would say it, 0 to 1.
    pub support: f32,
}
