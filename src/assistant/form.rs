//! Moves a dialog along: what to ask next, whether an answer does, the summary, the end.

use std::collections::BTreeMap;

use super::Assistant;
use super::outcome::Effect;
use super::phrases::fill;
use super::turn::Turn;
use crate::domain::act::{Act, ActKind, Open};
use crate::domain::conversation::{Action, Consent, Contact, Conversation};
use crate::domain::dialog::{Dialog, Ending, Running, Slot, Stage, Validator};
use crate::domain::reply::{Button, Kind, Reply, Report};
use crate::domain::ticket::{Category, Draft, Phone};

/// The version of the privacy notice that a consent is for.
const NOTICE: &str = "1";
/// After so many answers that do not do, the ways out are named.
const MISSES: u8 = 3;
/// The shortest and the longest free text, in characters.
const TEXT: std::ops::RangeInclusive<usize> = 5..=1000;
/// The shortest and the longest name, in characters.
const NAME: std::ops::RangeInclusive<usize> = 2..=60;

/// Whether an answer does for a slot.
enum Verdict {
    /// It does, and this is what is kept.
    Fits(String),
    /// It does not.
    Misses,
    /// It is no answer but a question in between.
    Question,
    /// Consent was refused.
    Refused,
}

/// Begins to register a problem, with what was said about it.
pub(super) fn start(assistant: &Assistant, turn: &mut Turn<'_>, about: Option<&str>) -> Vec<Reply> {
    let Some(dialog) = assistant.edition.dialogs.iter().find(|dialog| dialog.ending == Ending::RegisterTicket) else {
        return vec![assistant.apology()];
    };
    if turn.conversation.running.is_some() {
        return resume(assistant, turn);
    }
    // Who is called by name and phone is nothing for a whole group to read.
    if turn.conversation.id.in_group().is_some() {
        return vec![Reply::plain(Kind::Report, &assistant.phrases().dialog.in_group)];
    }
    // What is said from now on is meant for the registration.
    turn.conversation.awaited = None;
    let filled = known_already(assistant, &turn.conversation, about);
    let known: Vec<String> = ["category", "region", "enterprise"]
        .iter()
        .filter_map(|id| Some(format!("{}：{}", dialog.slot(id)?.label, filled.get(*id)?)))
        .collect();
    let running =
        Running { dialog: dialog.id.clone(), filled, skipped: Vec::new(), stage: Stage::Confirming, misses: 0 };
    turn.conversation.running = Some(running);
    turn.durable = true;
    let mut opening = vec![dialog.opening.clone()];
    if !known.is_empty() {
        opening.push(fill(&assistant.phrases().dialog.known, &[("known", &known.join("，"))]));
    }
    vec![go_on(assistant, turn, dialog, Some(opening.join("")))]
}

/// Begins to register the first of some troubles; the others wait until it is done.
pub(super) fn start_with(assistant: &Assistant, turn: &mut Turn<'_>, troubles: &[Act]) -> Vec<Reply> {
    let Some((first, others)) = troubles.split_first() else { return start(assistant, turn, None) };
    // What was told around a single trouble belongs to it.
    let about = if others.is_empty() { turn.words().to_owned() } else { first.words.clone() };
    let mut replies = start(assistant, turn, Some(&about));
    let names: Vec<&str> = others.iter().filter_map(|act| Some(act.category?.as_str())).collect();
    if let Some(reply) = replies.first_mut().filter(|_| !others.is_empty() && turn.conversation.running.is_some()) {
        turn.conversation.waiting = others.iter().map(|act| act.words.clone()).collect();
        let left = fill(&assistant.phrases().answer.troubles_left, &[("troubles", &names.join("、"))]);
        reply.text = format!("{left}\n{}", reply.text);
    }
    replies
}

