//! What a message says: regions, trades, years, what is asked for, whether it is a trouble or small talk.

mod asked;
mod circumstances;
mod doubts;
mod open;
#[cfg(test)]
mod tests;

use std::ops::Range;
use std::sync::Arc;

use self::asked::AskedReader;
pub(super) use self::asked::UnitReader;
use self::open::OpenReader;
use crate::domain::act::{Act, ActKind, Open};
use crate::domain::knowledge::Knowledge;
use crate::domain::region::{Level, Region};
use crate::domain::ticket::Category;
use crate::judge::learned::Learned;
use crate::search::engine::{Terms, years_in};
use crate::search::words::Spotter;

/// The province whose enterprises we serve.
pub(super) const HOME: &str = "吉林省";

/// A question of so many characters may be about what was said before.
const SHORT: usize = 16;

/// Who has told what a message does.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) enum ReadBy {
    /// The judge that is built in.
    #[default]
    BuiltIn,
    /// One outside.
    Outside {
        /// What the one that is built in hears.
        heard: Vec<Act>,
    },
}

/// What tells more of a ticket, in whatever way: who hears the one may as well mean the other.
const TELLS_MORE: [ActKind; 4] = [ActKind::Unsolved, ActKind::Supplement, ActKind::Correct, ActKind::Chase];

/// What was found in a message.
#[derive(Debug, Clone, Default)]
pub(super) struct Reading {
    /// The text in the one spelling, homophones put right.
    pub(super) text: String,
    /// Official names of the regions named, in order.
    pub(super) regions: Vec<String>,
    /// Those of them that the message is not about.
    pub(super) passed: Vec<String>,
    /// Industries named by a trade, a product or their name.
    pub(super) industries: Vec<String>,
    /// Kinds of things asked for, by their position in the lexicon.
    pub(super) asked: Vec<usize>,
    /// Everything it does, in order.
    pub(super) acts: Vec<Act>,
    /// Who has told them.
    pub(super) by: ReadBy,
    /// Kind of small talk that its words name, for the fitting reply.
    pub(super) chat: Option<String>,
    /// A subject that is none of ours.
    pub(super) foreign: Option<String>,
    /// Whether it speaks of the speaker's own firm.
    pub(super) own: bool,
    /// Whether it names a year or a document.
    pub(super) dated: bool,
    /// Whether it asks something.
    pub(super) question: bool,
    /// The words for the firm's trade, if it says what the firm does and asks what there is for it, nothing more.
    pub(super) open: Option<String>,
}

impl Reading {
    /// The acts of a kind.
    pub(super) fn acts_of(&self, kind: ActKind) -> impl Iterator<Item = &Act> {
        self.acts.iter().filter(move |act| act.kind == kind)
    }

    /// Whether it does nothing but greet, thank, insult or talk of something else.
    pub(super) fn only_talks(&self) -> bool {
        !self.acts.is_empty() && self.acts.iter().all(|act| act.kind.is_talk())
    }

    /// Whether a ticket may be changed because the message does this: never where only a judge outside says so.
    pub(super) fn confirms(&self, act: &Act) -> bool {
        let ReadBy::Outside { heard } = &self.by else { return true };
        let same = |known: &Act| known.kind == act.kind && known.category == act.category;
        let tells_more = |act: &Act| TELLS_MORE.contains(&act.kind);
        heard.iter().any(|known| same(known) || (tells_more(known) && tells_more(act)))
    }

    /// Whether it does such a thing.
    pub(super) fn does(&self, kind: ActKind) -> bool {
        self.acts_of(kind).next().is_some()
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
    own: Spotter<()>,
    valid: Spotter<()>,
    pleas: Spotter<()>,
    open: OpenReader,
    learned: Arc<Learned>,
}

impl Reader {
    /// A reader with the words of a knowledge.
    pub(super) fn new(knowledge: Arc<Knowledge>, terms: Arc<Terms>, learned: Arc<Learned>) -> Self {
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
        let own = Spotter::new(lexicon.complaint.owns.iter().map(|word| (normal(word), ())));
        let valid = Spotter::new(lexicon.valid.iter().map(|word| (normal(word), ())));
        let pleas = Spotter::new(lexicon.complaint.pleas.iter().map(|word| (normal(word), ())));
        let (open, units) = (OpenReader::new(&knowledge, &terms), UnitReader::new());
        Self {
            knowledge,
            terms,
            regions,
            industries,
            smalltalk,
            foreign,
            asked,
            units,
            own,
            valid,
            pleas,
            open,
            learned,
        }
    }

