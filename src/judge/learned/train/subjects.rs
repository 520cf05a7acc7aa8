//! Learns which cards questions are about.

use super::super::grams::of_question;
use super::super::subject::{CardOdds, Example, Subjects, given};
use super::{FOLDS, chance, in_parallel};
use crate::content::corpus::{Labelled, Sample};
use crate::domain::act::ActKind;
use crate::domain::knowledge::Knowledge;

/// The first so many right points of a question tell its cards.
const FIRST: usize = 3;

/// The odds of cards for messages of the corpus: those of each part by what was learned from the other parts.
pub struct UnseenOdds(Vec<CardOdds>);

impl UnseenOdds {
    /// Those for the questions of a message of the corpus, by its number.
    pub fn of(&self, sample: usize) -> &CardOdds {
        &self.0[sample % FOLDS]
    }
}

/// Learns from the files and the corpus, once from everything and once for each part from the others.
pub(super) fn learn(
    knowledge: &Knowledge,
    normal: impl Fn(&str) -> String,
    corpus: &[Sample],
) -> (Subjects, UnseenOdds) {
    let given = given(knowledge, &normal);
    let asked: Vec<(usize, Example)> = corpus
        .iter()
        .enumerate()
        .flat_map(|(number, sample)| sample.acts.iter().map(move |act| (number, sample, act)))
        .flat_map(|(number, sample, act)| {
            examples(knowledge, &normal, sample, act).into_iter().map(move |e| (number, e))
        })
        .collect();
    let learned = |left_out: Option<usize>| {
        let wanted = asked.iter().filter(|(number, _)| Some(number % FOLDS) != left_out);
        let examples: Vec<Example> = given.iter().chain(wanted.map(|(_, example)| example)).cloned().collect();
        Subjects::learn(knowledge, &examples, chance())
    };
    let parts = (0..FOLDS).map(Some).chain([None]).map(|left_out| {
        let learned = &learned;
        move || learned(left_out)
    });
    let mut parts = in_parallel(parts.collect());
    let all = parts.pop().unwrap_or_default();
    (all, UnseenOdds(parts.iter().map(|part| part.ready(knowledge)).collect()))
}

/// A question of the corpus, once for each card that answers it.
fn examples(knowledge: &Knowledge, normal: impl Fn(&str) -> String, sample: &Sample, act: &Labelled) -> Vec<Example> {
    let points = act.points.iter().flatten().filter(|_| act.act == ActKind::Ask);
    let mut cards: Vec<usize> = points.filter_map(|point| Some(knowledge.find(point)?.card)).take(FIRST).collect();
    cards.sort_unstable();
    cards.dedup();
    if cards.is_empty() {
        return Vec::new();
    }
    let runs = of_question(&normal(&sample.whole(act)));
    cards.into_iter().map(|card| Example { runs: runs.clone(), card, worth: 1.0 }).collect()
}
