//! Tunes the weights of the search on a question set, with cross-validation.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};
use std::rc::Rc;
use std::thread;

use jiff::Timestamp;

use super::super::super::{fresh, progress, table};
use super::grade::{Expected, ratio};
use crate::app;
use crate::assistant::Assistant;
use crate::config::Settings;
use crate::search::replay::Replay;
use crate::search::{Features, Weights};

/// The questions are divided into so many parts.
const FOLDS: usize = 5;
/// A weight is tried so many times greater and smaller, in this order over all weights.
const STEPS: [f32; 4] = [2.0, 2.0, 1.5, 1.2];
/// What an answer tells counts so much beside whether it passes, so that there is a way to go before the next one does.
const TOLD: f64 = 0.1;
/// A change must bring more than this; less is rounding.
const GAIN: f64 = 1e-6;

/// Tunes and prints: how the weights in use do, how tuned ones do on questions they were not tuned on, and the weights
/// tuned on all questions.
pub(super) fn run(questions: &[Expected], settings: &Settings, now: Timestamp) -> anyhow::Result<()> {
    let (assistant, replay) = app::tunable(settings)?;
    let grader = Grader::new(questions, &assistant, &replay, now)?;
    let shipped = grader.grades(Weights::default())?;
    let progress = progress::bar(FOLDS + 1, "调权重");
    let mut validated = shipped.to_vec();
    for fold in 0..FOLDS {
        let tuned = grader.tune(|question| question % FOLDS != fold)?;
        let grades = grader.grades(tuned)?;
        (fold..questions.len()).step_by(FOLDS).for_each(|question| validated[question] = grades[question]);
        progress.inc(1);
    }
    let proposed = grader.tune(|_| true)?;
    let fitted = grader.grades(proposed)?;
    progress.finish_and_clear();
    let mut out = io::stdout().lock();
    print_grades(questions, [&shipped, &validated, &fitted], &mut out)?;
    let (now, then) = (Weights::default().0.values(), proposed.0.values());
    let row = |n: usize| [Features::NAMES[n].to_owned(), format!("{:.2}", now[n]), format!("{:.2}", then[n])];
    writeln!(out)?;
    table::write(&mut out, &["权重", "现用", "建议"], &(0..Features::COUNT).map(row).collect::<Vec<_>>())?;
    Ok(())
}

/// How one question did.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Grade {
    passed: bool,
    told: f64,
}

impl Grade {
    fn worth(self) -> f64 {
        f64::from(u8::from(self.passed)) + TOLD * self.told
    }
}

type Grades = Rc<[Grade]>;

/// Grades all questions with any weights, the same weights only once.
struct Grader<'a> {
    questions: &'a [Expected],
    assistant: &'a Assistant,
    replay: &'a Replay,
    now: Timestamp,
    /// What no weights can change, because nothing is looked up.
    fixed: Vec<Option<Grade>>,
    known: RefCell<HashMap<[u32; Features::COUNT], Grades>>,
}

impl<'a> Grader<'a> {
    fn new(
        questions: &'a [Expected],
        assistant: &'a Assistant,
        replay: &'a Replay,
        now: Timestamp,
    ) -> anyhow::Result<Self> {
        let fixed = vec![None; questions.len()];
        let mut grader = Self { questions, assistant, replay, now, fixed, known: RefCell::default() };
        for (number, question) in questions.iter().enumerate() {
            let before = replay.searches();
            let grade = grade(assistant, question, now)?;
            grader.fixed[number] = (replay.searches() == before).then_some(grade);
        }
        Ok(grader)
    }

