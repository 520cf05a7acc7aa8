//! What is said once more about the last answer: further points, where it stands, whether it still holds.

use super::super::Assistant;
use super::super::phrases::fill;
use super::super::reading::HOME;
use super::super::turn::Turn;
use super::{Question, compose, conclude, retrieve};
use crate::domain::card::PointRef;
use crate::domain::conversation::Topic;
use crate::domain::document::Document;
use crate::domain::reply::{Kind, Reply};

/// So many further points are told at once.
const FURTHER: usize = 3;

/// Further points for the question asked last: never those that were told already.
pub(in super::super) fn more(assistant: &Assistant, turn: &mut Turn<'_>) -> Option<Reply> {
    let topic = turn.conversation.topic.clone()?;
    let told = told(assistant, &topic);
    let reading = assistant.reader.words(&topic.question);
    let hits = retrieve(assistant, None, &reading, None, None);
    let evidence = assistant.learned.support(&reading.text, &hits);
    let worth = assistant.learned.worth_saying();
    let siblings = topic.cards.iter().filter_map(|card| assistant.knowledge().position(card)).flat_map(|card| {
        (0..assistant.knowledge().cards[card].points.len()).map(move |point| PointRef { card, point })
    });
    let found = evidence.iter().filter(|known| known.support >= worth).map(|known| known.at);
    let mut further: Vec<PointRef> = Vec::new();
    for at in found.chain(siblings) {
        if further.len() < FURTHER && !told.contains(&at) && !further.contains(&at) {
            further.push(at);
        }
    }
    if further.is_empty() {
        return Some(Reply::plain(Kind::Answer, &assistant.phrases().answer.no_more));
    }
    let question = Question::of(&topic.question);
    let reply = compose::answer(assistant, &further, Some(HOME), 1.0, turn.today());
    let reply = conclude(assistant, turn, &question, reply, &further);
    if let Some(now) = &mut turn.conversation.topic {
        now.told.splice(0..0, topic.told);
    }
    Some(reply)
}

/// The documents and places that the last answer rests on.
pub(in super::super) fn source(assistant: &Assistant, turn: &Turn<'_>) -> Option<Reply> {
    let told = told(assistant, turn.conversation.topic.as_ref()?);
    let citations = compose::sources(assistant, &told, turn.today());
    if citations.is_empty() {
        return None;
    }
    let documents = compose::documents(assistant, &told).into_iter().map(|document| document.short.as_str());
    let documents = documents.collect::<Vec<_>>().join("、");
    let text = fill(&assistant.phrases().answer.rests_on, &[("documents", &documents)]);
    Some(Reply { citations, ..Reply::plain(Kind::Answer, text) })
}

/// The documents that all answers rest on, for whoever asks before anything was told.
pub(in super::super) fn documents(assistant: &Assistant) -> Reply {
    let documents = assistant.knowledge().documents.iter().map(Document::titled).collect::<Vec<_>>().join("、");
    let text = fill(&assistant.phrases().answer.documents, &[("documents", &documents)]);
    Reply::plain(Kind::Smalltalk, text)
}

/// Whether what was told last still holds, said of each of its documents.
pub(in super::super) fn validity(assistant: &Assistant, turn: &Turn<'_>) -> Option<Reply> {
    let told = told(assistant, turn.conversation.topic.as_ref()?);
    let phrases = &assistant.phrases().answer;
    let line = |document: &Document| {
        let template = if document.standing(turn.today()).is_in_force() { &phrases.holds } else { &phrases.ended };
        fill(template, &[("document", &document.short), ("year", &document.period.to().to_string())])
    };
    let lines: Vec<String> = compose::documents(assistant, &told).into_iter().map(line).collect();
    let citations = compose::sources(assistant, &told, turn.today());
    (!lines.is_empty()).then(|| Reply { citations, ..Reply::plain(Kind::Answer, lines.join("\n")) })
}

/// The points that were told.
fn told(assistant: &Assistant, topic: &Topic) -> Vec<PointRef> {
    topic.told.iter().filter_map(|point| assistant.knowledge().find(point)).collect()
}
