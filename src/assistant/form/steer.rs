//! The words and buttons that steer a dialog: back, skipped, put right, confirmed, left.

use super::heard::hear;
use super::{applicable, drop_draft, finish, go_on, likely, resume, set_stage, show};
use crate::assistant::Assistant;
use crate::assistant::turn::Turn;
use crate::domain::act::ActKind;
use crate::domain::dialog::{Dialog, Slot, Stage, Validator};
use crate::domain::reply::{Kind, Reply};

/// Follows the words and buttons that steer a dialog.
pub(super) fn steered(
    assistant: &Assistant,
    turn: &mut Turn<'_>,
    dialog: &Dialog,
    stage: &Stage,
) -> Option<Vec<Reply>> {
    let commands = &assistant.phrases().commands;
    let said = steering_words(turn);
    let says = |list: &[String]| list.contains(&said);
    if says(&commands.cancel) {
        return Some(leave(assistant, turn));
    }
    if says(&commands.report) {
        return Some(resume(assistant, turn));
    }
    if says(&commands.back) {
        return Some(vec![step_back(assistant, turn, dialog)]);
    }
    match stage {
        Stage::Asking(id) | Stage::Correcting(id) => {
            let slot = dialog.slot(id)?;
            let skips = says(&commands.skip) && slot.validator != Validator::Text;
            skips.then(|| vec![skip(assistant, turn, dialog, slot)])
        }
        Stage::Choosing => chosen(assistant, turn, dialog).map(|reply| vec![reply]),
        Stage::Confirming if says(&commands.yes) => Some(finish(turn, dialog)),
        Stage::Confirming if says(&commands.correct) || says(&commands.no) => {
            set_stage(turn, Stage::Choosing);
            Some(vec![show::ask_which(assistant, turn, dialog)])
        }
        Stage::Confirming => chosen(assistant, turn, dialog).map(|reply| vec![reply]),
        Stage::Leaving(_) => None,
    }
}

/// Leaves the dialog; nothing of it is kept.
pub(super) fn leave(assistant: &Assistant, turn: &mut Turn<'_>) -> Vec<Reply> {
    let held = !turn.conversation.held.is_empty();
    drop_draft(turn);
    let mut text = assistant.phrases().dialog.cancelled.clone();
    if held {
        text += &assistant.phrases().files.dropped;
    }
    vec![Reply::plain(Kind::Report, text)]
}

/// The message as it is compared with the words that steer a dialog: without the stop at its end.
pub(super) fn steering_words(turn: &Turn<'_>) -> String {
    turn.reading.text.trim().trim_end_matches(['。', '!', '.']).to_owned()
}

fn skip(assistant: &Assistant, turn: &mut Turn<'_>, dialog: &Dialog, slot: &Slot) -> Reply {
    if !slot.optional {
        let mut reply = show::ask(assistant, turn, slot);
        reply.text = format!("{}\n{}", assistant.phrases().dialog.cannot_skip, reply.text);
        return reply;
    }
    if let Some(running) = &mut turn.conversation.running {
        running.filled.remove(&slot.id);
        running.skipped.push(slot.id.clone());
        running.misses = 0;
    }
    go_on(assistant, turn, dialog, None)
}

/// Asks the question before the present one again.
fn step_back(assistant: &Assistant, turn: &mut Turn<'_>, dialog: &Dialog) -> Reply {
    let asked: Vec<&Slot> = applicable(turn, dialog).filter(|slot| slot.validator != Validator::Consent).collect();
    let Some(running) = &turn.conversation.running else { return assistant.apology() };
    let before = match running.stage.slot() {
        Some(id) => asked.iter().position(|slot| slot.id == id).unwrap_or(0),
        None => asked.len(),
    };
    let Some(slot) = before.checked_sub(1).map(|at| asked[at]) else {
        let mut reply = resume(assistant, turn).pop().unwrap_or_else(|| assistant.apology());
        reply.text = format!("{}\n{}", assistant.phrases().dialog.no_way_back, reply.text);
        return reply;
    };
    set_stage(turn, Stage::Asking(slot.id.clone()));
    show::ask(assistant, turn, slot)
}

/// Takes the name of a slot as the wish to put it right, if the message says no more.
fn chosen(assistant: &Assistant, turn: &mut Turn<'_>, dialog: &Dialog) -> Option<Reply> {
    let choosing = turn.conversation.running.as_ref().is_some_and(|running| running.stage == Stage::Choosing);
    let slots: Vec<&Slot> = applicable(turn, dialog).filter(|slot| slot.validator != Validator::Consent).collect();
    let words = turn.words().trim_start_matches(['改', '修']).to_owned();
    let by_label = slots.iter().find(|slot| slot.label == words);
    let heard = hear(assistant, turn.words(), &turn.reading, None);
    let wants = (choosing || likely(turn, ActKind::Correct)) && heard.values.is_empty();
    let by_name = || {
        let id = assistant.field_named(turn.words()).filter(|_| wants)?;
        slots.iter().find(|slot| slot.id == id)
    };
    let slot = by_label.copied().or_else(|| by_name().copied());
    match slot {
        Some(slot) => {
            set_stage(turn, Stage::Correcting(slot.id.clone()));
            Some(show::ask(assistant, turn, slot))
        }
        None if choosing && heard.values.is_empty() && !turn.reading.question => {
            Some(show::ask_which(assistant, turn, dialog))
        }
        None => None,
    }
}
