//! Photos and files: for one of the enterprise's own tickets if they are meant for it, else held for the next one.

use super::super::Assistant;
use super::super::files::{counted, fit, hold};
use super::super::form;
use super::super::outcome::{Effect, To};
use super::super::phrases::fill;
use super::super::situation::meant;
use super::super::turn::Turn;
use super::unreadable::unreadable;
use crate::domain::conversation::{Action, Wanted};
use crate::domain::message::{Attachment, Content};
use crate::domain::reply::{Kind, Reply};
use crate::domain::ticket::{Command, Pause, State, Ticket, TicketNumber};

/// Takes the files; words that came with them are left to the next steps, unless they belong to a ticket.
pub(super) fn step(assistant: &Assistant, turn: &mut Turn<'_>) -> Option<Vec<Reply>> {
    if turn.known.files.is_empty() {
        return None;
    }
    if let Some((number, wanted)) = awaiting(turn)
        && let Some(ticket) = turn.own(&number)
    {
        return Some(attach(assistant, turn, ticket, wanted));
    }
    hold(assistant, turn);
    if !turn.words().is_empty() {
        return None;
    }
    if turn.files.held == 0 {
        return Some(form::resume(assistant, turn));
    }
    if turn.files.straggles {
        return Some(Vec::new());
    }
    let mut replies = match turn.conversation.running {
        Some(_) => form::resume(assistant, turn),
        None => vec![ask_what_for(assistant, turn)],
    };
    // A film in an album of photos is not taken in, and that is said.
    if let Content::Unreadable(left_out @ (Attachment::Voice | Attachment::Video | Attachment::Other)) = turn.content {
        replies.push(Reply::plain(Kind::Smalltalk, unreadable(assistant, left_out)));
    }
    Some(replies)
}

/// The ticket for which something is awaited or that is answered, and what is wanted for it.
fn awaiting(turn: &Turn<'_>) -> Option<(TicketNumber, Wanted)> {
    let awaited = turn.conversation.awaited.clone().filter(|awaited| awaited.is_current(turn.now));
    match (turn.known.refers_to.clone(), awaited) {
        (Some(number), Some(awaited)) if number == awaited.number => Some((number, awaited.what)),
        (Some(number), _) => Some((number, Wanted::Material)),
        (None, Some(awaited)) => Some((awaited.number, awaited.what)),
        (None, None) => None,
    }
}

fn attach(assistant: &Assistant, turn: &mut Turn<'_>, ticket: &Ticket, wanted: Wanted) -> Vec<Reply> {
    if matches!(ticket.state, State::Merged { .. }) {
        return vec![assistant.past(ticket)];
    }
    let number = &ticket.number;
    let words = turn.words().to_owned();
    let files = fit(assistant, turn);
    // Who was asked for something and sends a photo has sent it, also without a word: the clocks go on.
    let asked = matches!(ticket.state, State::Paused { pause: Pause::Returned { .. }, .. });
    if words.is_empty() && asked && !files.is_empty() {
        turn.act(number, Command::Supply { text: assistant.phrases().ticket_asked.file_only.clone() });
    } else if !words.is_empty() {
        match wanted {
            Wanted::Reason => turn.act(number, Command::Reopen { reason: words }),
            Wanted::Comment(rating) => turn.act(number, Command::Rate { rating, words: Some(words) }),
            Wanted::Material | Wanted::Correction(_) | Wanted::Files => {
                turn.act(number, Command::Supply { text: words })
            }
        }
    }
    if !files.is_empty() {
        turn.effects.push(Effect::Attach { to: To::Own(number.clone()), files });
    }
    Vec::new()
}

/// Says that the files are held, and asks what they are for.
fn ask_what_for(assistant: &Assistant, turn: &mut Turn<'_>) -> Reply {
    let phrases = assistant.phrases();
    turn.says_what_is_held = true;
    let text = counted(&phrases.files.kept, turn.conversation.held.count());
    let ticket = meant(turn).filter(|ticket| ticket.status().is_open());
    let offers = &mut turn.conversation.offers;
    let to_ticket = ticket.map(|ticket| {
        let label = fill(&phrases.ticket_buttons.supply_to, &[("number", &ticket.number.to_string())]);
        offers.button(label, Action::AttachHeld { number: ticket.number.clone() })
    });
    let register = offers.button(&phrases.buttons.register, Action::Register(None));
    Reply::plain(Kind::Smalltalk, text).with_buttons(to_ticket.into_iter().chain([register]).collect())
}
