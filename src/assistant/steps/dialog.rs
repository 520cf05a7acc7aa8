//! A dialog under way: the message is its answer, a way out of it, or a question in between.

use super::super::Assistant;
use super::super::answer::{Question, answer};
use super::super::form;
use super::super::turn::Turn;
use crate::domain::reply::Reply;

/// Moves the running dialog on; a question in between is answered and the dialog goes on where it was.
pub(super) fn step(assistant: &Assistant, turn: &mut Turn<'_>) -> Option<Vec<Reply>> {
    turn.conversation.running.as_ref()?;
    if let Some(replies) = form::advance(assistant, turn) {
        turn.durable = true;
        return Some(replies);
    }
    let mut replies = vec![answer(assistant, turn, &Question::whole(turn))];
    replies.extend(form::resume(assistant, turn));
    Some(replies)
}
