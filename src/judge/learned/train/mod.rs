//! Training: from the corpus and the examples in the files to the weights. The same files give the same weights.

mod parallel;
mod subjects;
mod support;

use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;

pub use self::parallel::in_parallel;
pub use self::subjects::UnseenOdds;
pub use self::support::{SupportReport, Task};
use super::Learned;
use super::acts::{AROUND, CLASSES, among_neighbours, read_clauses};
use super::grams::{of_clause, of_words};
use super::linear::{Example, Linear};
use super::remembered::Remembered;
use super::subject::Subjects;
use super::support::Support;
use crate::content::corpus::{Labelled, Sample};
use crate::domain::act::{ActKind, Open};
use crate::domain::knowledge::Knowledge;
use crate::domain::ticket::Category;
use crate::search::engine::Terms;

/// Each of so many parts of the questions is judged once by what was learned from the others; of the messages one is read.
const FOLDS: usize = 5;
/// An example sentence of the files counts as much as a message of the corpus.
const FROM_FILES: f32 = 1.0;
/// A question of a card: there are many of them, and they are all alike in being questions.
const FROM_CARDS: f32 = 0.15;
/// What the kinds of small talk in the lexicon do; the others are chat.
const TALK: [(&str, ActKind); 5] = [
    ("greeting", ActKind::Greet),
    ("thanks", ActKind::Thanks),
    ("bye", ActKind::Thanks),
    ("abuse", ActKind::Insult),
    ("injection", ActKind::Inject),
];
/// A class with so many examples counts as it is; those of a rarer one count for more, up to so many times.
const USUAL: f32 = 600.0;
const MOST: f32 = 4.0;
/// No class counts for more than so many examples: there are many more questions than anything else in the corpus.
const COMMON: f32 = 12_000.0;
/// Chance is seeded, so that the same files give the same weights.
const SEED: u64 = 20_210_412;

/// What training found out about itself.
#[derive(Debug, Default)]
pub struct Report {
    /// How many messages the corpus has.
    pub samples: usize,
    /// How many of them were kept back to be read by what was learned from the others.
    pub kept_back: usize,
    /// By the name of a kind of act: how many messages kept back do it, how many of those were read so, and how many others
    /// were.
    pub acts: Vec<(String, Tally)>,
    /// Troubles whose category was read right, of all with one.
    pub categories: (usize, usize),
}

/// How well one kind of act was read.
#[derive(Debug, Default, Clone, Copy)]
pub struct Tally {
    /// Messages that do it.
    pub labelled: usize,
    /// Those of them that were read so.
    pub found: usize,
    /// Messages that do not do it and were read so.
    pub wrongly: usize,
}

/// Learns how to read messages and which cards questions are about, and tells how well it reads what it has not seen.
pub fn train(knowledge: &Knowledge, terms: &Terms, corpus: &[Sample], digest: String) -> (Learned, UnseenOdds, Report) {
    let given = given_examples(knowledge, terms);
    let kept_back = every(corpus, |number| number % FOLDS == 0);
    let others = every(corpus, |number| number % FOLDS != 0);
    let all = every(corpus, |_| true);
    let learned = [&others, &all].map(|samples| {
        let (given, digest) = (&given, digest.clone());
        move || learn(knowledge, terms, samples, given, digest)
    });
    let mut learned = in_parallel(learned.into());
    let (Some(mut whole), Some(mut part)) = (learned.pop(), learned.pop()) else { unreachable!("two were asked for") };
    // How sure it is of what it has not seen tells how sure the whole may be.
    let (acts, categories) = examples(knowledge, terms, &kept_back);
    part.acts.calibrate(&acts);
    part.categories.calibrate(&categories);
    whole.acts.sharpen_like(&part.acts);
    whole.categories.sharpen_like(&part.categories);
    let mut report = Report { samples: corpus.len(), kept_back: kept_back.len(), ..Report::default() };
    let mut tallies = [Tally::default(); ActKind::ALL.len()];
    for sample in kept_back {
        tally(&part, knowledge, terms, sample, &mut tallies, &mut report.categories);
    }
    let normal = |text: &str| terms.normal(text);
    let (subjects, unseen) = subjects::learn(knowledge, normal, corpus);
    whole.subjects = subjects;
    let asks = corpus.iter().flat_map(|sample| sample.acts.iter().map(move |act| (sample, act)));
    let remember = |(sample, act): (&Sample, &Labelled)| {
        let points = act.points.clone().filter(|_| act.act == ActKind::Ask)?;
        Some(Remembered::new(&normal(&sample.whole(act)), points))
    };
    whole.remembered = asks.filter_map(remember).collect();
    let name = |kind: ActKind| serde_json::to_string(&kind).unwrap_or_default().trim_matches('"').to_owned();
    report.acts = ActKind::ALL.into_iter().map(name).zip(tallies).collect();
    (whole, unseen, report)
}

/// Learns from questions with what was found for them what candidates are worth, and tells how well it judges what it has
/// not seen.
pub fn train_support(learned: &mut Learned, tasks: &[Task]) -> SupportReport {
    support::learn(learned, tasks)
}

/// Has examples of rare classes count for more, so that they are not drowned.
fn balance(examples: &mut [Example], classes: usize) {
    let mut counts = vec![0.0_f32; classes];
    examples.iter().for_each(|example| counts[example.class] += example.worth);
    for example in examples {
        let count = counts[example.class];
        example.worth *= (USUAL / count).sqrt().clamp(1.0, MOST) * (COMMON / count).min(1.0);
    }
}

