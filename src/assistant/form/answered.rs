//! Whether a message answers what a registration asks for.

use super::{advance, likely};
use crate::assistant::Assistant;
use crate::assistant::turn::Turn;
use crate::domain::act::ActKind;
use crate::domain::dialog::Stage;

/// What is told of a trouble is an answer in this slot.
const DESCRIPTION: &str = "description";

/// Whether a running dialog takes the message for itself: neither a question in between nor another trouble.
pub(in super::super) fn is_answered(assistant: &Assistant, turn: &Turn<'_>) -> bool {
    let Some(running) = &turn.conversation.running else { return false };
    let asks_for_it = matches!(&running.stage, Stage::Asking(slot) | Stage::Correcting(slot) if slot == DESCRIPTION);
    if likely(turn, ActKind::Trouble) && !asks_for_it {
        return false;
    }
    advance(assistant, &mut turn.clone()).is_some()
}
