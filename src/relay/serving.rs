//! What serves a message from its beginning to its end: an assistant and an office made of one edition.

use std::sync::Arc;

use crate::desk::office::Office;

/// An assistant and an office that belong together; they are only ever exchanged as one.
pub(super) struct Serving<D> {
    /// Decides and finds the words.
    pub(super) assistant: Arc<D>,
    /// The desks, the calendar and the deadlines.
    pub(super) office: Arc<Office>,
}