/// The order of so many examples, another one at each call; the same from run to run.
fn chance() -> impl FnMut(usize) -> Vec<usize> {
    let mut chance = StdRng::seed_from_u64(SEED);
    move |count| {
        let mut order: Vec<usize> = (0..count).collect();
        order.shuffle(&mut chance);
        order
    }
}

fn every(corpus: &[Sample], wanted: impl Fn(usize) -> bool) -> Vec<&Sample> {
    corpus.iter().enumerate().filter(|(number, _)| wanted(*number)).map(|(_, sample)| sample).collect()
}

/// Examples for acts and for categories.
type Examples = (Vec<Example>, Vec<Example>);

fn learn(knowledge: &Knowledge, terms: &Terms, samples: &[&Sample], given: &[Given], digest: String) -> Learned {
    let (mut acts, mut categories) = examples(knowledge, terms, samples);
    for given in given {
        acts.extend(given.acts(terms, knowledge));
        categories.extend(given.category());
    }
    balance(&mut acts, CLASSES);
    let mut shuffled = chance();
    Learned {
        digest,
        acts: Linear::learn(CLASSES, &acts, &mut shuffled),
        categories: Linear::learn(Category::ALL.len(), &categories, &mut shuffled),
        silence: Linear::blank(2),
        support: Support::default(),
        subjects: Subjects::default(),
        remembered: Vec::new(),
    }
}

/// The examples of messages: one a clause.
fn examples(knowledge: &Knowledge, terms: &Terms, samples: &[&Sample]) -> Examples {
    let mut acts = Vec::new();
    let mut categories = Vec::new();
    for sample in samples {
        let message = sample.message();
        let read = read_clauses(message, &knowledge.lexicon.openers, terms);
        let whole = terms.normal(message);
        for (clause, read) in among_neighbours(&read, &whole, sample.open).zip(&read) {
            let class = label(message, &sample.acts, &read.at).map_or(AROUND, |act| act.act as usize);
            acts.push(Example { features: of_clause(&clause), class, worth: 1.0 });
        }
        for act in sample.acts.iter().filter(|act| act.act == ActKind::Trouble) {
            let Some(category) = act.category else { continue };
            let features = of_words(&terms.normal(&act.words));
            categories.push(Example { features, class: category as usize, worth: 1.0 });
        }
    }
    (acts, categories)
}

/// The act whose words a clause shares most of.
fn label<'a>(message: &str, acts: &'a [Labelled], clause: &std::ops::Range<usize>) -> Option<&'a Labelled> {
    let shared = |act: &Labelled| {
        let places = message.match_indices(act.words.as_str());
        let shared = places.map(|(at, words)| (at + words.len()).min(clause.end).saturating_sub(at.max(clause.start)));
        shared.max().unwrap_or(0)
    };
    let most = acts.iter().map(|act| (shared(act), act)).max_by_key(|(shared, _)| *shared)?;
    (most.0 * 2 >= clause.len()).then_some(most.1)
}

/// An example sentence of the files.
struct Given {
    text: String,
    kind: ActKind,
    category: Option<Category>,
    worth: f32,
}

impl Given {
    fn acts(&self, terms: &Terms, knowledge: &Knowledge) -> Vec<Example> {
        let read = read_clauses(&self.text, &knowledge.lexicon.openers, terms);
        let whole = terms.normal(&self.text);
        let example = |clause| Example { features: of_clause(&clause), class: self.kind as usize, worth: self.worth };
        among_neighbours(&read, &whole, Open::default()).map(example).collect()
    }

    fn category(&self) -> Option<Example> {
        let class = self.category? as usize;
        Some(Example { features: of_words(&self.text), class, worth: self.worth })
    }
}

/// Every example sentence of the files.
fn given_examples(knowledge: &Knowledge, terms: &Terms) -> Vec<Given> {
    let given = |text: &String, kind, category, worth| Given { text: terms.normal(text), kind, category, worth };
    let mut found = Vec::new();
    for complaint in &knowledge.examples.complaints {
        let category = Some(complaint.category);
        found.extend(complaint.say.iter().map(|say| given(say, ActKind::Trouble, category, FROM_FILES)));
    }
    found.extend(knowledge.examples.questions.iter().map(|text| given(text, ActKind::Ask, None, FROM_FILES)));
    for talk in &knowledge.lexicon.smalltalk {
        let kind = TALK.iter().find(|(name, _)| *name == talk.kind).map_or(ActKind::Chat, |(_, kind)| *kind);
        found.extend(talk.cues.iter().map(|text| given(text, kind, None, FROM_FILES)));
    }
    for card in &knowledge.cards {
        let asked = card.questions.iter().chain(card.points.iter().flat_map(|point| &point.questions));
        found.extend(asked.map(|text| given(text, ActKind::Ask, None, FROM_CARDS)));
    }
    found
}

/// Counts how a message was read.
fn tally(
    learned: &Learned,
    knowledge: &Knowledge,
    terms: &Terms,
    sample: &Sample,
    tallies: &mut [Tally; ActKind::ALL.len()],
    categories: &mut (usize, usize),
) {
    let read = learned.acts(sample.message(), sample.open, &knowledge.lexicon, terms);
    for kind in ActKind::ALL {
        let labelled = sample.acts.iter().any(|act| act.act == kind);
        let found = read.iter().any(|act| act.kind == kind);
        let tally = &mut tallies[kind as usize];
        tally.labelled += usize::from(labelled);
        tally.found += usize::from(labelled && found);
        tally.wrongly += usize::from(found && !labelled);
    }
    for act in sample.acts.iter().filter(|act| act.category.is_some()) {
        categories.1 += 1;
        categories.0 += usize::from(learned.category(&terms.normal(&act.words)) == act.category);
    }
}
