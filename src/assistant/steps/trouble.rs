//! A concrete trouble of the enterprise: its registration is begun.

use super::super::Assistant;
use super::super::form;
use super::super::turn::Turn;
use crate::domain::reply::Reply;

/// Begins to register a trouble with what the message tells of it.
pub(super) fn step(assistant: &Assistant, turn: &mut Turn<'_>) -> Option<Vec<Reply>> {
    if turn.reading.trouble <= 0.0 {
        return None;
    }
    let words = turn.words().to_owned();
    Some(form::start(assistant, turn, Some(&words)))
}
