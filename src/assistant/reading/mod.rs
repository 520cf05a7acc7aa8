//! What a message says: regions, trades, years, what is asked for, whether it is a trouble or small talk.

mod asked;
mod category;
mod circumstances;
mod likeness;
mod open;
mod parts;
#[cfg(test)]
mod tests;
mod trouble;

use std::sync::Arc;

use self::asked::AskedReader;
pub(super) use self::asked::UnitReader;
use self::open::OpenReader;
use self::trouble::{Signals, TroubleReader};

use crate::domain::knowledge::Knowledge;
use crate::domain::region::{Level, Region};
use crate::domain::ticket::Category;
use crate::search::engine::{Terms, years_in};
use crate::search::words::Spotter;

/// The province whose enterprises we serve.
pub(super) const HOME: &str = "吉林省";

/// A trouble so clear that a rude or friendly word does not hide it.
const CLEAR_TROUBLE: f32 = 2.5;

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
    /// Kind of small talk that it may be, if the documents have nothing better.
    pub(super) chat: Option<String>,
    /// A subject that is none of ours.
    pub(super) foreign: Option<String>,
    /// How strongly it speaks of a trouble of one's own; above 0 it is one.
    pub(super) trouble: f32,
    /// The category of the trouble, if one stands out.
    pub(super) category: Option<Category>,
    /// What speaks for and against a trouble.
    pub(super) signals: Signals,
    /// Whether it asks something.
    pub(super) question: bool,
    /// The words for the firm's trade, if it says what the firm does and asks what there is for it, nothing more.
    pub(super) open: Option<String>,
}

impl Reading {
    /// Whether it tells of a trouble or at least names what troubles are about; only then is its category more than a
    /// guess.
    pub(super) fn names_trouble(&self) -> bool {
        self.trouble > 0.0 || self.signals.signs + self.signals.subjects > 0.0
    }
}

/// Reads messages with the words of one knowledge.
pub(super) struct Reader {
    knowledge: Arc<Knowledge>,
    terms: Arc<Terms>,
    regions: Spotter<String>,
    industries: Spotter<String>,
    smalltalk: Spotter<usize>,
    foreign: Spotter<usize>,
    asked: AskedReader,
    pub(super) units: UnitReader,
    trouble: TroubleReader,
    open: OpenReader,
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
        let smalltalk = numbered(lexicon.smalltalk.iter().map(|talk| &talk.cues).collect());
        let foreign = numbered(lexicon.foreign.iter().map(|foreign| &foreign.cues).collect());
        let asked = AskedReader::new(&knowledge, &terms);
        let trouble = TroubleReader::new(&knowledge, &terms);
        let (open, units) = (OpenReader::new(&knowledge, &terms), UnitReader::new());
        Self { knowledge, terms, regions, industries, smalltalk, foreign, asked, units, trouble, open }
    }

    /// What a message says.
    pub(super) fn read(&self, message: &str) -> Reading {
        let text = self.terms.read(message);
        let mut reading = Reading {
            regions: distinct(self.regions.spot(&text).map(|(_, name)| name.clone())),
            industries: distinct(self.industries.spot(&text).map(|(_, name)| name.clone())),
            asked: self.asked.kinds(&text),
            foreign: self.foreign.spot(&text).next().map(|(_, n)| self.knowledge.lexicon.foreign[*n].name.clone()),
            question: is_question(&text),
            text: text.clone(),
            ..Reading::default()
        };
        self.weigh_trouble(&mut reading);
        let plain = reading.asked.is_empty() && reading.signals.dated == 0.0 && reading.foreign.is_none();
        let trade = || self.open.trade(&text, reading.signals.own > 0.0, &self.terms);
        reading.open = plain.then(trade).flatten();
        reading.smalltalk = self.smalltalk(&reading);
        reading.chat =
            self.smalltalk.spot(&reading.text).last().map(|(_, n)| self.knowledge.lexicon.smalltalk[*n].kind.clone());
        reading
    }

    /// A text in the one spelling.
    pub(super) fn normal(&self, text: &str) -> String {
        self.terms.normal(text)
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
        let flag = |holds: bool| if holds { 1.0 } else { 0.0 };
        let bare = self.smalltalk.blank(&self.regions.blank(&reading.text));
        let (mut signals, category) = self.trouble.read(&reading.text, &bare);
        let home =
            |region: &Region| region.level != Level::Province && self.knowledge.regions.lies_in(&region.name, HOME);
        signals.place = flag(self.place(reading).is_some_and(home));
        signals.asked = flag(!reading.asked.is_empty());
        signals.question = flag(reading.question);
        let document = |alias: &String| reading.text.contains(alias.as_str());
        let named = self.knowledge.documents.iter().any(|known| known.aliases.iter().any(document));
        signals.dated = flag(named || !years_in(&reading.text).is_empty());
        reading.trouble = signals.trouble();
        reading.category = category;
        reading.signals = signals;
    }

    /// The kinds of things asked for in a question of the knowledge.
    pub(super) fn asked_in(&self, question: &str) -> Vec<usize> {
        self.asked.kinds(&self.terms.normal(question))
    }

    /// The kind of small talk, if little else is left of the message.
    fn smalltalk(&self, reading: &Reading) -> Option<String> {
        let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
        let all = letters(&reading.text);
        if all == 0 {
            return (!reading.text.trim().is_empty()).then(|| "test".to_owned());
        }
        let kind = |n: usize| self.knowledge.lexicon.smalltalk[n].kind.as_str();
        let kinds: Vec<&str> = self.smalltalk.spot(&reading.text).map(|(_, n)| kind(*n)).collect();
        if kinds.contains(&"injection") {
            return Some("injection".to_owned());
        }
        let rest = letters(&self.terms.without_fillers(&self.smalltalk.blank(&reading.text)));
        let rude = kinds.iter().find(|kind| matches!(**kind, "abuse" | "politics_sex_gambling"));
        let clear = reading.trouble >= CLEAR_TROUBLE && reading.signals.signs + reading.signals.subjects > 0.0;
        if let Some(rude) = rude.filter(|_| rest * 10 <= all * 7 && !clear) {
            return Some((*rude).to_owned());
        }
        if reading.trouble >= CLEAR_TROUBLE {
            return None;
        }
        let last = kinds.last()?;
        (rest * 5 <= all * 2 || rest <= 2).then(|| (*last).to_owned())
    }
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
    CUES.iter().any(|cue| text.contains(cue)) || asks_whether(text)
}

/// Whether a text asks by a verb and its denial, as in 退不退, 批了没 or 能报不.
fn asks_whether(text: &str) -> bool {
    let words = text.trim_end_matches(|c: char| !c.is_alphanumeric());
    let characters: Vec<char> = words.chars().collect();
    let doubled = characters.windows(3).any(|three| three[0] == three[2] && matches!(three[1], '不' | '没'));
    // A long story that ends so asks for help rather than for an answer.
    let ends = characters.len() <= 20 && (words.ends_with('不') || words.ends_with("了没"));
    doubled || ends
}
