//! The steps in their order; the first one that replies ends the turn.

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

/// Every step with its name, in the order in which they are tried.
pub(super) const ALL: [(&str, Step); 12] = [
    ("press", press::step),
    ("button", button::step),
    ("enclosed", enclosed::step),
    ("shared", shared::step),
    ("unreadable", unreadable::step),
    ("revised", revised::step),
    ("awaited", awaited::step),
    ("own", own::step),
    ("command", command::step),
    ("dialog", dialog::step),
    ("of_ticket", of_ticket::step),
    ("meant", meant::step),
];
