//! Contact cards and places: what they tell is kept for the registration under way, or for the next one.

use super::super::Assistant;
use super::super::form;
use super::super::turn::Turn;
use crate::domain::conversation::Wanted;
use crate::domain::message::Content;
use crate::domain::reply::{Kind, Reply};
use crate::domain::ticket::words::PersonName;
use crate::domain::ticket::{Command, Correction, Field, Phone};

/// Keeps what a card or a place tells.
pub(super) fn step(assistant: &Assistant, turn: &mut Turn<'_>) -> Option<Vec<Reply>> {
    let content = turn.content.clone();
    if !matches!(content, Content::Contact { .. } | Content::Place(_)) {
        return None;
    }
    // Whom to call is nothing for a whole group to read.
    if turn.conversation.id.in_group().is_some() {
        return Some(vec![Reply::plain(Kind::Smalltalk, &assistant.phrases().unreadable.other)]);
    }
    turn.durable = true;
    match content {
        Content::Contact { name, phone } => {
            let (name, phone) = (PersonName::new(&name).ok().map(String::from), Phone::new(&phone).ok());
            if let Some(replies) = corrects(turn, name.as_ref(), phone.as_ref()) {
                return Some(replies);
            }
            Some(form::take_contact(assistant, turn, name, phone))
        }
        Content::Place(place) => Some(form::take_place(assistant, turn, &place)),
        _ => None,
    }
}

/// A card that was asked for to put a ticket right.
fn corrects(turn: &mut Turn<'_>, name: Option<&String>, phone: Option<&Phone>) -> Option<Vec<Reply>> {
    let awaited = turn.conversation.awaited.clone().filter(|awaited| awaited.is_current(turn.now))?;
    let asked = matches!(awaited.what, Wanted::Correction(Field::Contact | Field::Phone));
    let ticket = turn.own(&awaited.number).filter(|_| asked)?;
    let to = Correction { contact: name.cloned(), phone: phone.cloned(), ..Correction::default() };
    let to = to.differing(&ticket.draft);
    if to == Correction::default() {
        return None;
    }
    turn.conversation.awaited = None;
    turn.act(&awaited.number, Command::Correct { to });
    Some(Vec::new())
}