    /// What a message says and does, where so much is under way.
    pub(super) fn read(&self, message: &str, open: Open) -> Reading {
        let mut acts = self.learned.acts(message, open, &self.knowledge.lexicon, &self.terms);
        self.doubt(message, &mut acts);
        Reading { acts, ..self.words(message) }
    }

    /// What words say, whatever they do: enough for a question that was told apart before.
    pub(super) fn words(&self, words: &str) -> Reading {
        let text = self.terms.read(words);
        let document = |alias: &String| text.contains(alias.as_str());
        let named = self.knowledge.documents.iter().any(|known| known.aliases.iter().any(document));
        let mut reading = Reading {
            regions: distinct(self.regions.spot(&text).map(|(_, name)| name.clone())),
            passed: self.passed(&text),
            industries: distinct(self.industries.spot(&text).map(|(_, name)| name.clone())),
            asked: self.asked.kinds(&text),
            chat: self.chat(&text),
            foreign: self.foreign.spot(&text).next().map(|(_, n)| self.knowledge.lexicon.foreign[*n].name.clone()),
            own: self.own.spot(&text).next().is_some(),
            dated: named || !years_in(&text).is_empty(),
            question: is_question(&text),
            text: text.clone(),
            ..Reading::default()
        };
        let plain = reading.asked.is_empty() && !reading.dated && reading.foreign.is_none();
        let trade = || self.open.trade(&text, reading.own, &self.terms);
        reading.open = plain.then(trade).flatten();
        reading
    }

    /// The category of a trouble told in these words, if one is clear.
    pub(super) fn category(&self, words: &str) -> Option<Category> {
        self.learned.category(&self.terms.normal(words))
    }

    /// Whether a short question asks whether something still holds.
    pub(super) fn asks_validity(&self, reading: &Reading) -> bool {
        reading.text.chars().count() <= SHORT && self.speaks_of_validity(reading)
    }

    /// Whether a question speaks of whether something still holds.
    pub(super) fn speaks_of_validity(&self, reading: &Reading) -> bool {
        self.valid.spot(&reading.text).next().is_some()
    }

    /// The words of one thing of several, without those that only say that one more comes: they lean on nothing.
    pub(super) fn without_opener<'a>(&self, words: &'a str) -> &'a str {
        let lexicon = &self.knowledge.lexicon;
        let mut rest = words;
        while let Some(opener) = lexicon.items.iter().chain(&lexicon.openers).find(|opener| rest.starts_with(*opener)) {
            rest = rest[opener.len()..].trim_start_matches(|c: char| !c.is_alphanumeric() && c != '《' && c != '“');
        }
        if rest.is_empty() { words } else { rest }
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
        distinct(reading.regions.iter().filter(|name| !reading.passed.contains(name)).filter_map(of))
    }

    /// The places without documents of their own that are named only in passing.
    fn passed(&self, text: &str) -> Vec<String> {
        let passing = &self.knowledge.lexicon.passing;
        let at_home = passing.home.iter().any(|word| text.contains(word.as_str()));
        let is_passed = |at: &Range<usize>| {
            at_home
                || passing.before.iter().any(|word| text[..at.start].ends_with(word.as_str()))
                || passing.behind.iter().any(|word| text[at.end..].starts_with(word.as_str()))
        };
        let places = self.regions.places(text).filter(|(at, name)| !self.knowledge.covers(name) && is_passed(at));
        distinct(places.map(|(_, name)| name.clone()))
    }

    /// The kinds of things asked for in a question of the knowledge.
    pub(super) fn asked_in(&self, question: &str) -> Vec<usize> {
        self.asked.kinds(&self.terms.normal(question))
    }

    /// Whether a text has a cue of small talk.
    pub(super) fn is_talk(&self, text: &str) -> bool {
        self.chat(&self.terms.normal(text)).is_some()
    }

    /// The kind of small talk that a text names last; an attempt to reprogram us before all others.
    fn chat(&self, text: &str) -> Option<String> {
        let kinds: Vec<&str> =
            self.smalltalk.spot(text).map(|(_, n)| self.knowledge.lexicon.smalltalk[*n].kind.as_str()).collect();
        let first = kinds.iter().find(|kind| **kind == "injection").or(kinds.last());
        first.map(|kind| (*kind).to_owned())
    }
}

fn rank(level: Level) -> u8 {
    match level {
        Level::Province => 0,
        Level::City => 1,
        Level::County | Level::District => 2,
    }
}

/// Each item once, in the order in which it comes first.
pub(super) fn distinct<T: PartialEq>(items: impl Iterator<Item = T>) -> Vec<T> {
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
