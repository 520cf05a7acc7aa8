//! The lexicon: what people say, and what the documents call it.

use serde::{Deserialize, Serialize};

use super::ticket::Category;

/// Words people say and the words the documents use for the same thing.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Synonym {
    /// What people say.
    pub say: Vec<String>,
    /// What the documents say.
    pub mean: Vec<String>,
}

/// The signs of one category of trouble.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trouble {
    /// The category of the ticket.
    pub category: Category,
    /// Nouns that make the category possible without saying that anything is wrong.
    pub subjects: Vec<String>,
    /// Words that say that something of this category is wrong.
    pub signs: Vec<String>,
}

/// The signs of a complaint, whatever it is about.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Complaint {
    /// Words that say that the speaker is in trouble now.
    pub signs: Vec<String>,
    /// Words that say that something has gone wrong, whatever it is.
    #[serde(default)]
    pub harms: Vec<String>,
    /// Words that say that it is about the speaker's own firm.
    pub owns: Vec<String>,
    /// Pleas for help, as in 怎么办: beside a trouble they ask for no policy.
    #[serde(default)]
    pub pleas: Vec<String>,
    /// What a reproach begins with, as in 不是说: beside a trouble it asks nothing.
    #[serde(default)]
    pub reproaches: Vec<String>,
    /// Words that say that the question is a general one about policy.
    pub general: Vec<String>,
}

/// A kind of thing that is asked for, such as a telephone number or an interest rate.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// Its name in code.
    pub kind: String,
    /// Its name in an answer.
    pub name: String,
    /// Words by which people ask for it.
    pub cues: Vec<String>,
    /// The same as patterns (regular expressions), for what is said in many ways.
    #[serde(default)]
    pub patterns: Vec<String>,
    /// Words one of which a point must carry to answer it; empty: it cannot be told from words.
    #[serde(default)]
    pub needs: Vec<String>,
}

/// A kind of small talk.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Smalltalk {
    /// Its name; phrases have a reply for each.
    pub kind: String,
    /// Words that tell it.
    pub cues: Vec<String>,
}

/// A subject that is none of ours.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Foreign {
    /// What it is called.
    pub name: String,
    /// Words that tell it.
    pub cues: Vec<String>,
}

/// An open question: an owner says what the firm does and asks what there is for it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Open {
    /// Words that ask for help without saying which.
    pub asks: Vec<String>,
    /// Words for oneself that say nothing about the subject.
    pub plain: Vec<String>,
    /// What to look for besides what is for the industry, most useful first.
    pub general: Vec<String>,
}

/// Everything by which a message is understood.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lexicon {
    /// What people say for what the documents say.
    #[serde(default, rename = "synonym")]
    pub synonyms: Vec<Synonym>,
    /// The categories of trouble.
    #[serde(default, rename = "trouble")]
    pub troubles: Vec<Trouble>,
    /// The signs of a complaint.
    #[serde(default)]
    pub complaint: Complaint,
    /// The kinds of things asked for.
    #[serde(default, rename = "asked")]
    pub asked: Vec<Asked>,
    /// Small talk, insults, attempts to reprogram the bot.
    #[serde(default, rename = "smalltalk")]
    pub smalltalk: Vec<Smalltalk>,
    /// Subjects that are none of ours.
    #[serde(default, rename = "other")]
    pub foreign: Vec<Foreign>,
    /// Open questions.
    #[serde(default)]
    pub open: Open,
    /// Words of questions that say nothing about their subject.
    #[serde(default)]
    pub fillers: Vec<String>,
    /// Words that ask whether something still holds.
    #[serde(default)]
    pub valid: Vec<String>,
    /// Words with which a message goes on to something else.
    #[serde(default)]
    pub openers: Vec<String>,
    /// Words with which a part of a message counts one more thing.
    #[serde(default)]
    pub items: Vec<String>,
    /// The signs of a place that is only named in passing.
    #[serde(default)]
    pub passing: Passing,
}

/// How a place elsewhere is named that the question is not about: goods go there, people come from there.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Passing {
    /// What stands right before its name.
    pub before: Vec<String>,
    /// What stands right behind it.
    pub behind: Vec<String>,
    /// Words for home: beside them a place elsewhere is where somebody is or goes.
    pub home: Vec<String>,
}

/// An industry with the words people use for their trade.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Industry {
    /// The name that cards use.
    pub name: String,
    /// Trades, products and materials by which an owner names it.
    pub words: Vec<String>,
}
