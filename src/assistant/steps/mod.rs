//! The steps in their order; the first one that replies ends the turn. Between reading and understanding a judge outside
//! may be asked.

mod awaited;
mod button;
mod command;
mod correct;
mod dialog;
mod enclosed;
mod meant;
mod of_ticket;
mod own;
mod press;
mod revised;
mod shared;
mod unreadable;

use super::Assistant;
use super::turn::Turn;
use crate::domain::reply::Reply;

/// Replies, or leaves the message to the next step.
type Step = fn(&Assistant, &mut Turn<'_>) -> Option<Vec<Reply>>;

/// The steps that need no understanding, with their names, in the order in which they are tried.
pub(super) const READING: [(&str, Step); 6] = [
    ("press", press::step),
    ("button", button::step),
    ("enclosed", enclosed::step),
    ("shared", shared::step),
    ("unreadable", unreadable::step),
    ("revised", revised::step),
];

/// The steps that act on what was understood.
pub(super) const UNDERSTANDING: [(&str, Step); 6] = [
    ("awaited", awaited::step),
    ("own", own::step),
    ("command", command::step),
    ("dialog", dialog::step),
    ("of_ticket", of_ticket::step),
    ("meant", meant::step),
];

/// What the first of some steps replies that replies at all.
pub(super) fn first_reply(steps: &[(&str, Step)], assistant: &Assistant, turn: &mut Turn<'_>) -> Option<Vec<Reply>> {
    steps.iter().find_map(|(_, step)| step(assistant, turn))
}
