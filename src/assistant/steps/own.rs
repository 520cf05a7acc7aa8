//! Words that say of one's own ticket what a button under it would say.

use super::super::Assistant;
use super::super::turn::Turn;
use super::press;
use crate::domain::phrases::Commands;
use crate::domain::reply::{Kind, Reply};
use crate::domain::ticket::{PressAct, Rating, State, Ticket, TicketNumber, Verdict};

/// Does with the newest ticket what the words say, if they fit one; a running dialog comes first.
pub(super) fn step(assistant: &Assistant, turn: &mut Turn<'_>) -> Option<Vec<Reply>> {
    if turn.conversation.running.is_some() {
        return None;
    }
    if let Some((at, number)) = TicketNumber::find(turn.words()) {
        match turn.own(&number) {
            // What is said with its number is done to it by the steps that follow.
            Some(ticket) if turn.words().replace(&turn.words()[at], "").chars().any(char::is_alphanumeric) => {
                return (!turn.reading.acts.iter().any(|act| act.kind.is_of_ticket()))
                    .then(|| vec![assistant.view(ticket)]);
            }
            Some(ticket) => return Some(vec![assistant.view(ticket)]),
            None => return Some(vec![elsewhere(assistant, turn)]),
        }
    }
    if turn.known.tickets.is_empty() {
        return None;
    }
    let act = said(assistant, turn.words())?;
    let known = &turn.known.tickets;
    if let Some(ticket) = known.iter().find(|ticket| fits(ticket, &act)) {
        return Some(press::act(assistant, turn, ticket, act));
    }
    // A number or a mark alone may mean anything, so that it is left to the others.
    let newest = known.first().filter(|_| !matches!(act, PressAct::Rate(_)))?;
    Some(vec![assistant.view(newest)])
}

/// A ticket of another conversation is shown to whoever gives its code, to nobody else.
fn elsewhere(assistant: &Assistant, turn: &Turn<'_>) -> Reply {
    let phrases = &assistant.phrases().ticket;
    let Some(ticket) = &turn.known.looked_up else { return Reply::plain(Kind::Ticket, &phrases.not_yours) };
    let mut view = assistant.view(ticket);
    // Its buttons belong to the conversation it was registered in.
    view.buttons.clear();
    view.text = format!("{}\n{}", view.text, phrases.elsewhere);
    view
}

/// What the words say, if they say nothing else; thanks and marks do not count.
pub(super) fn said(assistant: &Assistant, words: &str) -> Option<PressAct> {
    let Commands { solved, unsolved, withdraw, supply, thanks, marks, .. } = &assistant.phrases().commands;
    let plain: String = words.chars().filter(|c| c.is_alphanumeric()).collect();
    let without = |end: &String| plain.strip_suffix(end.as_str()).filter(|rest| !rest.is_empty());
    let plain = thanks.iter().find_map(without).unwrap_or(&plain);
    let lists = [
        (solved, PressAct::Solved),
        (unsolved, PressAct::Unsolved),
        (withdraw, PressAct::Withdraw),
        (supply, PressAct::Supply),
    ];
    let has = |list: &[String]| list.iter().any(|known| known == plain);
    lists.into_iter().find(|(list, _)| has(list)).map(|(_, act)| act).or_else(|| {
        let ratings = (1..=5).filter_map(|points| Rating::new(points).ok());
        let named = |rating: &Rating| rating.as_str() == plain || has(&marks[usize::from(rating.points()) - 1]);
        ratings.into_iter().find(named).map(PressAct::Rate)
    })
}

/// Whether that can be done with a ticket as it stands.
fn fits(ticket: &Ticket, act: &PressAct) -> bool {
    let open = matches!(ticket.state, State::Open { .. } | State::Paused { .. });
    match act {
        PressAct::Solved => {
            matches!(ticket.state, State::Answered { .. } | State::Closed { verdict: Verdict::Unrated })
        }
        PressAct::Unsolved => matches!(ticket.state, State::Answered { .. } | State::Closed { .. }),
        PressAct::Withdraw => open || matches!(ticket.state, State::Answered { .. }),
        PressAct::Supply => open,
        PressAct::Rate(_) => matches!(ticket.state, State::Closed { verdict: Verdict::Solved { rating: None } }),
        _ => false,
    }
}
