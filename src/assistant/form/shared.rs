//! What a contact card or a place tells of a registration, under way or to come.

use super::heard::PLACE;
use super::listen::{filled, take};
use super::{go_on, running_dialog};
use crate::assistant::Assistant;
use crate::assistant::phrases::fill;
use crate::assistant::turn::Turn;
use crate::domain::message::Place;
use crate::domain::reply::{Kind, Reply};
use crate::domain::ticket::Phone;

/// Keeps whom to speak to.
pub(in super::super) fn take_contact(
    assistant: &Assistant,
    turn: &mut Turn<'_>,
    name: Option<String>,
    phone: Option<Phone>,
) -> Vec<Reply> {
    let phrases = &assistant.phrases().shared;
    let values = [("name", name.as_deref().unwrap_or_default()), ("phone", phone.as_ref().map_or("", Phone::as_str))];
    let told = match (&name, &phone) {
        (Some(_), Some(_)) => fill(&phrases.contact, &values),
        (Some(_), None) => fill(&phrases.contact_name, &values),
        (None, Some(_)) => fill(&phrases.contact_phone, &values),
        (None, None) => return vec![Reply::plain(Kind::Smalltalk, &phrases.contact_unclear)],
    };
    let phone = phone.map(|phone| phone.as_str().to_owned());
    let told_of = [("contact", name), ("phone", phone)];
    keep(turn, told_of.into_iter().filter_map(|(slot, value)| Some((slot, value?))));
    acknowledge(assistant, turn, told)
}

/// Keeps where it is; what it is called may tell the region.
pub(in super::super) fn take_place(assistant: &Assistant, turn: &mut Turn<'_>, place: &Place) -> Vec<Reply> {
    let phrases = &assistant.phrases().shared;
    let words = place.words();
    let (north, east) = place.degrees();
    let values = [("words", words.as_str()), ("north", north.as_str()), ("east", east.as_str())];
    let line = fill(if words.is_empty() { &phrases.point } else { &phrases.place }, &values);
    let named = assistant.reader.words(&words);
    let region = assistant.reader.place(&named).map(|region| region.name.clone());
    let known = filled(turn, "region").map(str::to_owned).or_else(|| turn.conversation.heard.get("region").cloned());
    let told = match region.as_ref().or(known.as_ref()) {
        Some(region) => fill(&phrases.place_in, &[("region", region)]),
        None => phrases.place_unclear.clone(),
    };
    // A region that was told in words stands, unless it is just being asked for.
    let asked = turn.conversation.running.as_ref().is_some_and(|running| running.stage.slot() == Some("region"));
    let region = region.filter(|_| known.is_none() || asked).map(|region| ("region", region));
    keep(turn, region.into_iter().chain([(PLACE, line)]));
    acknowledge(assistant, turn, told)
}

fn keep(turn: &mut Turn<'_>, told: impl Iterator<Item = (&'static str, String)>) {
    for (slot, value) in told {
        if turn.conversation.running.is_some() {
            take(turn, slot, value);
        } else {
            turn.conversation.heard.insert(slot.to_owned(), value);
        }
    }
}

/// Says what was kept, and goes on with what is asked.
fn acknowledge(assistant: &Assistant, turn: &mut Turn<'_>, told: String) -> Vec<Reply> {
    match running_dialog(assistant, turn) {
        Some(dialog) => vec![go_on(assistant, turn, dialog, Some(told))],
        None => vec![Reply::plain(Kind::Smalltalk, format!("{told}\n{}", assistant.phrases().shared.later))],
    }
}