    /// The grade of each question with these weights.
    fn grades(&self, weights: Weights) -> anyhow::Result<Grades> {
        let key = weights.0.values().map(f32::to_bits);
        if let Some(known) = self.known.borrow().get(&key) {
            return Ok(known.clone());
        }
        self.replay.weigh(weights);
        let threads = thread::available_parallelism().map_or(1, usize::from);
        let (assistant, now) = (self.assistant, self.now);
        let all = |(questions, fixed): (&[Expected], &[Option<Grade>])| {
            let grade = |(question, fixed): (&Expected, &Option<Grade>)| {
                fixed.map_or_else(|| grade(assistant, question, now), Ok)
            };
            questions.iter().zip(fixed).map(grade).collect::<anyhow::Result<Vec<_>>>()
        };
        let size = self.questions.len().div_ceil(threads).max(1);
        let parts = self.questions.chunks(size).zip(self.fixed.chunks(size));
        let graded: Vec<_> = thread::scope(|scope| {
            let running: Vec<_> = parts.map(|part| scope.spawn(move || all(part))).collect();
            running.into_iter().map(|part| part.join().expect("grading does not panic")).collect()
        });
        let mut grades = Vec::with_capacity(self.questions.len());
        for part in graded {
            grades.extend(part?);
        }
        let grades: Grades = grades.into();
        self.known.borrow_mut().insert(key, grades.clone());
        Ok(grades)
    }

    /// Weights tuned on the questions that `learns` names: one weight at a time is made greater or smaller where that
    /// helps. It begins without the weights in use, which know all the questions.
    fn tune(&self, learns: impl Fn(usize) -> bool) -> anyhow::Result<Weights> {
        let worth = |weights: Weights| -> anyhow::Result<f64> {
            let grades = self.grades(weights)?;
            Ok(grades.iter().enumerate().filter(|(number, _)| learns(*number)).map(|(_, grade)| grade.worth()).sum())
        };
        let mut best = beginning();
        let mut best_worth = worth(best)?;
        for step in STEPS {
            for weight in 0..Features::COUNT {
                for factor in [step, 1.0 / step] {
                    let mut tried = best;
                    *tried.0.places()[weight] *= factor;
                    let tried_worth = worth(tried)?;
                    if tried_worth > best_worth + GAIN {
                        (best, best_worth) = (tried, tried_worth);
                        break;
                    }
                }
            }
        }
        Ok(best)
    }
}

fn grade(assistant: &Assistant, question: &Expected, now: Timestamp) -> anyhow::Result<Grade> {
    let reply = fresh::answer(assistant, &question.said(), now)?.reply;
    Ok(Grade { passed: question.fails(&reply).is_none(), told: question.told(&reply) })
}

/// Weights that nobody has tuned: a score of the index counts once, a share or a flag as much as a good score.
fn beginning() -> Weights {
    let mut weights = Weights(Features { text: 1.0, asked: 1.0, card_asked: 1.0, title: 1.0, ..Features::default() });
    weights.0.places().into_iter().filter(|weight| **weight == 0.0).for_each(|weight| *weight = 10.0);
    weights
}

/// The share that passed by kind: with the weights in use, cross-validated, and with the proposed weights.
fn print_grades(questions: &[Expected], grades: [&[Grade]; 3], out: &mut impl Write) -> io::Result<()> {
    let mut kinds: BTreeMap<&str, (usize, [usize; 3])> = BTreeMap::new();
    let mut all = (0, [0; 3]);
    for (number, question) in questions.iter().enumerate() {
        for (asked, passed) in [kinds.entry(&question.kind).or_default(), &mut all] {
            *asked += 1;
            passed.iter_mut().zip(grades).for_each(|(passed, grades)| *passed += usize::from(grades[number].passed));
        }
    }
    let row = |(kind, (asked, passed)): (&str, (usize, [usize; 3]))| {
        let shares = passed.map(|passed| format!("{:.1}%", 100.0 * ratio(passed, asked)));
        [kind.to_owned(), asked.to_string()].into_iter().chain(shares).collect::<Vec<_>>()
    };
    let rows: Vec<_> = kinds.into_iter().chain([("all", all)]).map(row).collect();
    table::write(out, &["题型", "题数", "现用权重", "交叉验证", "建议权重（用全部题调的）"], &rows)
}