/// What needs no question: from the words said, the consent given and an earlier registration.
fn known_already(assistant: &Assistant, conversation: &Conversation, about: Option<&str>) -> BTreeMap<String, String> {
    let mut filled = BTreeMap::new();
    let mut know = |slot: &str, value: String| filled.insert(slot.to_owned(), value);
    if conversation.consent.as_ref().is_some_and(|consent| consent.version == NOTICE) {
        know("consent", "已同意".to_owned());
    }
    if let Some(contact) = &conversation.contact {
        know("enterprise", contact.enterprise.clone());
        know("contact", contact.person.clone());
        contact.phone.as_ref().map(|phone| know("phone", phone.as_str().to_owned()));
        contact.region.as_ref().map(|region| know("region", region.clone()));
    }
    if let Some(about) = about {
        let reading = assistant.reader.read(about, Open::default());
        if TEXT.contains(&about.chars().count()) {
            know("description", about.to_owned());
        }
        let trouble = reading.acts_of(ActKind::Trouble).find_map(|act| act.category);
        trouble
            .or_else(|| assistant.reader.category(about))
            .map(|category| know("category", category.as_str().to_owned()));
        assistant.reader.place(&reading).map(|region| know("region", region.name.clone()));
    }
    filled
}

/// Takes the message as an answer; none if it is a question in between.
pub(super) fn advance(assistant: &Assistant, turn: &mut Turn<'_>) -> Option<Vec<Reply>> {
    let running = turn.conversation.running.clone()?;
    let Some(dialog) = assistant.edition.dialogs.iter().find(|dialog| dialog.id == running.dialog) else {
        // The dialog's file is gone since: what was filled cannot go on.
        turn.conversation.running = None;
        return Some(vec![Reply::plain(Kind::Dialog, &assistant.phrases().dialog.cancelled)]);
    };
    let commands = &assistant.phrases().commands;
    let said = steering_words(turn);
    let says = |list: &[String]| list.contains(&said);
    if says(&commands.cancel) {
        turn.conversation.running = None;
        return Some(vec![Reply::plain(Kind::Report, &assistant.phrases().dialog.cancelled)]);
    }
    if says(&commands.report) {
        return Some(resume(assistant, turn));
    }
    if says(&commands.back) {
        return Some(vec![step_back(assistant, turn, dialog)]);
    }
    match &running.stage {
        Stage::Asking(id) | Stage::Correcting(id) => {
            let slot = dialog.slot(id)?;
            if says(&commands.skip) && slot.validator != Validator::Text {
                return Some(vec![skip(assistant, turn, dialog, slot)]);
            }
            take_answer(assistant, turn, dialog, slot)
        }
        Stage::Choosing => choose(assistant, turn, dialog),
        Stage::Confirming if says(&commands.yes) => Some(finish(turn, dialog)),
        Stage::Confirming if says(&commands.correct) || says(&commands.no) => {
            set_stage(turn, Stage::Choosing);
            Some(vec![ask_which(assistant, turn, dialog)])
        }
        Stage::Confirming if turn.reading.question => None,
        Stage::Confirming => {
            choose(assistant, turn, dialog).or_else(|| Some(vec![go_on(assistant, turn, dialog, None)]))
        }
    }
}

/// Shows the present question again after something in between.
pub(super) fn resume(assistant: &Assistant, turn: &mut Turn<'_>) -> Vec<Reply> {
    let Some(running) = &turn.conversation.running else { return Vec::new() };
    let Some(dialog) = assistant.edition.dialogs.iter().find(|dialog| dialog.id == running.dialog) else {
        return Vec::new();
    };
    let mut reply = match running.stage.clone() {
        Stage::Asking(id) | Stage::Correcting(id) => match dialog.slot(&id) {
            Some(slot) => ask(assistant, turn, slot),
            None => go_on(assistant, turn, dialog, None),
        },
        Stage::Choosing => ask_which(assistant, turn, dialog),
        Stage::Confirming => go_on(assistant, turn, dialog, None),
    };
    reply.text = fill(&assistant.phrases().dialog.resume, &[("prompt", &reply.text)]);
    vec![reply]
}

