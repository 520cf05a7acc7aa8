//! Finds example questions of a card that other cards answer better.

use std::path::Path;

use super::of_each;
use crate::content::card_place::CardPlace;
use crate::content::fault::Fault;
use crate::domain::card::Card;
use crate::domain::ids::CardId;
use crate::domain::knowledge::Knowledge;
use crate::search::engine::Terms;
use crate::search::{Query, Search};

/// So many cards that are found are named.
const NAMED: usize = 3;
/// So many points are looked at to find so many cards.
const POINTS: usize = 24;

/// A warning for each question of a card by which neither the card nor a sibling is found first.
pub(super) fn better_elsewhere(knowledge: &Knowledge, terms: &Terms, search: &dyn Search, dir: &Path) -> Vec<Fault> {
    of_each(&knowledge.cards, |card| misleading(knowledge, terms, search, card, dir))
}

fn misleading(knowledge: &Knowledge, terms: &Terms, search: &dyn Search, card: &Card, dir: &Path) -> Vec<Fault> {
    let found = card.questions.iter().filter_map(|question| {
        let found = found(knowledge, search, card, terms.read(question));
        let first = found.first().is_some_and(|first| **first == card.id || card.siblings.contains(first));
        (!first).then_some((question, found))
    });
    let fault = |(question, found): (&String, Vec<&CardId>)| {
        let others: Vec<_> = found.into_iter().map(CardId::as_str).collect();
        let reason = format!("“{question}”这样问，先找到的是别的卡片：{}", others.join("、"));
        let cure =
            "把问法写得更有这张卡片的特点，或移到更贴切的卡片；本来就是同一件事，两张卡片的 siblings 互相写上对方";
        match CardPlace::read(dir, card) {
            Ok(place) => place.fault(question, reason, cure).as_warning(),
            Err(fault) => fault,
        }
    };
    found.map(fault).collect()
}

/// The first cards found for a question in the card's own province.
fn found<'a>(knowledge: &'a Knowledge, search: &dyn Search, card: &Card, text: String) -> Vec<&'a CardId> {
    let query = Query { text, province: Some(card.region.clone()), ..Query::default() };
    let mut found: Vec<&CardId> = Vec::new();
    for hit in search.search(&query, POINTS) {
        let id = &knowledge.cards[hit.at.card].id;
        if !found.contains(&id) {
            found.push(id);
        }
        if found.len() == NAMED {
            break;
        }
    }
    found
}
