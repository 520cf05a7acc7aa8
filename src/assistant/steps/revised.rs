//! Words that were changed after they were sent: read anew in the place of the earlier ones, or added to their ticket.

use super::super::Assistant;
use super::super::form;
use super::super::phrases::fill;
use super::super::turn::Turn;
use crate::domain::remark::Aim;
use crate::domain::reply::Reply;
use crate::domain::ticket::Command;

/// Puts changed words where the earlier ones are; what has left no trace is read like any other message.
pub(super) fn step(assistant: &Assistant, turn: &mut Turn<'_>) -> Option<Vec<Reply>> {
    let origin = turn.origin.clone().filter(|_| turn.revised)?;
    let earlier = turn.conversation.remarks.find(&origin)?.clone();
    // Telegram also says that a message has changed when only its preview has.
    if earlier.words == turn.words() {
        return Some(Vec::new());
    }
    match &earlier.aim {
        Aim::Draft => form::revise(assistant, turn, &earlier.words),
        Aim::Ticket(number) => {
            turn.own(number)?;
            let text = fill(&assistant.phrases().revised.supplied, &[("words", turn.words())]);
            turn.act(number, Command::Supply { text });
            Some(Vec::new())
        }
        Aim::Answer => None,
    }
}
