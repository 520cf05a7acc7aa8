//! Words that went into a registration and were changed since: what they told is put right.

use super::heard::{as_answer, hear};
use super::listen::{filled, take};
use super::{category_told, go_on, running_dialog};
use crate::assistant::Assistant;
use crate::assistant::turn::Turn;
use crate::domain::act::Open;
use crate::domain::reply::Reply;
use crate::domain::ticket::words::{self, Description};

/// Puts what a message says now in the place of what it said before; none if that has left no trace in the registration.
pub(in super::super) fn revise(assistant: &Assistant, turn: &mut Turn<'_>, before: &str) -> Option<Vec<Reply>> {
    let dialog = running_dialog(assistant, turn)?;
    let now = turn.words().to_owned();
    let told = told_anew(assistant, turn, before, &now);
    if told.is_empty() {
        return None;
    }
    for (slot, value) in told {
        take(turn, slot, value);
    }
    turn.durable = true;
    Some(vec![go_on(assistant, turn, dialog, Some(assistant.phrases().revised.draft.clone()))])
}

/// The slots that hold what was said before, with what they are to hold now.
fn told_anew(assistant: &Assistant, turn: &Turn<'_>, before: &str, now: &str) -> Vec<(&'static str, String)> {
    let mut told = Vec::new();
    let earlier = words::tidied(before.trim());
    if let Some(description) = filled(turn, "description").filter(|description| description.contains(&earlier))
        && let Ok(revised) = Description::new(&description.replacen(&earlier, &words::tidied(now), 1))
    {
        told.push(("description", revised.into()));
    }
    let heard = |said: &str| {
        let reading = assistant.reader.read(said, Open::default());
        let mut heard = hear(assistant, said, &reading, filled(turn, "region")).values;
        heard.extend(category_told(assistant, said, &reading).map(|category| ("category", category)));
        heard
    };
    let (was, is) = (heard(before), heard(now));
    for (slot, value) in is {
        let held = filled(turn, slot);
        let from_it = held.is_some() && held == was.get(slot).map(String::as_str);
        // What is told for the first time is taken where something else of it was.
        let new = held.is_none() && !told.is_empty();
        if (from_it || new) && held != Some(value.as_str()) {
            told.push((slot, value));
        }
    }
    for slot in ["enterprise", "contact"] {
        let answered = filled(turn, slot).is_some_and(|held| as_answer(slot, before).as_deref() == Some(held));
        if answered && !told.iter().any(|(known, _)| *known == slot) {
            told.extend(as_answer(slot, now).map(|value| (slot, value)));
        }
    }
    told
}
