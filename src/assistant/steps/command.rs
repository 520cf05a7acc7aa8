//! Commands, typed with a slash or as the plain words for them.

use super::super::Assistant;
use super::super::form;
use super::super::turn::Turn;
use crate::domain::conversation::Action;
use crate::domain::reply::{Kind, Reply};

/// Carries out a command; words that steer a dialog are left to the dialog.
pub(super) fn step(assistant: &Assistant, turn: &mut Turn<'_>) -> Option<Vec<Reply>> {
    let phrases = assistant.phrases();
    let words = turn.reading.text.trim().trim_end_matches(['。', '!', '.', '~', '?']).trim().to_owned();
    let is = |list: &[String]| list.contains(&words);
    let commands = &phrases.commands;
    if is(&commands.start) {
        let examples = &phrases.help.examples;
        let buttons =
            examples.iter().map(|text| turn.conversation.offers.button(text, Action::Ask(text.clone()))).collect();
        return Some(vec![Reply::plain(Kind::Smalltalk, assistant.greeting()).with_buttons(buttons)]);
    }
    if is(&commands.help) {
        let register = turn.conversation.offers.button(&phrases.buttons.register, Action::Register(None));
        let mine = turn.conversation.offers.button(&phrases.buttons.my_tickets, Action::MyTickets);
        return Some(vec![Reply::plain(Kind::Smalltalk, &phrases.help.help).with_buttons(vec![register, mine])]);
    }
    if is(&commands.my) {
        return Some(vec![assistant.my_tickets(turn)]);
    }
    if turn.conversation.running.is_none() && is(&commands.report) {
        return Some(form::start(assistant, turn, None));
    }
    if turn.conversation.running.is_none() && is(&commands.cancel) {
        return Some(vec![Reply::plain(Kind::Smalltalk, &phrases.dialog.nothing_to_cancel)]);
    }
    None
}