fn take_answer(assistant: &Assistant, turn: &mut Turn<'_>, dialog: &Dialog, slot: &Slot) -> Option<Vec<Reply>> {
    match judge(assistant, turn, slot) {
        Verdict::Question => None,
        Verdict::Refused => {
            turn.conversation.running = None;
            Some(vec![Reply::plain(Kind::Report, &assistant.phrases().dialog.refused)])
        }
        Verdict::Misses => Some(vec![ask_again(assistant, turn, slot)]),
        Verdict::Fits(value) => {
            if slot.validator == Validator::Consent {
                turn.conversation.consent = Some(Consent { version: NOTICE.to_owned(), at: turn.now });
            }
            if let Some(running) = &mut turn.conversation.running {
                running.filled.insert(slot.id.clone(), value);
                running.skipped.retain(|skipped| *skipped != slot.id);
                running.misses = 0;
            }
            Some(vec![go_on(assistant, turn, dialog, None)])
        }
    }
}

/// The message as it is compared with the words that steer a dialog: without the stop at its end.
fn steering_words(turn: &Turn<'_>) -> String {
    turn.reading.text.trim().trim_end_matches(['。', '!', '.']).to_owned()
}

/// Whether the words do for the slot.
fn judge(assistant: &Assistant, turn: &Turn<'_>, slot: &Slot) -> Verdict {
    let words = turn.words();
    let length = words.chars().count();
    let reading = &turn.reading;
    let commands = &assistant.phrases().commands;
    let said = steering_words(turn);
    let says = |list: &[String]| list.contains(&said);
    let otherwise = if reading.question && length > 4 { Verdict::Question } else { Verdict::Misses };
    let fits = |value: Option<String>| value.map(Verdict::Fits);
    match slot.validator {
        Validator::Consent if says(&commands.yes) => Verdict::Fits("已同意".to_owned()),
        Validator::Consent if says(&commands.no) => Verdict::Refused,
        Validator::Consent => otherwise,
        Validator::Name if reading.question && length > 4 => Verdict::Question,
        Validator::Name => {
            let fine = NAME.contains(&length) && words.chars().any(char::is_alphabetic) && !reading.only_talks();
            fits(fine.then(|| words.to_owned())).unwrap_or(Verdict::Misses)
        }
        Validator::Phone => fits(Phone::new(words).ok().map(|phone| phone.as_str().to_owned())).unwrap_or(otherwise),
        Validator::Region if reading.question && length > 8 => Verdict::Question,
        Validator::Region => {
            fits(assistant.reader.place(reading).map(|region| region.name.clone())).unwrap_or(otherwise)
        }
        Validator::Category => {
            let named = words
                .parse::<Category>()
                .ok()
                .or_else(|| assistant.reader.category(words).filter(|_| !reading.question));
            fits(named.map(|category| category.as_str().to_owned())).unwrap_or(otherwise)
        }
        Validator::Text if reading.question && !reading.does(ActKind::Trouble) => Verdict::Question,
        Validator::Text => fits(TEXT.contains(&length).then(|| words.to_owned())).unwrap_or(Verdict::Misses),
    }
}

fn skip(assistant: &Assistant, turn: &mut Turn<'_>, dialog: &Dialog, slot: &Slot) -> Reply {
    if !slot.optional {
        let mut reply = ask(assistant, turn, slot);
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
    let before = match &running.stage {
        Stage::Asking(id) | Stage::Correcting(id) => asked.iter().position(|slot| slot.id == *id).unwrap_or(0),
        Stage::Choosing | Stage::Confirming => asked.len(),
    };
    let Some(slot) = before.checked_sub(1).map(|at| asked[at]) else {
        let mut reply = resume(assistant, turn).pop().unwrap_or_else(|| assistant.apology());
        reply.text = format!("{}\n{}", assistant.phrases().dialog.no_way_back, reply.text);
        return reply;
    };
    set_stage(turn, Stage::Asking(slot.id.clone()));
    ask(assistant, turn, slot)
}

/// Asks for the next thing that is missing, or shows the summary.
fn go_on(assistant: &Assistant, turn: &mut Turn<'_>, dialog: &Dialog, opening: Option<String>) -> Reply {
    let missing = turn.conversation.running.as_ref().and_then(|running| {
        applicable(turn, dialog)
            .find(|slot| !running.filled.contains_key(&slot.id) && !running.skipped.contains(&slot.id))
    });
    let mut reply = match missing {
        Some(slot) => {
            set_stage(turn, Stage::Asking(slot.id.clone()));
            ask(assistant, turn, slot)
        }
        None => {
            set_stage(turn, Stage::Confirming);
            summary(assistant, turn, dialog)
        }
    };
    if let Some(opening) = opening {
        reply.text = format!("{opening}\n{}", reply.text);
    }
    reply
}

/// The slots that are asked on this channel.
fn applicable<'d>(turn: &Turn<'_>, dialog: &'d Dialog) -> impl Iterator<Item = &'d Slot> + use<'d> {
    let reachable = turn.conversation.id.channel().can_push();
    dialog.slots.iter().filter(move |slot| !(slot.unless_reachable && reachable))
}

