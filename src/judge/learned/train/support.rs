//! Learns what candidates are worth, from questions with the points that a careful clerk would say.

use super::super::Learned;
use super::super::grams::of_words;
use super::super::linear::{self, Linear};
use super::super::support::{Inputs, SILENT, Support, inputs};
use super::super::trees::Trees;
use super::{FOLDS, SEED, chance, in_parallel};
use crate::domain::card::PointRef;
use crate::search::Hit;

/// An answer says so many points on average.
const POINTS: f32 = 2.7;
/// In talks so many questions have an answer for each that has none.
const ANSWERABLE: f32 = 9.0;

/// A question with its candidates and the points that answer it; none where the documents are silent.
pub struct Task {
    /// The question in the one spelling.
    pub question: String,
    /// What was found for it, best first.
    pub hits: Vec<Hit>,
    /// What a careful clerk would say.
    pub right: Vec<PointRef>,
}

impl Task {
    fn is_silent(&self) -> bool {
        self.right.is_empty()
    }
}

/// How the judge does on questions that it has not learned from.
#[derive(Debug, Default)]
pub struct SupportReport {
    /// Questions with an answer.
    pub answerable: usize,
    /// Those of them with a right point among the candidates.
    pub among_candidates: usize,
    /// Those whose best candidate is right and thought enough.
    pub answered: usize,
    /// Those with all right points said.
    pub complete: usize,
    /// Those that were refused.
    pub refused: usize,
    /// Questions without an answer.
    pub silent: usize,
    /// Those of them that were refused.
    pub silent_refused: usize,
    /// By tenths of support: candidates, the sum of their support, right ones.
    pub tenths: [(usize, f32, usize); 10],
}

/// Learns from the tasks what is in `learned` about support, and tells how well it does on what it has not seen. Each part
/// of the tasks is measured by what was learned from the others, so that nothing is believed that was only remembered.
pub(super) fn learn(learned: &mut Learned, tasks: &[Task]) -> SupportReport {
    let silent = silence_unseen(tasks);
    let looked: Vec<Vec<Inputs>> =
        tasks.iter().zip(&silent).map(|(task, silent)| inputs(&task.question, &task.hits, *silent)).collect();
    let mut unseen: Vec<Vec<f32>> = vec![Vec::new(); tasks.len()];
    let folds = (0..FOLDS).map(Some).chain([None]).map(|fold| {
        let looked = &looked;
        move || fit(tasks, looked, |number| Some(number % FOLDS) != fold)
    });
    let mut fits = in_parallel(folds.collect());
    let trees = fits.pop().unwrap_or_default();
    for (fold, trees) in fits.into_iter().enumerate() {
        for number in (fold..tasks.len()).step_by(FOLDS) {
            unseen[number] = looked[number].iter().map(|inputs| trees.of(inputs)).collect();
        }
    }
    let enough = enough(tasks, &unseen);
    let worth_saying = worth_saying(&unseen, enough);
    let support = Support { trees, enough, worth_saying };
    let report = report(tasks, &unseen, &support);
    learned.support = support;
    learned.silence = silence(tasks, |_| true);
    report
}

/// How much the words of each question sound like what the documents do not say, told by what was learned from others.
fn silence_unseen(tasks: &[Task]) -> Vec<f32> {
    let mut unseen = vec![0.0; tasks.len()];
    for fold in 0..FOLDS {
        let linear = silence(tasks, |number| number % FOLDS != fold);
        for (number, task) in tasks.iter().enumerate().filter(|(number, _)| number % FOLDS == fold) {
            unseen[number] = linear.probabilities(&of_words(&task.question))[SILENT];
        }
    }
    unseen
}

fn silence(tasks: &[Task], wanted: impl Fn(usize) -> bool) -> Linear {
    let chosen = tasks.iter().enumerate().filter(|(number, _)| wanted(*number));
    let example = |(_, task): (usize, &Task)| linear::Example {
        features: of_words(&task.question),
        class: if task.is_silent() { SILENT } else { 0 },
        worth: 1.0,
    };
    Linear::learn(2, &chosen.map(example).collect::<Vec<_>>(), chance())
}

