//! The knowledge as a whole: documents, cards and the words by which questions are understood.

use serde::{Deserialize, Serialize};

use super::card::{Card, Point, PointRef};
use super::document::Document;
use super::example::Examples;
use super::ids::{CardId, DocumentId};
use super::lexicon::{Industry, Lexicon};
use super::region::Regions;

/// A topic that cards are filed under.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// Its name, also the name of its folder.
    pub name: String,
    /// What it is about, in the owner's words, as offered when nothing fits.
    pub about: String,
}

/// Everything the assistant knows, loaded and checked as one.
#[derive(Debug, Default)]
pub struct Knowledge {
    /// The official documents.
    pub documents: Vec<Document>,
    /// The topics, in the order they are shown.
    pub topics: Vec<Topic>,
    /// The cards, ordered by id.
    pub cards: Vec<Card>,
    /// The regions.
    pub regions: Regions,
    /// The industries.
    pub industries: Vec<Industry>,
    /// What people say.
    pub lexicon: Lexicon,
    /// Examples of troubles and of what is none.
    pub examples: Examples,
    /// A digest of all files, to tell versions apart.
    pub digest: String,
}

impl Knowledge {
    /// The document of that id.
    pub fn document(&self, id: &DocumentId) -> Option<&Document> {
        self.documents.iter().find(|document| &document.id == id)
    }

    /// The card of that id.
    pub fn card(&self, id: &CardId) -> Option<&Card> {
        self.position(id).map(|at| &self.cards[at])
    }

    /// Where the card of that id stands.
    pub fn position(&self, id: &CardId) -> Option<usize> {
        self.cards.binary_search_by(|card| card.id.cmp(id)).ok()
    }

    /// The point at a place; panics if the place is of another knowledge.
    pub fn point(&self, at: PointRef) -> &Point {
        &self.cards[at.card].points[at.point]
    }

    /// Every point with its place, in card order.
    pub fn points(&self) -> impl Iterator<Item = (PointRef, &Point)> {
        self.cards
            .iter()
            .enumerate()
            .flat_map(|(card, c)| c.points.iter().enumerate().map(move |(point, p)| (PointRef { card, point }, p)))
    }
}
