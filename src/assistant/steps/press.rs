//! Buttons about one of the enterprise's own tickets.

use super::super::Assistant;
use super::super::notices::button;
use super::super::phrases::fill;
use super::super::turn::Turn;
use crate::domain::conversation::{Action, Wanted};
use crate::domain::message::Content;
use crate::domain::reply::{Button, Kind, Reply};
use crate::domain::ticket::{Command, Press, PressAct, State, Ticket};

/// Does what the button stands for; leaves every other button to the next step.
pub(super) fn step(assistant: &Assistant, turn: &mut Turn<'_>) -> Option<Vec<Reply>> {
    let Content::Press(payload) = &turn.content else { return None };
    let press: Press = payload.parse().ok()?;
    let Some(ticket) = turn.own(&press.number) else {
        return Some(vec![Reply::plain(Kind::Ticket, &assistant.phrases().ticket.not_yours)]);
    };
    Some(act(assistant, turn, ticket, press.act))
}

/// Does something with one of the enterprise's own tickets, or asks for what is needed first.
pub(super) fn act(assistant: &Assistant, turn: &mut Turn<'_>, ticket: &Ticket, act: PressAct) -> Vec<Reply> {
    let number = &ticket.number;
    let command = match act {
        PressAct::Show => return vec![assistant.view(ticket)],
        PressAct::Solved => Command::Confirm,
        PressAct::WithdrawSurely => Command::Withdraw { reason: None },
        PressAct::Rate(rating) => Command::Rate { rating, words: None },
        PressAct::Unsolved if is_over(ticket) => {
            turn.wait_for(number, Wanted::Reason);
            return vec![ask(assistant, turn, ticket, &Wanted::Reason)];
        }
        PressAct::Supply if !matches!(ticket.state, State::Merged { .. }) => {
            turn.wait_for(number, Wanted::Material);
            return vec![ask(assistant, turn, ticket, &Wanted::Material)];
        }
        PressAct::Withdraw
            if !matches!(ticket.state, State::Closed { .. } | State::Withdrawn | State::Merged { .. }) =>
        {
            let labels = &assistant.phrases().ticket_buttons;
            let surely = button(ticket, &labels.withdraw_surely, PressAct::WithdrawSurely);
            let buttons = vec![surely, button(ticket, &labels.keep, PressAct::Show)];
            return vec![asked(&assistant.phrases().ticket_asked.withdraw, ticket).with_buttons(buttons)];
        }
        PressAct::Unsolved | PressAct::Supply | PressAct::Withdraw => return vec![assistant.past(ticket)],
        PressAct::Accept | PressAct::Assign | PressAct::Back | PressAct::AssignTo { .. } | PressAct::AssignByPlace => {
            return vec![Reply::plain(Kind::Smalltalk, &assistant.phrases().unreadable.button)];
        }
    };
    turn.act(number, command);
    Vec::new()
}

/// Asks for what is wanted of a ticket.
pub(super) fn ask(assistant: &Assistant, turn: &mut Turn<'_>, ticket: &Ticket, wanted: &Wanted) -> Reply {
    let phrases = &assistant.phrases().ticket_asked;
    let labels = &assistant.phrases().buttons;
    let files = turn.conversation.id.channel().takes_files();
    let offers = &mut turn.conversation.offers;
    let mut say = |label: &String| offers.button(label, Action::Say(label.clone()));
    let (template, buttons): (_, Vec<Button>) = match wanted {
        Wanted::Reason => {
            let template = if ticket.state == State::Withdrawn { &phrases.reopen } else { &phrases.reason };
            (template, phrases.reasons.iter().chain([&labels.cancel]).map(say).collect())
        }
        Wanted::Material if files => (&phrases.material, vec![say(&labels.cancel)]),
        Wanted::Material => (&phrases.material_words, vec![say(&labels.cancel)]),
        Wanted::Correction(field) => {
            let text = fill(&phrases.correction, &[("number", &ticket.number.to_string()), ("field", field.as_str())]);
            return Reply::plain(Kind::Ticket, text).with_buttons(vec![say(&labels.cancel)]);
        }
        Wanted::Comment(_) | Wanted::Files => (&phrases.resume, vec![say(&labels.cancel)]),
    };
    asked(template, ticket).with_buttons(buttons)
}

fn asked(template: &str, ticket: &Ticket) -> Reply {
    Reply::plain(Kind::Ticket, fill(template, &[("number", &ticket.number.to_string())]))
}

/// Whether staff have done their part, so that the enterprise can say that it is not solved.
fn is_over(ticket: &Ticket) -> bool {
    matches!(ticket.state, State::Answered { .. } | State::Closed { .. } | State::Withdrawn)
}
