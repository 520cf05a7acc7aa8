//! Documents, their places and points in the words of the pages.

use jiff::civil::Date;
use serde::Serialize;

use crate::domain::document::Document;
use crate::domain::knowledge::Knowledge;
use crate::domain::validity::Standing;
use crate::http::document_address;

/// A document.
#[derive(Debug, Serialize)]
pub(in crate::channel::web) struct Shown {
    title: String,
    issuer: String,
    number: Option<String>,
    date: Option<String>,
    region: String,
    period: String,
    /// Why it is not in force, in a word; none if it is.
    over: Option<&'static str>,
    /// Where its issuer publishes it.
    address: Option<String>,
    url: String,
}

impl Shown {
    /// A document as it stands on a day.
    pub(super) fn of(document: &Document, today: Date) -> Self {
        Self {
            title: document.titled(),
            issuer: document.issuer.clone(),
            number: document.number.clone(),
            date: document.date.map(|date| date.to_string()),
            region: document.region.clone(),
            period: document.period.to_string(),
            over: over(&document.standing(today)),
            address: document.address.clone(),
            url: document_address::of(&document.id),
        }
    }

    /// Whether it is not in force.
    pub(super) fn is_over(&self) -> bool {
        self.over.is_some()
    }
}

/// Why something does not hold, in a word; none if it does.
fn over(standing: &Standing) -> Option<&'static str> {
    match standing {
        Standing::InForce => None,
        Standing::NotYet { .. } => Some("未开始"),
        Standing::Ended { .. } => Some("已到期"),
        Standing::Superseded { .. } => Some("已被替代"),
        Standing::Withdrawn { .. } => Some("已废止"),
    }
}

/// A place of a document.
#[derive(Debug, Serialize)]
pub(super) struct ShownPlace {
    locator: String,
    points: usize,
    url: String,
}

impl ShownPlace {
    /// Those of the places that we hold points from.
    pub(super) fn with_points<'a>(
        knowledge: &Knowledge,
        document: &Document,
        places: impl Iterator<Item = &'a str>,
    ) -> Vec<Self> {
        let held = knowledge.points_by_place(&document.id);
        let place = |locator: &str| {
            let points = *held.get(locator)?;
            Some(Self { locator: locator.to_owned(), points, url: document_address::of_place(&document.id, locator) })
        };
        places.filter_map(place).collect()
    }
}

/// What a card says from one place.
#[derive(Debug, Serialize)]
pub(super) struct OfCard {
    title: String,
    points: Vec<String>,
}

impl OfCard {
    /// Every card that says something from a place, with all it says.
    pub(super) fn all(knowledge: &Knowledge, document: &Document, locator: &str) -> Vec<Self> {
        let mut cards: Vec<Self> = Vec::new();
        let mut last = None;
        for (card, point) in knowledge.points_at(&document.id, locator) {
            if last != Some(&card.id) {
                cards.push(Self { title: card.title.clone(), points: Vec::new() });
                last = Some(&card.id);
            }
            if let Some(of_card) = cards.last_mut() {
                of_card.points.push(point.text.clone());
            }
        }
        cards
    }
}
