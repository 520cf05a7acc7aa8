//! Photos and files for one of the enterprise's own tickets.

use super::super::Assistant;
use super::super::outcome::Effect;
use super::super::turn::Turn;
use crate::domain::conversation::Wanted;
use crate::domain::reply::Reply;
use crate::domain::ticket::{Command, Pause, State};

/// Has the file attached to the ticket it is meant for; without such a ticket the next steps say what they can read.
pub(super) fn step(assistant: &Assistant, turn: &mut Turn<'_>) -> Option<Vec<Reply>> {
    let file = turn.file.clone()?;
    let awaited = turn.conversation.awaited.clone().filter(|awaited| awaited.is_current(turn.now));
    let wanted = match (&turn.known.refers_to, &awaited) {
        (Some(number), Some(awaited)) if *number == awaited.number => awaited.what.clone(),
        (Some(_), _) => Wanted::Material,
        (None, Some(awaited)) => awaited.what.clone(),
        (None, None) => return None,
    };
    let number = turn.known.refers_to.clone().or(awaited.map(|awaited| awaited.number))?;
    let ticket = turn.own(&number)?;
    if matches!(ticket.state, State::Merged { .. }) {
        return Some(vec![assistant.past(ticket)]);
    }
    let words = turn.words().to_owned();
    // Who was asked for something and sends a photo has sent it, also without a word: the clocks go on.
    let asked = matches!(ticket.state, State::Paused { pause: Pause::Returned { .. }, .. });
    if words.is_empty() && asked {
        turn.act(&number, Command::Supply { text: assistant.phrases().ticket_asked.file_only.clone() });
    } else if !words.is_empty() {
        match wanted {
            Wanted::Reason => turn.act(&number, Command::Reopen { reason: words }),
            Wanted::Comment(rating) => turn.act(&number, Command::Rate { rating, words: Some(words) }),
            Wanted::Material | Wanted::Correction(_) | Wanted::Files => {
                turn.act(&number, Command::Supply { text: words })
            }
        }
    }
    turn.effects.push(Effect::Attach { number, file });
    Some(Vec::new())
}
