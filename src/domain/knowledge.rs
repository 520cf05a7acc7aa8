//! The knowledge as a whole: documents, cards and the words by which questions are understood.

use std::collections::{BTreeSet, HashMap};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::card::{Card, Point, PointRef};
use super::document::Document;
use super::example::Examples;
use super::ids::{CardId, DocumentId};
use super::lexicon::{Industry, Lexicon};
use super::point::Reference;
use super::region::Regions;
use super::validity::Standing;

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
}

impl Knowledge {
    /// The document of that id.
    pub fn document(&self, id: &DocumentId) -> Option<&Document> {
        self.documents.iter().find(|document| &document.id == id)
    }

    /// Whether some document is for the province that a place lies in.
    pub fn covers(&self, place: &str) -> bool {
        let province = self.regions.province_of(place);
        province.is_some_and(|province| self.documents.iter().any(|document| document.region == province.name))
    }

    /// The document of that id, if the text is an id at all.
    pub fn document_named(&self, id: &str) -> Option<&Document> {
        self.documents.iter().find(|document| document.id.as_str() == id)
    }

    /// Every point that stands at a place of a document, with its card, in card order.
    pub fn points_at(&self, document: &DocumentId, locator: &str) -> impl Iterator<Item = (&Card, &Point)> {
        let at = move |point: &Point| {
            point.citations.iter().any(|cited| cited.document == *document && cited.locator == locator)
        };
        let points = self.cards.iter().flat_map(|card| card.points.iter().map(move |point| (card, point)));
        points.filter(move |(_, point)| at(point))
    }

    /// How many points stand at each place of a document that has any.
    pub fn points_by_place(&self, document: &DocumentId) -> HashMap<&str, usize> {
        let mut held = HashMap::new();
        for (_, point) in self.points() {
            let places = point.citations.iter().filter(|cited| cited.document == *document);
            let places: BTreeSet<&str> = places.map(|cited| cited.locator.as_str()).collect();
            places.into_iter().for_each(|place| *held.entry(place).or_default() += 1);
        }
        held
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

    /// Where the point stands that a reference means; none if there is no such point any more.
    pub fn find(&self, reference: &Reference) -> Option<PointRef> {
        let card = self.position(&reference.card)?;
        let point = self.cards[card].points.iter().position(|point| point.id == reference.point)?;
        Some(PointRef { card, point })
    }

    /// How others refer to the point at a place for good.
    pub fn reference(&self, at: PointRef) -> Reference {
        Reference { card: self.cards[at.card].id.clone(), point: self.point(at).id.clone() }
    }

    /// How a point stands on a day: what has ended it or all its documents goes before its days, and its own days
    /// before those of its documents, of which the one that holds speaks for it.
    pub fn standing(&self, point: &Point, day: Date) -> Standing {
        let own = point.validity.as_ref().map(|validity| (validity.has_days(), validity.standing(day)));
        if let Some((_, standing)) = own.as_ref().filter(|(_, standing)| !standing.answers()) {
            return standing.clone();
        }
        let documents = point.citations.iter().filter_map(|citation| self.document(&citation.document));
        let best = documents.map(|document| document.standing(day)).min_by_key(Standing::rank);
        match (own, best) {
            (_, Some(best)) if !best.answers() => best,
            (Some((true, own)), _) => own,
            (_, best) => best.unwrap_or(Standing::InForce),
        }
    }

    /// Every point with its place, in card order.
    pub fn points(&self) -> impl Iterator<Item = (PointRef, &Point)> {
        self.cards
            .iter()
            .enumerate()
            .flat_map(|(card, c)| c.points.iter().enumerate().map(move |(point, p)| (PointRef { card, point }, p)))
    }
}
