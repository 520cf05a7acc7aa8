//! Greetings, thanks, insults and attempts to reprogram the bot: a friendly word, no policy.

use super::super::Assistant;
use super::super::turn::Turn;
use crate::domain::conversation::Action;
use crate::domain::reply::{Kind, Reply};

/// Answers small talk.
pub(super) fn step(assistant: &Assistant, turn: &mut Turn<'_>) -> Option<Vec<Reply>> {
    let kind = turn.reading.smalltalk.as_ref()?;
    let phrases = assistant.phrases();
    let words = phrases.smalltalk.get(kind)?;
    let register = turn.conversation.offers.button(&phrases.buttons.register, Action::Register(None));
    Some(vec![Reply::plain(Kind::Smalltalk, words).with_buttons(vec![register])])
}
