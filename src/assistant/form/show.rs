//! What a dialog asks and shows.

use super::super::Assistant;
use super::super::files::counted;
use super::super::phrases::fill;
use super::super::turn::Turn;
use super::heard::PLACE;
use super::{MISSES, applicable};
use crate::domain::conversation::Action;
use crate::domain::dialog::{Dialog, Slot, Validator};
use crate::domain::reply::{Button, Kind, Reply, Report};

pub(super) fn ask(assistant: &Assistant, turn: &mut Turn<'_>, slot: &Slot) -> Reply {
    let buttons = &assistant.phrases().buttons;
    let mut labels: Vec<String> = slot.choices.clone();
    if slot.validator == Validator::Consent {
        labels.extend([buttons.agree.clone(), buttons.refuse.clone()]);
    } else {
        if slot.optional {
            labels.push(buttons.skip.clone());
        }
        labels.extend([buttons.back.clone(), buttons.cancel.clone()]);
    }
    let prompt = match slot.validator {
        Validator::Consent => assistant.telling_who_reads_along(&slot.prompt),
        _ => slot.prompt.clone(),
    };
    reply(turn, prompt, &labels)
}

pub(super) fn ask_again(assistant: &Assistant, turn: &mut Turn<'_>, slot: &Slot) -> Reply {
    let misses = turn.conversation.running.as_mut().map_or(0, |running| {
        running.misses = running.misses.saturating_add(1);
        running.misses
    });
    let mut reply = ask(assistant, turn, slot);
    reply.text.clone_from(&slot.retry);
    if misses >= MISSES {
        reply.text = format!("{}\n{}", slot.retry, assistant.phrases().dialog.stuck);
    }
    reply
}

pub(super) fn summary(assistant: &Assistant, turn: &mut Turn<'_>, dialog: &Dialog) -> Reply {
    let phrases = assistant.phrases();
    let mut lines = vec![dialog.summary.clone()];
    if let Some(running) = &turn.conversation.running {
        for slot in applicable(turn, dialog).filter(|slot| slot.validator != Validator::Consent) {
            let value = running.filled.get(&slot.id).unwrap_or(&phrases.dialog.skipped);
            // A summary is read on a phone: a long description is shown by its beginning.
            let value: String = value.chars().take(200).collect();
            lines.push(fill(&phrases.dialog.line, &[("label", &slot.label), ("value", &value)]));
        }
    }
    if let Some(place) = turn.conversation.running.as_ref().and_then(|running| running.filled.get(PLACE)) {
        lines.push(place.clone());
    }
    if !turn.conversation.held.is_empty() {
        lines.push(counted(&phrases.files.line, turn.conversation.held.count()));
    }
    lines.push(phrases.dialog.confirm.clone());
    let labels = [&phrases.buttons.confirm, &phrases.buttons.correct, &phrases.buttons.cancel].map(Clone::clone);
    reply(turn, lines.join("\n"), &labels)
}

pub(super) fn ask_which(assistant: &Assistant, turn: &mut Turn<'_>, dialog: &Dialog) -> Reply {
    let slots = applicable(turn, dialog).filter(|slot| slot.validator != Validator::Consent);
    let labels: Vec<String> = slots.map(|slot| slot.label.clone()).collect();
    reply(turn, assistant.phrases().dialog.which.clone(), &labels)
}

/// A reply of the dialog with buttons that say their label.
pub(super) fn reply(turn: &mut Turn<'_>, text: String, labels: &[String]) -> Reply {
    let offers = &mut turn.conversation.offers;
    let buttons: Vec<Button> = labels.iter().map(|label| offers.button(label, Action::Say(label.clone()))).collect();
    let filled = turn.conversation.running.as_ref().map(|running| &running.filled);
    let report = Report {
        category: filled.and_then(|filled| filled.get("category")?.parse().ok()),
        region: filled.and_then(|filled| filled.get("region").cloned()),
        number: None,
    };
    Reply { report: Some(report), ..Reply::plain(Kind::Report, text).with_buttons(buttons) }
}
