//! Answers a question with the points that a judge outside has chosen for it: the same words as ever, in its order.

use super::super::Assistant;
use super::super::reading::{HOME, distinct};
use super::super::turn::Turn;
use super::basis::{Reason, no_basis, says_nothing};
use super::standing::answering;
use super::{Question, View, compose, conclude, look, retrieve, tell_what_is_gone, without_basis};
use crate::domain::card::PointRef;
use crate::domain::evidence::Evidence;
use crate::domain::reply::Reply;

/// What somebody has chosen is beyond doubt.
const CHOSEN: f32 = 1.0;

/// The answer, or that there is no basis for one: nothing was chosen, it does not hold any more, or it says that the
/// documents say nothing.
pub(super) fn answer(assistant: &Assistant, turn: &mut Turn<'_>, question: &Question, chosen: &[PointRef]) -> Reply {
    let (knowledge, today) = (assistant.knowledge(), turn.today());
    let holding = distinct(chosen.iter().filter_map(|at| answering(knowledge, *at, today)));
    let gone = chosen.first().copied().filter(|at| answering(knowledge, *at, today).is_none());
    let Some(silence) = holding.first().copied().filter(|best| says_nothing(assistant, *best)) else {
        if holding.is_empty() {
            return none_chosen(assistant, turn, question, gone);
        }
        let points = compose::that_fit(assistant, holding);
        let mut reply = compose::answer(assistant, &points, Some(HOME), CHOSEN, today);
        tell_what_is_gone(assistant, &mut reply, gone, today);
        return conclude(assistant, turn, question, reply, &points);
    };
    let reading = assistant.reader.words(&question.words);
    let reason = no_basis(assistant, &reading, &[Evidence { at: silence, support: CHOSEN }], today);
    let hits = retrieve(assistant, turn.conversation.topic.as_ref(), &reading, None, None);
    without_basis(assistant, turn, question, &reason.unwrap_or(Reason::Unknown), &hits, Some(silence))
}

/// The reply where nothing answers; why, the judge that is built in can tell.
fn none_chosen(assistant: &Assistant, turn: &mut Turn<'_>, question: &Question, gone: Option<PointRef>) -> Reply {
    let reading = assistant.reader.words(&question.words);
    let story = question.story.as_deref().map(|story| assistant.reader.words(story));
    let topic = turn.conversation.topic.as_ref();
    let View { reading, hits, evidence, .. } = look(assistant, topic, reading, story.as_ref(), turn.today());
    let reason = gone.map(Reason::Gone).or_else(|| no_basis(assistant, &reading, &evidence, turn.today()));
    without_basis(assistant, turn, question, &reason.unwrap_or(Reason::Unknown), &hits, None)
}
