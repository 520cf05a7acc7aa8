//! What a message says: regions, trades, years, what is asked for, whether it is a trouble or small talk.

use std::sync::Arc;

use crate::domain::knowledge::Knowledge;
use crate::domain::region::{Level, Region};
use crate::domain::ticket::Category;
use crate::search::engine::Terms;
use crate::search::words::Spotter;

/// A cue of a complaint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cue {
    /// The speaker is in trouble now.
    Sign,
    /// It is about the speaker's own firm.
    Own,
    /// It is a general question about policy.
    General,
}

/// What was found in a message.
#[derive(Debug, Clone, Default)]
pub(super) struct Reading {
    /// The text in the one spelling, homophones put right.
    pub(super) text: String,
    /// Official names of the regions named, in order.
    pub(super) regions: Vec<String>,
    /// Industries named by a trade, a product or their name.
    pub(super) industries: Vec<String>,
    /// Kinds of things asked for, by their position in the lexicon.
    pub(super) asked: Vec<usize>,
    /// Kind of small talk, if the message is nothing else.
    pub(super) smalltalk: Option<String>,
    /// A subject that is none of ours.
    pub(super) foreign: Option<String>,
    /// How strongly it speaks of a trouble of one's own; above 0 it is one.
    pub(super) trouble: f32,
    /// The category of the trouble, if one stands out.
    pub(super) category: Option<Category>,
    /// Whether it asks something.
    pub(super) question: bool,
}

/// Reads messages with the words of one knowledge.
pub(super) struct Reader {
    knowledge: Arc<Knowledge>,
    terms: Arc<Terms>,
    regions: Spotter<String>,
    industries: Spotter<String>,
    asked: Spotter<usize>,
    smalltalk: Spotter<usize>,
    foreign: Spotter<usize>,
    signs: Spotter<Vec<Category>>,
    subjects: Spotter<Vec<Category>>,
    cues: Spotter<Cue>,
}

/// What each cue adds to the measure of a trouble; tuned on the development questions.
mod weight {
    pub(super) const SIGN: f32 = 2.0;
    pub(super) const COMPLAINT: f32 = 1.5;
    pub(super) const OWN: f32 = 0.8;
    pub(super) const PLACE: f32 = 0.8;
    pub(super) const GENERAL: f32 = -1.6;
    pub(super) const ASKED: f32 = -1.0;
    pub(super) const QUESTION: f32 = -0.6;
    pub(super) const NEEDED: f32 = 2.4;
    pub(super) const SUBJECT: f32 = 0.5;
}

impl Reader {
    /// A reader with the words of a knowledge.
    pub(super) fn new(knowledge: Arc<Knowledge>, terms: Arc<Terms>) -> Self {
        let lexicon = &knowledge.lexicon;
        let normal = |word: &String| terms.normal(word);
        let regions = Spotter::new(knowledge.regions.iter().flat_map(|region| {
            std::iter::once(&region.name).chain(&region.aliases).map(|name| (normal(name), region.name.clone()))
        }));
        let industries = Spotter::new(knowledge.industries.iter().flat_map(|industry| {
            std::iter::once(&industry.name).chain(&industry.words).map(|word| (normal(word), industry.name.clone()))
        }));
        let numbered = |lists: Vec<&Vec<String>>| {
            let words = lists.into_iter().enumerate().flat_map(|(n, cues)| cues.iter().map(move |cue| (cue, n)));
            Spotter::new(words.map(|(cue, n)| (normal(cue), n)))
        };
        let asked = numbered(lexicon.asked.iter().map(|asked| &asked.cues).collect());
        let smalltalk = numbered(lexicon.smalltalk.iter().map(|talk| &talk.cues).collect());
        let foreign = numbered(lexicon.foreign.iter().map(|foreign| &foreign.cues).collect());
        let signs = by_category(lexicon.troubles.iter().map(|trouble| (trouble.category, &trouble.signs)), &normal);
        let subjects =
            by_category(lexicon.troubles.iter().map(|trouble| (trouble.category, &trouble.subjects)), &normal);
        let complaint = &lexicon.complaint;
        let cue = |words: &[String], cue: Cue| words.iter().map(|word| (normal(word), cue)).collect::<Vec<_>>();
        let cues =
            [cue(&complaint.signs, Cue::Sign), cue(&complaint.owns, Cue::Own), cue(&complaint.general, Cue::General)];
        let cues = Spotter::new(cues.concat());
        Self { knowledge, terms, regions, industries, asked, smalltalk, foreign, signs, subjects, cues }
    }

    /// What a message says.
    pub(super) fn read(&self, message: &str) -> Reading {
        let text = self.terms.read(message);
        let mut reading = Reading {
            regions: distinct(self.regions.spot(&text).map(|(_, name)| name.clone())),
            industries: distinct(self.industries.spot(&text).map(|(_, name)| name.clone())),
            asked: distinct(self.asked.spot(&text).map(|(_, kind)| *kind)),
            foreign: self.foreign.spot(&text).next().map(|(_, n)| self.knowledge.lexicon.foreign[*n].name.clone()),
            question: is_question(&text),
            text: text.clone(),
            ..Reading::default()
        };
        self.weigh_trouble(&mut reading);
        reading.smalltalk = self.smalltalk(&reading);
        reading
    }

