//! Whether a message answers what a registration asks for.

use super::{advance, likely};
use crate::assistant::Assistant;
use crate::assistant::turn::Turn;
use crate::domain::act::ActKind;

/// What is told of a trouble is an answer in this slot.
const DESCRIPTION: &str = "description";

/// Whether a running dialog takes the message for itself: neither a question in between nor another trouble.
pub(in super::super) fn is_answered(assistant: &Assistant, turn: &Turn<'_>) -> bool {
    let Some(running) = &turn.conversation.running else { return false };
    if likely(turn, ActKind::Trouble) && running.stage.slot() != Some(DESCRIPTION) {
        return false;
    }
    advance(assistant, &mut turn.clone()).is_some()
}
