//! What is said of one's own ticket in one's own words: urged, added to, put right, taken back, solved, not solved, rated.

use jiff::SignedDuration;

use super::super::Assistant;
use super::super::answer::{answer, questions};
use super::super::situation::{meant, others_like};
use super::super::turn::Turn;
use super::{correct, press};
use crate::domain::act::{Act, ActKind};
use crate::domain::reply::Reply;
use crate::domain::ticket::{Change, Command, PressAct, Rating, State, Ticket, Verdict};

/// Words are about a ticket if that is at least so likely.
const LIKELY: f32 = 0.5;
/// A desk that was urged is not urged again so soon.
const URGED_ONCE_IN: SignedDuration = SignedDuration::from_hours(4);
/// Fewer characters give no reason.
const REASON: usize = 4;

/// Does with the ticket that is meant what the words say, and answers a question beside it.
pub(super) fn step(assistant: &Assistant, turn: &mut Turn<'_>) -> Option<Vec<Reply>> {
    let ticket = meant(turn)?;
    let surest = |kinds: fn(ActKind) -> bool| {
        let acts = turn.reading.acts.iter().filter(|act| kinds(act.kind));
        acts.max_by(|a, b| a.probability.total_cmp(&b.probability)).cloned()
    };
    // What is answered and told once more is not solved.
    let trouble = surest(|kind| kind == ActKind::Trouble);
    let once_more = |told: &&Act| told.category.is_some() && told.category == ticket.draft.category;
    let again = trouble.as_ref().filter(once_more).filter(|told| turn.reading.confirms(told)).cloned();
    if let Some(told) = again.filter(|_| matches!(ticket.state, State::Answered { .. })) {
        return Some(command(turn, ticket, &told, |reason| Command::Reopen { reason }));
    }
    let said = surest(ActKind::is_of_ticket).filter(|said| said.probability >= LIKELY)?;
    if trouble.is_some_and(|trouble| trouble.probability > said.probability) {
        return None;
    }
    if said.kind != ActKind::Chase && others_like(turn, ticket) {
        return Some(vec![assistant.my_tickets(turn)]);
    }
    let asked = questions(assistant, turn);
    // 对了 and the like before a question say nothing of a ticket.
    if !asked.is_empty() && said.words.chars().count() < REASON && said.kind != ActKind::Chase {
        return None;
    }
    let mut replies = act(assistant, turn, ticket, &said);
    if let Some(question) = asked.first() {
        replies.push(answer(assistant, turn, question));
    }
    Some(replies)
}

fn act(assistant: &Assistant, turn: &mut Turn<'_>, ticket: &Ticket, said: &Act) -> Vec<Reply> {
    let answered = matches!(ticket.state, State::Answered { .. });
    let over = answered || matches!(ticket.state, State::Closed { .. });
    let unrated = matches!(ticket.state, State::Closed { verdict: Verdict::Solved { rating: None } });
    if !turn.reading.confirms(said) {
        return vec![assistant.view(ticket)];
    }
    match said.kind {
        ActKind::Withdraw if !over => press::act(assistant, turn, ticket, PressAct::Withdraw),
        ActKind::Solved | ActKind::Withdraw if answered => press::act(assistant, turn, ticket, PressAct::Solved),
        ActKind::Solved if !over => press::act(assistant, turn, ticket, PressAct::Withdraw),
        ActKind::Unsolved if over && said.words.chars().count() < REASON => {
            press::act(assistant, turn, ticket, PressAct::Unsolved)
        }
        ActKind::Unsolved if over => command(turn, ticket, said, |reason| Command::Reopen { reason }),
        ActKind::Correct if !over || answered => correct::said(assistant, turn, ticket),
        ActKind::Supplement | ActKind::Unsolved if !over || answered => {
            command(turn, ticket, said, |text| Command::Supply { text })
        }
        ActKind::Later if answered => vec![assistant.no_hurry(ticket)],
        ActKind::Chase if !over && urges(assistant, turn, ticket) => {
            command(turn, ticket, said, |text| Command::Chase { text })
        }
        ActKind::Rate | ActKind::Solved if unrated => match rating(assistant, turn.words()) {
            Some(rating) => press::act(assistant, turn, ticket, PressAct::Rate(rating)),
            None => vec![assistant.view(ticket)],
        },
        _ => vec![assistant.view(ticket)],
    }
}

/// Whether the words urge, and the desk has not been urged just now.
fn urges(assistant: &Assistant, turn: &Turn<'_>, ticket: &Ticket) -> bool {
    let urge = &assistant.phrases().commands.urge;
    let chased = ticket.events.iter().rev().find(|event| matches!(event.change, Change::Chased { .. }));
    let just_now = chased.is_some_and(|event| turn.now.duration_since(event.at) < URGED_ONCE_IN);
    !just_now && urge.iter().any(|word| turn.words().contains(word.as_str()))
}

/// Has something done with the words of the whole message; beside a question only with those that are meant.
fn command(turn: &mut Turn<'_>, ticket: &Ticket, said: &Act, of: impl FnOnce(String) -> Command) -> Vec<Reply> {
    let words = if turn.reading.does(ActKind::Ask) { said.words.clone() } else { turn.words().to_owned() };
    turn.act(&ticket.number, of(words));
    Vec::new()
}

/// The mark that the words give, the one in the longest words of those that they hold.
fn rating(assistant: &Assistant, words: &str) -> Option<Rating> {
    let marks = &assistant.phrases().commands.marks;
    let held = (1..=5).filter_map(|points| Rating::new(points).ok()).flat_map(|rating| {
        let known = marks[usize::from(rating.points()) - 1].iter().map(String::as_str);
        known
            .chain([rating.as_str()])
            .filter(|mark| words.contains(mark))
            .map(move |mark| (mark.chars().count(), rating))
    });
    held.max_by_key(|(length, _)| *length).map(|(_, rating)| rating)
}
