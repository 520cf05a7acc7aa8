//! The questions that stand in a message.

use super::super::Assistant;
use super::super::turn::Turn;
use crate::domain::act::{Act, ActKind, tells_a_story, told_around};
use crate::domain::card::PointRef;

/// A question that stands in a message.
#[derive(Debug, Clone)]
pub(in super::super) struct Question {
    /// The words that ask.
    pub(in super::super) words: String,
    /// What was told around them, if they do not say everything.
    pub(super) story: Option<String>,
    /// Whether the message asks something else before it, which it does not lean on of itself.
    pub(super) further: bool,
    /// What a judge outside has chosen to answer it with, if one has.
    pub(super) chosen: Option<Vec<PointRef>>,
}

impl Question {
    /// The whole message as one question.
    pub(in super::super) fn whole(turn: &Turn<'_>) -> Self {
        Self::of(turn.words())
    }

    /// Words that are a question, whatever was told around them.
    pub(super) fn of(words: &str) -> Self {
        Self { words: words.to_owned(), story: None, further: false, chosen: None }
    }
}

/// The questions of a message. A message that asks once is one question, without what is only polite, and with what is
/// told before it as its story.
pub(in super::super) fn questions(assistant: &Assistant, turn: &Turn<'_>) -> Vec<Question> {
    let asks: Vec<&Act> = turn.reading.acts_of(ActKind::Ask).collect();
    let message = turn.words();
    let talk = turn.reading.acts.iter().filter(|act| act.kind.is_talk());
    let plain = talk.fold(message.to_owned(), |text, act| text.replacen(&act.words, "", 1));
    let plain = plain.trim_matches(|c: char| !c.is_alphanumeric() && c != '《').to_owned();
    if let [only] = asks.as_slice()
        && !tells_a_story(&plain, &only.words)
    {
        return vec![Question { chosen: only.points.clone(), ..Question::of(&plain) }];
    }
    let question = |(place, ask): (usize, &&Act)| {
        let others =
            asks.iter().enumerate().filter(|(other, _)| *other != place).map(|(_, other)| other.words.as_str());
        let story = told_around(&plain, others);
        let words = assistant.reader.without_opener(&ask.words);
        Question {
            words: words.to_owned(),
            story: tells_a_story(&story, words).then_some(story),
            further: place > 0,
            chosen: ask.points.clone(),
        }
    };
    asks.iter().enumerate().map(question).collect()
}
