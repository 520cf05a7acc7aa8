//! What one message does: its acts.

use serde::{Deserialize, Serialize};

use super::card::PointRef;
use super::ticket::Category;

/// One thing that a message does. A message has one or several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ActKind {
    /// Asks about policy or the documents.
    Ask,
    /// Tells a trouble of the firm.
    Trouble,
    /// Asks how far an own ticket is.
    Chase,
    /// Adds to an own ticket.
    Supplement,
    /// Says that something in an own ticket is wrong.
    Correct,
    /// Takes an own ticket back.
    Withdraw,
    /// Says that it is solved.
    Solved,
    /// Says that it is not solved, or not wholly.
    Unsolved,
    /// Says how the help was.
    Rate,
    /// Speaks of the data kept about the sender: consent, deletion, who sees it.
    Data,
    /// Tells a fact about the firm.
    Fact,
    /// Asks for the document itself.
    Source,
    /// Wants to hear more of the same.
    More,
    /// Gives up what is under way.
    GiveUp,
    /// Wants to register something or to speak to a person, without saying what.
    Register,
    /// Greets.
    Greet,
    /// Thanks.
    Thanks,
    /// Insults.
    Insult,
    /// Tries to reprogram the assistant.
    Inject,
    /// Talks of something else.
    Chat,
    /// Is in another language.
    Foreign,
    /// Passes on what somebody else has written.
    Forwarded,
    /// Answers the question that a form has asked.
    Answer,
    /// Cannot tell yet whether it is solved.
    Later,
}

impl ActKind {
    /// Every kind, in the order of their numbers.
    pub const ALL: [Self; 24] = [
        Self::Ask,
        Self::Trouble,
        Self::Chase,
        Self::Supplement,
        Self::Correct,
        Self::Withdraw,
        Self::Solved,
        Self::Unsolved,
        Self::Rate,
        Self::Data,
        Self::Fact,
        Self::Source,
        Self::More,
        Self::GiveUp,
        Self::Register,
        Self::Greet,
        Self::Thanks,
        Self::Insult,
        Self::Inject,
        Self::Chat,
        Self::Foreign,
        Self::Forwarded,
        Self::Answer,
        Self::Later,
    ];

    /// Whether it is no business of ours and stands in the way of nothing else in the message.
    pub fn is_talk(self) -> bool {
        matches!(self, Self::Greet | Self::Thanks | Self::Insult | Self::Inject | Self::Chat)
    }

    /// Whether it speaks of an own ticket.
    pub fn is_of_ticket(self) -> bool {
        matches!(
            self,
            Self::Chase
                | Self::Supplement
                | Self::Correct
                | Self::Withdraw
                | Self::Solved
                | Self::Unsolved
                | Self::Rate
                | Self::Later
        )
    }
}

/// One thing that a message does, with the words that do it.
#[derive(Debug, Clone, PartialEq)]
pub struct Act {
    /// What it does.
    pub kind: ActKind,
    /// The words of the message that do it.
    pub words: String,
    /// How likely it is meant so, 0 to 1.
    pub probability: f32,
    /// The category of a trouble, if it is clear.
    pub category: Option<Category>,
    /// What a judge has chosen to answer a question with, best first; nothing if it is still to be looked for.
    pub points: Option<Vec<PointRef>>,
}

/// A message of at most so many characters is its own question, whatever else it does.
const OWN_QUESTION: usize = 40;

/// Whether a message tells more than it asks.
pub fn tells_a_story(message: &str, asked: &str) -> bool {
    let length = message.chars().count();
    length > OWN_QUESTION && asked.chars().count() * 2 < length
}

/// What a message tells around one of its questions: everything but what its other questions say.
pub fn told_around<'a>(message: &str, others: impl Iterator<Item = &'a str>) -> String {
    others.fold(message.to_owned(), |text, other| text.replacen(other, "", 1))
}

/// What a conversation is in the middle of when a message comes; it decides how short words are read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Open {
    /// How an own ticket stands.
    pub ticket: Option<OpenTicket>,
    /// What a form has asked for.
    pub form: Option<OpenForm>,
}

/// How an own ticket stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OpenTicket {
    /// It is being worked on.
    Open,
    /// It is answered, and the enterprise was asked whether that solves it.
    Answered,
    /// It is closed.
    Closed,
}

/// What a form has asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OpenForm {
    /// The consent to the privacy notice.
    Consent,
    /// What has happened.
    Description,
    /// Which category.
    Category,
    /// Where.
    Region,
    /// The firm's name.
    Enterprise,
    /// Whom to speak to.
    Contact,
    /// Their number.
    Phone,
    /// Whether the summary is right.
    Confirm,
}