/// Grows trees on the candidates of the tasks that are wanted.
fn fit(tasks: &[Task], looked: &[Vec<Inputs>], wanted: impl Fn(usize) -> bool) -> Trees {
    let (mut rows, mut right): (Vec<&[f32]>, Vec<bool>) = (Vec::new(), Vec::new());
    for (number, task) in tasks.iter().enumerate().filter(|(number, _)| wanted(*number)) {
        rows.extend(looked[number].iter().map(|inputs| inputs.as_slice()));
        right.extend(task.hits.iter().map(|hit| task.right.contains(&hit.at)));
    }
    Trees::grow(&rows, &right, SEED)
}

/// The best candidate of a task by what it is worth.
fn best(unseen: &[f32]) -> Option<(usize, f32)> {
    unseen.iter().copied().enumerate().max_by(|a, b| a.1.total_cmp(&b.1))
}

/// The support from which on answering is right more often than refusing.
fn enough(tasks: &[Task], unseen: &[Vec<f32>]) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "some thousand questions")]
    let count = |silent: bool| tasks.iter().filter(|task| task.is_silent() == silent).count().max(1) as f32;
    let silent_worth = count(false) / (ANSWERABLE * count(true));
    let right = |threshold: f32| -> f32 {
        let fine = |(task, unseen): (&Task, &Vec<f32>)| match best(unseen).filter(|(_, support)| *support >= threshold)
        {
            Some((place, _)) => task.right.contains(&task.hits[place].at),
            None => task.is_silent(),
        };
        let worth = |task: &Task| if task.is_silent() { silent_worth } else { 1.0 };
        tasks.iter().zip(unseen).filter(|pair| fine((pair.0, pair.1))).map(|(task, _)| worth(task)).sum()
    };
    let thresholds = (1..60_u8).map(|step| f32::from(step) * 0.01);
    thresholds.max_by(|a, b| right(*a).total_cmp(&right(*b))).unwrap_or_default()
}

/// The support of a further point with which answers say so many points on average.
fn worth_saying(unseen: &[Vec<f32>], enough: f32) -> f32 {
    let answered: Vec<&Vec<f32>> =
        unseen.iter().filter(|unseen| best(unseen).is_some_and(|(_, support)| support >= enough)).collect();
    let said = |threshold: f32| -> usize {
        answered.iter().map(|unseen| unseen.iter().filter(|support| **support >= threshold).count().clamp(1, 5)).sum()
    };
    #[expect(clippy::cast_precision_loss, reason = "some thousand answers")]
    let wanted = |threshold: &f32| said(*threshold) as f32 <= POINTS * answered.len() as f32;
    (1..90_u8).map(|step| f32::from(step) * 0.01).find(wanted).unwrap_or(0.5)
}

fn report(tasks: &[Task], unseen: &[Vec<f32>], support: &Support) -> SupportReport {
    let mut report = SupportReport::default();
    for (task, unseen) in tasks.iter().zip(unseen) {
        for (hit, support) in task.hits.iter().zip(unseen) {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 10")]
            let tenth = &mut report.tenths[((support * 10.0) as usize).min(9)];
            tenth.0 += 1;
            tenth.1 += support;
            tenth.2 += usize::from(task.right.contains(&hit.at));
        }
        let best = best(unseen).filter(|(_, best)| *best >= support.enough);
        if task.is_silent() {
            report.silent += 1;
            report.silent_refused += usize::from(best.is_none());
            continue;
        }
        report.answerable += 1;
        report.among_candidates += usize::from(task.hits.iter().any(|hit| task.right.contains(&hit.at)));
        let Some((place, _)) = best else {
            report.refused += 1;
            continue;
        };
        report.answered += usize::from(task.right.contains(&task.hits[place].at));
        let said = |at: &PointRef| {
            let place_of = task.hits.iter().position(|hit| hit.at == *at);
            place_of.is_some_and(|own| own == place || unseen[own] >= support.worth_saying)
        };
        report.complete += usize::from(task.right.iter().all(said));
    }
    report
}
