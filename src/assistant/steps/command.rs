//! Commands, typed with a slash or as the plain words for them.

use super::super::Assistant;
use super::super::form;
use super::super::phrases::fill;
use super::super::turn::Turn;
use crate::domain::calendar;
use crate::domain::conversation::Action;
use crate::domain::reply::{Kind, Reply};
use crate::domain::ticket::Ticket;

/// So many of one's own tickets are listed.
const LISTED: usize = 5;
/// So much of a ticket's description is shown in the list, in characters.
const EXCERPT: usize = 40;

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
        return Some(vec![Reply::plain(Kind::Smalltalk, &phrases.help.start).with_buttons(buttons)]);
    }
    if is(&commands.help) {
        let register = turn.conversation.offers.button(&phrases.buttons.register, Action::Register(None));
        let mine = turn.conversation.offers.button(&phrases.buttons.my_tickets, Action::MyTickets);
        return Some(vec![Reply::plain(Kind::Smalltalk, &phrases.help.help).with_buttons(vec![register, mine])]);
    }
    if is(&commands.my) {
        return Some(vec![my_tickets(assistant, turn)]);
    }
    if turn.conversation.running.is_none() && is(&commands.report) {
        return Some(form::start(assistant, turn, None));
    }
    if turn.conversation.running.is_none() && is(&commands.cancel) {
        return Some(vec![Reply::plain(Kind::Smalltalk, &phrases.dialog.nothing_to_cancel)]);
    }
    None
}

/// The enterprise's own tickets with their status.
pub(super) fn my_tickets(assistant: &Assistant, turn: &mut Turn<'_>) -> Reply {
    let phrases = assistant.phrases();
    let register = turn.conversation.offers.button(&phrases.buttons.register, Action::Register(None));
    if turn.known.tickets.is_empty() {
        return Reply::plain(Kind::Ticket, &phrases.ticket.none).with_buttons(vec![register]);
    }
    let shown: Vec<&Ticket> = turn.known.tickets.iter().take(LISTED).collect();
    let mut lines = vec![fill(&phrases.ticket.list, &[("count", &shown.len().to_string())])];
    lines.extend(shown.into_iter().map(|ticket| {
        let description: String = ticket.draft.description.chars().take(EXCERPT).collect();
        let values = [
            ("number", ticket.number.to_string()),
            ("status", ticket.status().as_str().to_owned()),
            ("category", ticket.draft.category.map_or("待分类", |category| category.as_str()).to_owned()),
            ("at", calendar::readable(ticket.submitted_at)),
            ("description", description),
        ];
        fill(&phrases.ticket.line, &values.each_ref().map(|(name, value)| (*name, value.as_str())))
    }));
    Reply::plain(Kind::Ticket, lines.join("\n")).with_buttons(vec![register])
}
