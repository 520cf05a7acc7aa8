//! Cross-validation: examples are read by readers that have not seen them.

use std::path::Path;
use std::sync::Arc;

use super::{Reader, is_question};
use crate::content;
use crate::domain::knowledge::Knowledge;
use crate::domain::ticket::Category;
use crate::search::engine::Terms;

/// Every example is left out in one of so many rounds.
const FOLDS: usize = 4;

fn shipped() -> (Knowledge, Arc<Terms>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let content = content::load(&root.join("knowledge"), &root.join("dialogs")).content.unwrap();
    let terms = Arc::new(Terms::new(&content.knowledge));
    (Arc::try_unwrap(content.knowledge).unwrap(), terms)
}

/// Takes every so many-th item out of a list.
fn take_out(list: &mut Vec<String>, fold: usize) -> Vec<String> {
    let (mut out, mut rest) = (Vec::new(), Vec::new());
    for (n, item) in list.drain(..).enumerate() {
        if n % FOLDS == fold { out.push(item) } else { rest.push(item) }
    }
    *list = rest;
    out
}

/// How many of the held-out complaints are known as troubles, how many of them have their category, and how many of the
/// held-out questions are taken for troubles; each with the number of all.
#[derive(Debug, Default)]
struct Tally {
    complaints: usize,
    known: usize,
    categories: usize,
    questions: usize,
    mistaken: usize,
}

fn cross_validated() -> Tally {
    let mut tally = Tally::default();
    let (mut knowledge, terms) = shipped();
    let (examples, cards) = (knowledge.examples.clone(), knowledge.cards.clone());
    for fold in 0..FOLDS {
        let mut told: Vec<(String, Category)> = Vec::new();
        for complaint in &mut knowledge.examples.complaints {
            let category = complaint.category;
            told.extend(take_out(&mut complaint.say, fold).into_iter().map(|say| (say, category)));
        }
        let mut asked = take_out(&mut knowledge.examples.questions, fold);
        for card in &mut knowledge.cards {
            // One of each card is enough and quick.
            asked.extend(take_out(&mut card.questions, fold).into_iter().take(1));
        }
        let known = Arc::new(knowledge);
        let reader = Reader::new(known.clone(), terms.clone());
        for (say, category) in told {
            let reading = reader.read(&say);
            tally.complaints += 1;
            tally.known += usize::from(reading.trouble > 0.0);
            tally.categories += usize::from(reading.category == Some(category));
        }
        for question in asked {
            tally.questions += 1;
            tally.mistaken += usize::from(reader.read(&question).trouble > 0.0);
        }
        drop(reader);
        knowledge = Arc::try_unwrap(known).unwrap();
        (knowledge.examples, knowledge.cards) = (examples.clone(), cards.clone());
    }
    tally
}

#[test]
fn troubles_are_told_from_questions_and_from_each_other_by_readers_that_have_not_seen_them() {
    let tally = cross_validated();
    assert!(tally.known * 100 >= tally.complaints * 80, "{tally:?}");
    assert!(tally.categories * 100 >= tally.complaints * 83, "{tally:?}");
    assert!(tally.mistaken * 100 <= tally.questions, "{tally:?}");
}

#[test]
fn a_verb_with_its_denial_asks() {
    for text in ["进项税退不退", "新区批了没", "这个能报不?", "搬没搬"] {
        assert!(is_question(text), "{text}");
    }
    for text in ["停电了没人管", "管道不通"] {
        assert!(!is_question(text), "{text}");
    }
}
