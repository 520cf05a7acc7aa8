//! Files that came with a message: held until there is a ticket for them, and what is said of that.

use super::Assistant;
use super::outcome::{Effect, To, Unfit};
use super::phrases::fill;
use super::turn::Turn;
use crate::domain::attachment::Attached;
use crate::domain::held::HeldFiles;
use crate::domain::reply::{Kind, Reply};
use crate::domain::ticket::{Command, TicketNumber};

/// The files that are fit; why the others are not goes into the news.
pub(super) fn fit(assistant: &Assistant, turn: &mut Turn<'_>) -> Vec<Attached> {
    let phrases = &assistant.phrases().files;
    let mut fit = Vec::new();
    for file in &turn.known.files {
        let fault = match file {
            Ok(file) => {
                fit.push(file.clone());
                continue;
            }
            Err(Unfit::NotFetched) => phrases.not_fetched.clone(),
            Err(Unfit::TooLarge) => phrases.too_large.clone(),
            Err(Unfit::NoRoom) => phrases.busy.clone(),
            Err(Unfit::Refused(reason)) => fill(&phrases.unfit, &[("reason", reason)]),
        };
        turn.files.note_fault(fault);
    }
    fit
}

/// Holds the files of the message for the next registration.
pub(super) fn hold(assistant: &Assistant, turn: &mut Turn<'_>) {
    for file in fit(assistant, turn) {
        match turn.conversation.held.take_in(file, turn.now) {
            Ok(()) => turn.files.held += 1,
            Err(_full) => turn.files.note_fault(no_room(assistant)),
        }
    }
    turn.durable = true;
}

/// Has everything that is held attached to one of the enterprise's own tickets.
pub(super) fn attach_held(turn: &mut Turn<'_>, number: &TicketNumber) {
    let files = turn.conversation.held.take();
    turn.effects.push(Effect::Attach { to: To::Own(number.clone()), files });
}

/// What is held goes along with what is told of a ticket, unless a registration waits for it.
pub(super) fn settle(turn: &mut Turn<'_>) {
    if turn.conversation.held.is_empty() || turn.conversation.running.is_some() {
        return;
    }
    let came_along = turn.files.held > 0;
    let told = turn.effects.iter().find_map(|effect| match effect {
        Effect::Act { number, command: Command::Supply { .. } | Command::Reopen { .. } } => Some(number.clone()),
        Effect::Act { number, command: Command::Chase { .. } } if came_along => Some(number.clone()),
        _ => None,
    });
    if let Some(number) = told {
        turn.files.held = 0;
        attach_held(turn, &number);
    }
}

/// Says what became of the files, beside what is said anyway.
pub(super) fn tell(assistant: &Assistant, turn: &Turn<'_>, replies: &mut Vec<Reply>) {
    let phrases = &assistant.phrases().files;
    let count = turn.conversation.held.count();
    let registers = turn.conversation.running.is_some();
    let begins = registers && !turn.was_running && count > 0;
    let mut lines = turn.files.faults.clone();
    if turn.files.expired > 0 && registers {
        lines.push(counted(&phrases.expired, turn.files.expired));
    }
    // Of what belongs to an album that was answered nothing is said anew.
    let quiet = turn.files.straggles && replies.is_empty();
    if registers && (turn.files.held > 0 || begins) && !quiet {
        lines.push(counted(&phrases.draft, count));
    } else if turn.files.held > 0 && count > 0 && !replies.is_empty() && !turn.says_what_is_held {
        lines.push(counted(&phrases.held, count));
    }
    if lines.is_empty() {
        return;
    }
    let line = lines.join("\n");
    let fits = |reply: &&mut Reply| reply.text.chars().count() + line.chars().count() < Reply::MAX_CHARS;
    match replies.first_mut().filter(fits) {
        // In a registration what is asked stands last.
        Some(first) if registers => first.text = format!("{line}\n{}", first.text),
        Some(first) => first.text = format!("{}\n{line}", first.text),
        None => replies.insert(0, Reply::plain(Kind::Smalltalk, line)),
    }
}

/// A phrase that names a number of files.
pub(super) fn counted(phrase: &str, count: usize) -> String {
    fill(phrase, &[("count", &count.to_string())])
}

fn no_room(assistant: &Assistant) -> String {
    let megabytes = HeldFiles::MOST_BYTES / (1024 * 1024);
    let values = [("most", HeldFiles::MOST.to_string()), ("megabytes", megabytes.to_string())];
    fill(&assistant.phrases().files.no_room, &values.each_ref().map(|(name, value)| (*name, value.as_str())))
}
