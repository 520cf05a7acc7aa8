//! A dialog under way: the message is its answer, a way out of it, or a question in between.

use super::super::Assistant;
use super::super::answer::{Question, answer, questions};
use super::super::form;
use super::super::turn::Turn;
use crate::domain::reply::{Kind, Reply};

/// Moves the running dialog on; a question in between is answered and the dialog goes on where it was.
pub(super) fn step(assistant: &Assistant, turn: &mut Turn<'_>) -> Option<Vec<Reply>> {
    turn.conversation.running.as_ref()?;
    if let Some(replies) = form::advance(assistant, turn) {
        turn.durable = true;
        return Some(replies);
    }
    let asked = questions(assistant, turn).into_iter().next().unwrap_or_else(|| Question::whole(turn));
    let answered = answer(assistant, turn, &asked);
    // Where no document has the answer, the question is most likely one about the registering itself.
    let dialog = &assistant.phrases().dialog;
    let between = match answered.kind {
        Kind::NoBasis if form::asks_who(turn) => Reply::plain(Kind::Smalltalk, &dialog.why),
        Kind::NoBasis => Reply::plain(Kind::Smalltalk, &dialog.service),
        _ => answered,
    };
    Some(std::iter::once(between).chain(form::resume(assistant, turn)).collect())
}
