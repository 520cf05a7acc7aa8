//! What speaks for or against a point besides its words: province, document, years, industry, what was asked before.

use super::profile::{CardProfile, PointProfile};
use super::words::Spotter;
use super::years::years_in;
use super::{Features, Query};
use crate::domain::card::Card;
use crate::domain::knowledge::Knowledge;

/// What the second card of the earlier answer counts for beside the first.
const ALSO_ANSWERED: f32 = 0.4;

/// The circumstances of one question.
pub(super) struct Circumstances<'a> {
    query: &'a Query,
    years: Vec<i16>,
    wants_figure: bool,
    /// Whether it names each document.
    named: Vec<bool>,
    /// Whether each document is for the province asked for; empty if any will do.
    fitting: Vec<bool>,
    /// The parts of documents that the card that answered before cites first.
    parts: &'a [usize],
}

impl<'a> Circumstances<'a> {
    /// The circumstances of a question; `documents` are what people call them.
    pub(super) fn new(
        query: &'a Query,
        knowledge: &Knowledge,
        documents: &Spotter<usize>,
        cards: &[CardProfile],
        points: &'a [PointProfile],
    ) -> Self {
        let mut named = vec![false; knowledge.documents.len()];
        documents.spot(&query.text).for_each(|(_, document)| named[*document] = true);
        let fitting = query.province.iter();
        let fitting = fitting.flat_map(|province| knowledge.documents.iter().map(move |d| d.region == *province));
        let earlier = query.context.as_ref().and_then(|context| knowledge.position(context.cards.first()?));
        let parts = earlier.map_or(&[][..], |card| points[cards[card].first].parts.as_slice());
        let (years, wants_figure) = (years_in(&query.text), wants_figure(&query.text));
        Self { years, wants_figure, named, fitting: fitting.collect(), parts, query }
    }

    /// What they say of every point of a card.
    pub(super) fn of_card(&self, card: &Card, features: &mut Features) {
        if !self.query.industries.is_empty() && !card.industries.is_empty() {
            let fits = card.industries.iter().any(|industry| self.query.industries.contains(industry));
            features.industry = if fits { 1.0 } else { -1.0 };
        }
        if let Some(context) = &self.query.context {
            let first = flag(context.cards.first() == Some(&card.id));
            features.context = first + ALSO_ANSWERED * flag(context.cards.contains(&card.id));
        }
    }

    /// What they say of a point.
    pub(super) fn of_point(&self, point: &PointProfile, features: &mut Features) {
        if !self.years.is_empty() {
            features.years = if self.years.iter().any(|year| point.years.contains(year)) { 1.0 } else { -1.0 };
        }
        features.document = flag(point.documents.iter().any(|document| self.named[*document]));
        if !self.fitting.is_empty() {
            features.province = flag(point.documents.iter().any(|document| self.fitting[*document])) - 1.0;
        }
        features.nearby = flag(point.parts.iter().any(|part| self.parts.contains(part)));
        features.figure = flag(self.wants_figure && point.has_figure);
    }
}

fn flag(holds: bool) -> f32 {
    if holds { 1.0 } else { 0.0 }
}

/// Whether a question asks for a figure.
fn wants_figure(read: &str) -> bool {
    ["多少", "几", "多大", "百分之", "第几"].iter().any(|cue| read.contains(cue))
}