fn set_stage(turn: &mut Turn<'_>, stage: Stage) {
    if let Some(running) = &mut turn.conversation.running {
        running.stage = stage;
    }
}

fn ask(assistant: &Assistant, turn: &mut Turn<'_>, slot: &Slot) -> Reply {
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
    reply(turn, slot.prompt.clone(), &labels)
}

fn ask_again(assistant: &Assistant, turn: &mut Turn<'_>, slot: &Slot) -> Reply {
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

fn summary(assistant: &Assistant, turn: &mut Turn<'_>, dialog: &Dialog) -> Reply {
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
    lines.push(phrases.dialog.confirm.clone());
    let labels = [&phrases.buttons.confirm, &phrases.buttons.correct, &phrases.buttons.cancel].map(Clone::clone);
    reply(turn, lines.join("\n"), &labels)
}

fn ask_which(assistant: &Assistant, turn: &mut Turn<'_>, dialog: &Dialog) -> Reply {
    let slots = applicable(turn, dialog).filter(|slot| slot.validator != Validator::Consent);
    let labels: Vec<String> = slots.map(|slot| slot.label.clone()).collect();
    reply(turn, assistant.phrases().dialog.which.clone(), &labels)
}

/// Takes the name of a slot as the wish to correct it.
fn choose(assistant: &Assistant, turn: &mut Turn<'_>, dialog: &Dialog) -> Option<Vec<Reply>> {
    let words = turn.words().trim_start_matches(['改', '修']).to_owned();
    let slot = applicable(turn, dialog).find(|slot| slot.label == words);
    match slot {
        Some(slot) => {
            set_stage(turn, Stage::Correcting(slot.id.clone()));
            Some(vec![ask(assistant, turn, slot)])
        }
        None if turn.conversation.running.as_ref().is_some_and(|running| running.stage == Stage::Choosing) => {
            if turn.reading.question { None } else { Some(vec![ask_which(assistant, turn, dialog)]) }
        }
        None => None,
    }
}

/// Ends the dialog: the draft goes to the desk; the reply follows once the ticket is on disk.
fn finish(turn: &mut Turn<'_>, dialog: &Dialog) -> Vec<Reply> {
    let Some(mut running) = turn.conversation.running.take() else { return Vec::new() };
    let mut take = |slot: &str| running.filled.remove(slot);
    match dialog.ending {
        Ending::RegisterTicket => {
            let draft = Draft {
                enterprise: take("enterprise").unwrap_or_default(),
                credit_code: None,
                contact: take("contact").unwrap_or_default(),
                phone: take("phone").and_then(|phone| Phone::new(&phone).ok()),
                region: take("region"),
                category: take("category").and_then(|category| category.parse().ok()),
                description: take("description").unwrap_or_default(),
            };
            turn.conversation.contact = Some(Contact {
                enterprise: draft.enterprise.clone(),
                person: draft.contact.clone(),
                phone: draft.phone.clone(),
                region: draft.region.clone(),
            });
            turn.effects.push(Effect::Register(draft));
        }
    }
    Vec::new()
}

/// A reply of the dialog with buttons that say their label.
fn reply(turn: &mut Turn<'_>, text: String, labels: &[String]) -> Reply {
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
