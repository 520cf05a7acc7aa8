//! Finds example questions of a card that other cards answer better.

use std::path::Path;
use std::thread;

use super::super::super::progress;
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
    let cards = &knowledge.cards;
    let progress = progress::bar(cards.len(), "试每张卡片的问法");
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let of = |card| {
        progress.inc(1);
        misleading(knowledge, terms, search, card, dir)
    };
    let of = &of;
    let faults = thread::scope(|scope| {
        let parts = cards.chunks(cards.len().div_ceil(threads).max(1));
        let running: Vec<_> =
            parts.map(|part| scope.spawn(move || part.iter().flat_map(of).collect::<Vec<_>>())).collect();
        running.into_iter().flat_map(|part| part.join().expect("a search does not panic")).collect()
    });
    progress.finish_and_clear();
    faults
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
