//! Knowledge cards: what we know of one instrument, as points that each carry their citation.

use serde::{Deserialize, Serialize};

use super::ids::{CardId, DocumentId, PointId};
use super::point::Nature;
use super::validity::Validity;

/// What sort of instrument a card tells of; how binding each of its points is, the points themselves say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CardNature {
    /// Money, relief or backing for doing something.
    Support,
    /// Matchmaking, training, platforms, coordination.
    Service,
    /// Where an industry is meant to go.
    Direction,
    /// A figure to be reached.
    Target,
    /// A figure that was reached.
    Result,
    /// What enterprises must do.
    Duty,
    /// What is forbidden or cut back.
    Ban,
}

impl CardNature {
    /// Whether an enterprise that asks for help is helped by such a card.
    pub fn helps(self) -> bool {
        matches!(self, Self::Support | Self::Service | Self::Direction)
    }
}

/// A place in a document.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Citation {
    /// The document.
    pub document: DocumentId,
    /// The place in it, one of the document's locators, such as `(二)14`.
    pub locator: String,
}

/// One statement with its citation: the unit that is searched and quoted.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Point {
    /// Unique within its card and stable when its neighbours change: written in the file, or made from its words until
    /// it is.
    pub id: PointId,
    /// How binding it is; none where its file does not say so yet.
    pub nature: Option<Nature>,
    /// The days on which it holds and what has ended it, where that differs from its documents.
    pub validity: Option<Validity>,
    /// The statement, understandable on its own, at most [`Point::MAX_CHARS`] characters.
    pub text: String,
    /// Where it stands; never empty.
    pub citations: Vec<Citation>,
    /// How people ask for just this point.
    pub questions: Vec<String>,
}

impl Point {
    /// The longest point that still reads well on a phone.
    pub const MAX_CHARS: usize = 110;
}

/// What we know of one instrument, in our own words.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Card {
    /// The id, equal to the file's name.
    pub id: CardId,
    /// What it is about.
    pub title: String,
    /// The topic it belongs to, one of `categories.toml`.
    pub category: String,
    /// Names of the instrument, unique over all cards.
    pub aliases: Vec<String>,
    /// How people really ask for it.
    pub questions: Vec<String>,
    /// The documents its points cite.
    pub documents: Vec<DocumentId>,
    /// Whom it is for, in words.
    pub audience: String,
    /// The province it holds in.
    pub region: String,
    /// What sort of statement it makes.
    pub nature: CardNature,
    /// The industries it is for; empty means all.
    pub industries: Vec<String>,
    /// Cards on the same matter by design: a question of one may find the other.
    pub siblings: Vec<CardId>,
    /// The instruments it covers, by their ids in the list of instruments.
    pub covers: Vec<String>,
    /// The statements, most important first; never empty.
    pub points: Vec<Point>,
}

impl Card {
    /// So many characters stand on a button of a phone.
    const ON_BUTTON: usize = 14;

    /// How an owner asks for it in few words; its title where all its questions are long.
    pub fn asked_shortly(&self) -> &str {
        let short = |question: &&String| question.chars().count() <= Self::ON_BUTTON;
        self.questions.iter().find(short).unwrap_or(&self.title)
    }
}

/// A point by its place in the knowledge: the card's position and the point's position in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PointRef {
    /// Position of the card in [`super::knowledge::Knowledge::cards`].
    pub card: usize,
    /// Position of the point in the card.
    pub point: usize,
}
