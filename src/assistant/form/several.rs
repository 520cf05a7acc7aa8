//! Several troubles at once: they are registered one after the other, in the order in which the enterprise wants it.

use super::{ask_whether_same, is_same, resume, start};
use crate::assistant::Assistant;
use crate::assistant::phrases::fill;
use crate::assistant::turn::Turn;
use crate::domain::act::Act;
use crate::domain::reply::Reply;

/// Begins to register the first of some troubles; the others wait until it is done, each with a button by which it comes
/// first. A trouble that has an open ticket already is asked about first.
pub(in super::super) fn start_with(assistant: &Assistant, turn: &mut Turn<'_>, troubles: &[Act]) -> Vec<Reply> {
    // What has no category beside troubles that have one only leads up to them.
    let clear: Vec<Act> = troubles.iter().filter(|act| act.category.is_some()).cloned().collect();
    let troubles = if clear.is_empty() { troubles.get(..1).unwrap_or_default() } else { &clear };
    let Some((first, others)) = troubles.split_first() else { return start(assistant, turn, None) };
    // What was told around a single trouble belongs to it.
    let about = if others.is_empty() { turn.words().to_owned() } else { first.words.clone() };
    let running = turn.conversation.running.is_some();
    if let Some(ticket) = turn.known.tickets.iter().find(|ticket| !running && is_same(ticket, first.category)) {
        return vec![ask_whether_same(assistant, turn, ticket, about)];
    }
    let mut replies = start(assistant, turn, Some(&about));
    if !others.is_empty() && turn.conversation.running.is_some() {
        turn.conversation.waiting = others.iter().map(|act| act.words.clone()).collect();
        tell_of_waiting(assistant, turn, &mut replies);
    }
    replies
}

/// Another trouble waits until the present one is registered; one that waits already comes first.
pub(super) fn wait_or_resume(assistant: &Assistant, turn: &mut Turn<'_>, about: Option<&str>) -> Vec<Reply> {
    let told = turn.conversation.running.as_ref().and_then(|running| running.filled.get("description"));
    let is_known = |about: &str| told.is_some_and(|told| told.contains(about));
    let Some(about) = about.filter(|about| !is_known(about)) else { return resume(assistant, turn) };
    let mut replies = if turn.conversation.waiting.iter().any(|waiting| waiting == about) {
        put_first(assistant, turn, about)
    } else {
        turn.conversation.waiting.push(about.to_owned());
        resume(assistant, turn)
    };
    tell_of_waiting(assistant, turn, &mut replies);
    replies
}

/// Has the present trouble wait and goes on with another; what was told of the firm holds for both.
fn put_first(assistant: &Assistant, turn: &mut Turn<'_>, about: &str) -> Vec<Reply> {
    let conversation = &mut turn.conversation;
    conversation.waiting.retain(|waiting| waiting != about);
    if let Some(mut running) = conversation.running.take() {
        conversation.waiting.extend(running.filled.remove("description"));
        for of_the_trouble in ["category", "consent"] {
            running.filled.remove(of_the_trouble);
        }
        conversation.heard.extend(running.filled);
    }
    start(assistant, turn, Some(about))
}

/// Says first which troubles wait, and how one of them comes first.
fn tell_of_waiting(assistant: &Assistant, turn: &mut Turn<'_>, replies: &mut [Reply]) {
    let waiting = turn.conversation.waiting.clone();
    let Some(reply) = replies.first_mut().filter(|_| !waiting.is_empty()) else { return };
    let ahead = left(assistant, &waiting);
    reply.text = format!("{ahead}\n{}", reply.text);
    let conversation = &mut turn.conversation;
    reply.buttons.extend(waiting.into_iter().map(|words| assistant.trouble_button(conversation, words)));
}

/// Says which troubles, told in these words, wait until the present one is registered.
pub(super) fn left(assistant: &Assistant, waiting: &[String]) -> String {
    let names: Vec<&str> = waiting.iter().map(|words| assistant.trouble_name(words)).collect();
    fill(&assistant.phrases().answer.troubles_left, &[("troubles", &names.join("、"))])
}
