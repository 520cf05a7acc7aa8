//! Asks a judge outside how a message is meant, and takes what it says in the place of what was read.

use super::answer::{of_message, of_words};
use super::outcome::Asks;
use super::reading::ReadBy;
use super::situation::situation;
use super::turn::Turn;
use super::{Assistant, Consults, form};
use crate::domain::act::{Act, ActKind};
use crate::domain::card::PointRef;
use crate::domain::masker::mask;
use crate::judge::{Candidate, Judged, JudgedAct, Judgement, Request};

/// So many of the messages before are told, so much of each, in characters.
const EARLIER: usize = 3;
const EARLIER_CHARS: usize = 200;
/// What is read with so much certainty needs no other judge.
const SURELY_READ: f32 = 0.8;
/// Nor does an answer of which the judge that is built in is so sure.
const SURELY_ANSWERED: f32 = 0.7;

/// Takes what a judge outside has said to the message; where one is still to be asked, says what. What answers the question
/// of a form goes to nobody.
pub(super) fn judge(assistant: &Assistant, turn: &mut Turn<'_>) -> Result<(), Asks> {
    if assistant.consults == Consults::Never || !turn.written || form::is_answered(assistant, turn) {
        return Ok(());
    }
    let known = turn.known;
    match known.judged.first() {
        None if assistant.consults == Consults::WhenUnsure && is_sure(assistant, turn) => {}
        None => return Err(asks(assistant, turn, 1, &of_message(assistant, turn).points)),
        Some(Judged::NoneCame) => {}
        Some(Judged::Given(first)) => match (&first.search, known.judged.get(1)) {
            (None, _) => take(assistant, turn, first, true),
            (Some(words), None) => {
                let found = of_words(assistant, turn, words, chosen(assistant, first));
                return Err(asks(assistant, turn, 2, &found));
            }
            (Some(_), Some(Judged::Given(second))) => take(assistant, turn, second, true),
            // It has found nothing yet and was not heard of again.
            (Some(_), Some(Judged::NoneCame)) => take(assistant, turn, first, false),
        },
    }
    remember(turn);
    Ok(())
}

/// Whether the judge that is built in knows enough.
fn is_sure(assistant: &Assistant, turn: &Turn<'_>) -> bool {
    let acts = &turn.reading.acts;
    let read = !acts.is_empty() && acts.iter().all(|act| act.probability >= SURELY_READ);
    read && (!turn.reading.does(ActKind::Ask) || of_message(assistant, turn).support >= SURELY_ANSWERED)
}

fn asks(assistant: &Assistant, turn: &Turn<'_>, pass: u8, points: &[PointRef]) -> Asks {
    let knowledge = assistant.knowledge();
    let candidate = |(n, at): (usize, &PointRef)| {
        let point = knowledge.point(*at);
        let cited = point.citations.first()?;
        Some(Candidate {
            n,
            reference: knowledge.reference(*at),
            document: cited.document.clone(),
            locator: cited.locator.clone(),
            text: knowledge.alone(point),
        })
    };
    let message = mask(turn.words()).text().to_owned();
    let turns = turn.conversation.said.iter().cloned().chain([message]).collect();
    let points = (1..).zip(points).filter_map(candidate).collect();
    Asks::Judgement(Box::new(Request { pass, turns, open: situation(turn), points }))
}

/// Every point that a judgement has chosen.
fn chosen(assistant: &Assistant, judgement: &Judgement) -> Vec<PointRef> {
    let points = judgement.acts.iter().flat_map(|act| &act.points);
    points.filter_map(|point| assistant.knowledge().find(point)).collect()
}

/// Puts what was judged in the place of what was read, if anything was: a trouble that is told is not lost because somebody
/// outside says nothing. `settled` if a question without points has no answer, and does not
/// have to be looked up again.
fn take(assistant: &Assistant, turn: &mut Turn<'_>, judgement: &Judgement, settled: bool) {
    if judgement.acts.is_empty() {
        return;
    }
    let message = turn.words().to_owned();
    let masked = mask(&message);
    let act = |judged: &JudgedAct| {
        let JudgedAct { kind, at, category, points } = judged;
        let found = || points.iter().filter_map(|point| assistant.knowledge().find(point)).collect();
        Act {
            kind: *kind,
            words: message.get(masked.original(at.clone())).unwrap_or(&message).to_owned(),
            probability: 1.0,
            category: category.filter(|_| *kind == ActKind::Trouble),
            points: (*kind == ActKind::Ask && (settled || !points.is_empty())).then(found),
        }
    };
    let acts = judgement.acts.iter().map(act).collect();
    let reading = &mut turn.reading;
    let heard = std::mem::replace(&mut reading.acts, acts);
    reading.by = ReadBy::Outside { heard };
}

/// Keeps the message for the judge of the next ones, with what is private in it hidden.
fn remember(turn: &mut Turn<'_>) {
    let message: String = mask(turn.words()).text().chars().take(EARLIER_CHARS).collect();
    let said = &mut turn.conversation.said;
    said.push(message);
    said.drain(..said.len().saturating_sub(EARLIER));
}