    /// The region a message is about: the smallest one named, the last of equals.
    pub(super) fn place<'a>(&'a self, reading: &Reading) -> Option<&'a Region> {
        let regions = reading.regions.iter().filter_map(|name| self.knowledge.regions.get(name));
        regions.fold(None, |best: Option<&Region>, region| match best {
            Some(best) if rank(best.level) > rank(region.level) => Some(best),
            _ => Some(region),
        })
    }

    /// The provinces a message names or implies.
    pub(super) fn provinces(&self, reading: &Reading) -> Vec<String> {
        let of = |name: &String| self.knowledge.regions.province_of(name).map(|province| province.name.clone());
        distinct(reading.regions.iter().filter_map(of))
    }

    fn weigh_trouble(&self, reading: &mut Reading) {
        let mut scores = [0.0_f32; Category::ALL.len()];
        let mut trouble: f32 = 0.0;
        let mut found_sign = false;
        for (_, categories) in self.signs.spot(&reading.text) {
            found_sign = true;
            trouble += weight::SIGN;
            for category in categories {
                scores[*category as usize] += weight::SIGN;
            }
        }
        for (_, categories) in self.subjects.spot(&reading.text) {
            for category in categories {
                scores[*category as usize] += weight::SUBJECT;
            }
        }
        for (_, cue) in self.cues.spot(&reading.text) {
            trouble += match cue {
                Cue::Sign => {
                    found_sign = true;
                    weight::COMPLAINT
                }
                Cue::Own => weight::OWN,
                Cue::General => weight::GENERAL,
            };
        }
        let local = self.place(reading).is_some_and(|region| region.level != Level::Province);
        trouble += if local { weight::PLACE } else { 0.0 };
        trouble += if reading.asked.is_empty() { 0.0 } else { weight::ASKED };
        trouble += if reading.question { weight::QUESTION } else { 0.0 };
        reading.trouble = if found_sign { trouble - weight::NEEDED } else { -weight::NEEDED };
        reading.category = standing_out(&scores);
    }

    /// The kind of small talk, if little else is left of the message.
    fn smalltalk(&self, reading: &Reading) -> Option<String> {
        let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
        let all = letters(&reading.text);
        let kinds: Vec<usize> = self.smalltalk.spot(&reading.text).map(|(_, kind)| *kind).collect();
        if all == 0 {
            let kind = if reading.text.trim().is_empty() { return None } else { "test" };
            return Some(kind.to_owned());
        }
        let kind = |n: usize| self.knowledge.lexicon.smalltalk[n].kind.clone();
        let rude = kinds
            .iter()
            .map(|n| kind(*n))
            .find(|kind| matches!(kind.as_str(), "abuse" | "injection" | "politics_sex_gambling"));
        let rest = letters(&self.smalltalk.blank(&reading.text));
        if rude.is_some() && reading.trouble <= 0.0 {
            return rude;
        }
        let last = kind(*kinds.last()?);
        (rest * 5 <= all * 2 || rest <= 2).then_some(last)
    }
}

/// Words by category; a word may belong to several.
fn by_category<'a>(
    lists: impl Iterator<Item = (Category, &'a Vec<String>)>,
    normal: &dyn Fn(&String) -> String,
) -> Spotter<Vec<Category>> {
    let mut words = std::collections::BTreeMap::<String, Vec<Category>>::new();
    for (category, list) in lists {
        for word in list {
            words.entry(normal(word)).or_default().push(category);
        }
    }
    Spotter::new(words)
}

/// The category with the highest score, if it is alone there.
fn standing_out(scores: &[f32]) -> Option<Category> {
    let best = scores.iter().copied().fold(0.0, f32::max);
    let mut at_best = scores.iter().enumerate().filter(|(_, score)| **score > 0.0 && best - **score < 0.25);
    let (first, _) = at_best.next()?;
    at_best.next().is_none().then(|| Category::ALL[first].0)
}

fn rank(level: Level) -> u8 {
    match level {
        Level::Province => 0,
        Level::City => 1,
        Level::County | Level::District => 2,
    }
}

fn distinct<T: PartialEq>(items: impl Iterator<Item = T>) -> Vec<T> {
    let mut found = Vec::new();
    for item in items {
        if !found.contains(&item) {
            found.push(item);
        }
    }
    found
}

/// Whether a text asks something.
fn is_question(text: &str) -> bool {
    const CUES: [&str; 22] = [
        "?",
        "吗",
        "呢",
        "什么",
        "多少",
        "怎么",
        "咋",
        "哪",
        "几",
        "有没有",
        "有没",
        "能不能",
        "是不是",
        "如何",
        "啥",
        "谁",
        "支持不",
        "支不支持",
        "给不给",
        "吧",
        "行不",
        "没有?",
    ];
    CUES.iter().any(|cue| text.contains(cue))
}
