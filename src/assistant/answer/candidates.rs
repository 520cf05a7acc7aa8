//! What a judge outside may choose from.

use super::super::Assistant;
use super::super::turn::Turn;
use super::basis::says_nothing;
use super::retrieve::SILENT;
use super::{Question, look, questions, roundup};
use crate::domain::card::PointRef;
use crate::judge::Request;

/// So many for one question.
const OF_QUESTION: usize = 20;

/// What was found for a message.
pub(in super::super) struct Candidates {
    /// The points, those for each question best first, by turns.
    pub(in super::super) points: Vec<PointRef>,
    /// What the best one is worth to the judge that is built in, for the question for which it knows least.
    pub(in super::super) support: f32,
}

/// The points for each question of the message, or for all of it if none was found in it.
pub(in super::super) fn of_message(assistant: &Assistant, turn: &Turn<'_>) -> Candidates {
    let asked = questions(assistant, turn);
    let asked = if asked.is_empty() { vec![Question::whole(turn)] } else { asked };
    let found: Vec<_> = asked.iter().map(|question| of_question(assistant, turn, question)).collect();
    let support = found.iter().map(|found| found.support).fold(1.0, f32::min);
    Candidates { points: by_turns(found.into_iter().map(|found| found.points).collect()), support }
}

/// The points that better words find, behind some that are candidates already.
pub(in super::super) fn of_words(
    assistant: &Assistant,
    turn: &Turn<'_>,
    words: &str,
    mut known: Vec<PointRef>,
) -> Vec<PointRef> {
    let found = of_question(assistant, turn, &Question::of(words)).points;
    known.extend(found);
    by_turns(vec![known])
}

/// The points for one question, best first: with what fits an open question and what the documents do not say.
fn of_question(assistant: &Assistant, turn: &Turn<'_>, question: &Question) -> Candidates {
    let reading = assistant.reader.words(&question.words);
    let story = question.story.as_deref().map(|story| assistant.reader.words(story));
    let found = look(assistant, turn.conversation.topic.as_ref(), reading, story.as_ref(), turn.today());
    let whole = story.as_ref().unwrap_or(&found.reading);
    let fits = whole.open.as_ref().and_then(|trade| roundup::choose(assistant, trade, &whole.industries, turn.today()));
    let silent = |at: &PointRef| says_nothing(assistant, *at);
    let in_order: Vec<PointRef> =
        fits.into_iter().flatten().chain(found.evidence.iter().map(|known| known.at)).collect();
    let mut silences = in_order.iter().filter(|at| silent(at)).count().min(SILENT);
    let mut speaking = OF_QUESTION - silences;
    let mut points: Vec<PointRef> = Vec::new();
    for at in in_order {
        let room = if silent(&at) { &mut silences } else { &mut speaking };
        if *room > 0 && !points.contains(&at) {
            *room -= 1;
            points.push(at);
        }
    }
    Candidates { points, support: found.support() }
}

/// Each point once, as many as a request may have, the lists by turns.
fn by_turns(lists: Vec<Vec<PointRef>>) -> Vec<PointRef> {
    let longest = lists.iter().map(Vec::len).max().unwrap_or(0);
    let all = (0..longest).flat_map(|rank| lists.iter().filter_map(move |list| list.get(rank)));
    let mut points: Vec<PointRef> = Vec::new();
    for at in all {
        if points.len() < Request::POINTS && !points.contains(at) {
            points.push(*at);
        }
    }
    points
}
