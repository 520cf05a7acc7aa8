//! Commands, typed with a slash or as the plain words for them.

use super::super::Assistant;
use super::super::answer::again;
use super::super::form;
use super::super::phrases::fill;
use super::super::turn::Turn;
use crate::domain::conversation::Action;
use crate::domain::reply::{Kind, Reply};

/// Carries out a command; words that steer a dialog are left to the dialog.
pub(super) fn step(assistant: &Assistant, turn: &mut Turn<'_>) -> Option<Vec<Reply>> {
    let phrases = assistant.phrases();
    let words = turn.reading.text.trim().trim_end_matches(['。', '!', '.', '~', '?']).trim().to_owned();
    let is = |list: &[String]| list.contains(&words);
    let commands = &phrases.commands;
    if is(&commands.start) {
        return Some(vec![welcome(assistant, turn, None)]);
    }
    let told = |start: &String| turn.words().strip_prefix(start.as_str())?.strip_prefix(char::is_whitespace);
    if let Some(origin) = commands.start.iter().filter(|start| start.starts_with('/')).find_map(told) {
        let place = place_of(assistant, origin);
        return Some(vec![welcome(assistant, turn, place)]);
    }
    if is(&commands.help) {
        let register = turn.conversation.offers.button(&phrases.buttons.register, Action::Register(None));
        let mine = turn.conversation.offers.button(&phrases.buttons.my_tickets, Action::MyTickets);
        return Some(vec![Reply::plain(Kind::Smalltalk, &phrases.help.help).with_buttons(vec![register, mine])]);
    }
    if is(&commands.my) {
        return Some(vec![assistant.my_tickets(turn)]);
    }
    if turn.conversation.running.is_none() && is(&commands.source) {
        return Some(vec![again::source(assistant, turn).unwrap_or_else(|| again::documents(assistant))]);
    }
    if turn.conversation.running.is_none() && is(&commands.report) {
        return Some(form::start(assistant, turn, None));
    }
    if turn.conversation.running.is_none() && is(&commands.cancel) {
        let held = !turn.conversation.held.is_empty();
        form::drop_draft(turn);
        let text = if held { &phrases.files.dropped } else { &phrases.dialog.nothing_to_cancel };
        return Some(vec![Reply::plain(Kind::Smalltalk, text)]);
    }
    None
}

/// Greets; who comes from a place need not name it any more.
fn welcome(assistant: &Assistant, turn: &mut Turn<'_>, place: Option<String>) -> Reply {
    let help = &assistant.phrases().help;
    let mut text = assistant.greeting();
    if let Some(region) = place.filter(|_| turn.conversation.id.in_group().is_none()) {
        text = format!("{text}\n{}", fill(&help.start_region, &[("region", &region)]));
        turn.conversation.heard.insert("region".to_owned(), region);
        turn.durable = true;
    }
    let offers = &mut turn.conversation.offers;
    let buttons = help.examples.iter().map(|text| offers.button(text, Action::Ask(text.clone()))).collect();
    Reply::plain(Kind::Smalltalk, text).with_buttons(buttons)
}

/// The region that a link names, in Chinese or in pinyin; a link holds letters, digits, hyphens and low lines only.
fn place_of(assistant: &Assistant, origin: &str) -> Option<String> {
    let named = assistant.reader.words(&origin.to_lowercase().replace(['-', '_'], ""));
    assistant.reader.place(&named).map(|region| region.name.clone())
}
