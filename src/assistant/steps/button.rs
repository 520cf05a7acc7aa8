//! Buttons: what they stand for is kept in the conversation, so a forged or old one means nothing.

use super::super::Assistant;
use super::super::files::attach_held;
use super::super::form;
use super::super::outcome::Effect;
use super::super::turn::Turn;
use crate::domain::conversation::Action;
use crate::domain::message::Content;
use crate::domain::reply::{Kind, Reply};
use crate::domain::ticket::Command;

/// Does what the button stands for, or puts its words in place of the press.
pub(super) fn step(assistant: &Assistant, turn: &mut Turn<'_>) -> Option<Vec<Reply>> {
    let Content::Press(payload) = &turn.content else { return None };
    // Who taps twice means once.
    if turn.pressed_again {
        return Some(Vec::new());
    }
    let phrases = assistant.phrases();
    let Some(action) = turn.conversation.offers.action(payload).cloned() else {
        return Some(vec![Reply::plain(Kind::Smalltalk, &phrases.unreadable.button)]);
    };
    match action {
        Action::Ask(words) | Action::Say(words) => {
            turn.content = Content::Text(words);
            None
        }
        Action::Supply { number, text } => {
            turn.act(&number, Command::Supply { text });
            Some(Vec::new())
        }
        Action::AttachHeld { .. } if turn.conversation.held.is_empty() => {
            Some(vec![Reply::plain(Kind::Smalltalk, &phrases.files.gone)])
        }
        Action::AttachHeld { number } => {
            attach_held(turn, &number);
            Some(Vec::new())
        }
        Action::MyTickets => Some(vec![assistant.my_tickets(turn)]),
        Action::Register(about) => Some(form::start(assistant, turn, about.as_deref())),
        Action::Judge { helpful, card, points } => {
            turn.effects.push(Effect::Judged { card: card.map(String::from), points, helpful });
            if helpful {
                return Some(vec![Reply::plain(Kind::Smalltalk, &phrases.answer.judged_helpful)]);
            }
            let about = turn.conversation.topic.as_ref().map(|topic| topic.question.clone());
            let register = turn.conversation.offers.button(&phrases.buttons.register, Action::Register(about));
            Some(vec![Reply::plain(Kind::Smalltalk, &phrases.answer.judged_unhelpful).with_buttons(vec![register])])
        }
    }
}
