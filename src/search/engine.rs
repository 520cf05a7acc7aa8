//! The search engine: candidates from the index, then a close look at the best of them.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::index::Entries;
pub use super::index::IndexError;
pub use super::terms::Terms;
use super::vocabulary::{Vocabulary, Weighed};
use super::weights::{CANDIDATES, CLOSELY, EARLIER, WEIGHTS};
use super::words::Spotter;
use super::{Features, Hit, Query, Search};
use crate::domain::card::{Citation, PointRef};
use crate::domain::ids::DocumentId;
use crate::domain::knowledge::Knowledge;

/// What an entry of the index is.
#[derive(Debug, Clone, Copy)]
enum Entry {
    /// A point's own text.
    Text(usize),
    /// A question of a point.
    Asked(usize),
    /// A question of a card.
    CardAsked(usize),
    /// The title and the aliases of a card.
    Title(usize),
}

/// An example question: its tokens, each once, and their rarities together.
struct Example {
    tokens: Vec<u32>,
    rarity: f32,
}

/// What is known of a point for the close look.
struct Profile {
    at: PointRef,
    /// Tokens of its text and its own questions, sorted.
    own: Vec<u32>,
    /// Its own questions.
    examples: Vec<Example>,
    /// Whether it has a figure.
    has_figure: bool,
    /// The years it speaks of or its documents are for.
    years: Vec<i16>,
}

/// What is known of a card for the close look.
#[derive(Default)]
struct CardProfile {
    /// Tokens of its title, its aliases and its questions, sorted.
    tokens: Vec<u32>,
    /// Its questions.
    examples: Vec<Example>,
}

/// The search engine over one knowledge.
pub struct Engine {
    knowledge: Arc<Knowledge>,
    terms: Arc<Terms>,
    entries: Entries,
    kinds: Vec<Entry>,
    profiles: Vec<Profile>,
    /// The first profile of each card, and one past the last.
    first_of_card: Vec<usize>,
    cards: Vec<CardProfile>,
    /// The documents by what people call them.
    documents: Spotter<usize>,
    vocabulary: Weighed,
}

/// A question as the engine sees it.
struct Asked {
    tokens: BTreeMap<String, f32>,
    /// Known tokens of at least two characters with weight times rarity.
    telling: Vec<(u32, f32)>,
    /// The values of `telling` by token.
    values: Vec<f32>,
    /// The whole of `telling`, and of words the knowledge does not know.
    total: f32,
    /// The documents named, by their position.
    documents: Vec<usize>,
    years: Vec<i16>,
    wants_figure: bool,
}

/// A token of no more weight than a single character, in so many entries that its rarity is below this, is not looked
/// up: it only costs time.
const COMMON_WEIGHT: f32 = 0.3;
const COMMON_RARITY: f32 = 4.0;
/// Words the knowledge has never seen weigh as much as rather rare ones.
const UNKNOWN_RARITY: f32 = 5.0;

impl Search for Engine {
    fn search(&self, query: &Query, limit: usize) -> Vec<Hit> {
        let asked = self.read(query);
        let mut rough: Vec<(f32, usize, Features)> = self
            .candidates(query, &asked)
            .map(|(profile, features)| (WEIGHTS.rough(&features), profile, features))
            .collect();
        let best_first =
            |a: &(f32, usize, Features), b: &(f32, usize, Features)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
        let kept = CLOSELY.max(limit);
        if rough.len() > kept {
            rough.select_nth_unstable_by(kept, best_first);
            rough.truncate(kept);
        }
        let mut of_card: HashMap<usize, f32> = HashMap::new();
        let mut hits: Vec<Hit> = rough
            .into_iter()
            .map(|(_, profile, features)| {
                let profile = &self.profiles[profile];
                let card = profile.at.card;
                let like = *of_card.entry(card).or_insert_with(|| likeness(&self.cards[card].examples, &asked));
                let features = self.look_closely(profile, like, features, &asked);
                Hit { at: profile.at, score: WEIGHTS.score(&features), features }
            })
            .collect();
        hits.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.at.cmp(&b.at)));
        hits.truncate(limit);
        hits
    }
}

impl Engine {
    /// Builds the index over a knowledge.
    pub fn build(knowledge: Arc<Knowledge>, terms: Arc<Terms>) -> Result<Self, IndexError> {
        let mut kinds = Vec::new();
        let mut vocabulary = Vocabulary::default();
        let mut bodies: Vec<Vec<u32>> = Vec::new();
        let mut first_of_card = Vec::new();
        let mut points = 0;
        for (number, card) in knowledge.cards.iter().enumerate() {
            first_of_card.push(points);
            let mut add = |kind, text: &str| {
                kinds.push(kind);
                bodies.push(vocabulary.numbered(terms.of_entry(text)));
            };
            add(Entry::Title(number), &format!("{} {}", card.title, card.aliases.join(" ")));
            for question in &card.questions {
                add(Entry::CardAsked(number), question);
            }
            for point in &card.points {
                add(Entry::Text(points), &point.text);
                for question in &point.questions {
                    add(Entry::Asked(points), question);
                }
                points += 1;
            }
        }
        first_of_card.push(points);
        let names = knowledge.documents.iter().enumerate();
        let names = names.flat_map(|(number, document)| document.aliases.iter().map(move |alias| (alias, number)));
        let documents = Spotter::new(names.map(|(alias, number)| (terms.normal(alias), number)));
        let entries = Entries::build(bodies.iter().map(|body| vocabulary.written(body)))?;
        let mut engine = Self {
            knowledge,
            terms,
            entries,
            kinds,
            profiles: Vec::with_capacity(points),
            first_of_card,
            cards: Vec::new(),
            documents,
            vocabulary: vocabulary.weighed(&bodies),
        };
        engine.profile(bodies);
        Ok(engine)
    }

    /// Notes what the close look needs.
    fn profile(&mut self, bodies: Vec<Vec<u32>>) {
        let knowledge = self.knowledge.clone();
        self.cards.resize_with(knowledge.cards.len(), CardProfile::default);
        for (at, point) in knowledge.points() {
            let documents = point.citations.iter().filter_map(|citation| knowledge.document(&citation.document));
            let mut years = years_in(&point.text);
            years.extend(documents.flat_map(|document| document.period.from()..=document.period.to()));
            let has_figure = point.text.chars().any(|c| c.is_ascii_digit());
            self.profiles.push(Profile { at, own: Vec::new(), examples: Vec::new(), has_figure, years });
        }
        for (kind, mut tokens) in self.kinds.iter().zip(bodies) {
            tokens.sort_unstable();
            tokens.dedup();
            let rarity = tokens.iter().map(|token| self.vocabulary.telling[*token as usize]).sum();
            match *kind {
                Entry::Text(profile) => self.profiles[profile].own.extend(tokens),
                Entry::Asked(profile) => {
                    self.profiles[profile].own.extend(&tokens);
                    self.profiles[profile].examples.push(Example { tokens, rarity });
                }
                Entry::CardAsked(card) => {
                    self.cards[card].tokens.extend(&tokens);
                    self.cards[card].examples.push(Example { tokens, rarity });
                }
                Entry::Title(card) => self.cards[card].tokens.extend(tokens),
            }
        }
        let sorted = self.profiles.iter_mut().map(|profile| &mut profile.own);
        for tokens in sorted.chain(self.cards.iter_mut().map(|card| &mut card.tokens)) {
            tokens.sort_unstable();
            tokens.dedup();
        }
    }

    fn read(&self, query: &Query) -> Asked {
        let read = self.terms.read(&query.text);
        let mut tokens = self.terms.of_question(&read);
        let mut telling = Vec::new();
        let mut values = vec![0.0; self.vocabulary.telling.len()];
        let mut total = 0.0;
        for (token, weight) in &tokens {
            match self.vocabulary.numbers.get(token) {
                Some(number) => {
                    let value = weight * self.vocabulary.telling[*number as usize];
                    total += value;
                    values[*number as usize] = value;
                    telling.push((*number, value));
                }
                None if *weight >= 0.8 => total += weight * UNKNOWN_RARITY,
                None => {}
            }
        }
        if let Some(context) = &query.context {
            for (token, weight) in self.terms.of_question(&self.terms.read(&context.question)) {
                let known: &mut f32 = tokens.entry(token).or_default();
                *known = known.max(weight * EARLIER);
            }
        }
        let wants_figure = wants_figure(&read);
        let documents = self.documents.spot(&read).map(|(_, number)| *number).collect();
        Asked { tokens, telling, values, total, documents, years: years_in(&read), wants_figure }
    }

    /// Points with what the index and the circumstances say of them.
    fn candidates<'a>(&'a self, query: &'a Query, asked: &'a Asked) -> impl Iterator<Item = (usize, Features)> + 'a {
        let telling = |token: &str, weight: f32| {
            self.vocabulary.rarity(token).is_some_and(|rarity| weight > COMMON_WEIGHT || rarity > COMMON_RARITY)
        };
        let tokens = asked.tokens.iter().filter(|(token, weight)| telling(token, **weight));
        let tokens: Vec<(&str, f32)> = tokens.map(|(token, weight)| (token.as_str(), *weight)).collect();
        let mut cards: HashMap<usize, Features> = HashMap::new();
        let mut points: HashMap<usize, Features> = HashMap::new();
        for (entry, score) in self.entries.best(&tokens, CANDIDATES) {
            match self.kinds[entry] {
                Entry::Text(at) => points.entry(at).or_default().text = score,
                Entry::Asked(at) => {
                    let features = points.entry(at).or_default();
                    features.asked = features.asked.max(score);
                }
                Entry::CardAsked(card) => {
                    let features = cards.entry(card).or_default();
                    features.card_asked = features.card_asked.max(score);
                }
                Entry::Title(card) => cards.entry(card).or_default().title = score,
            }
        }
        for card in cards.keys() {
            for profile in self.first_of_card[*card]..self.first_of_card[card + 1] {
                points.entry(profile).or_default();
            }
        }
        points.into_iter().map(move |(profile, mut features)| {
            let card = self.profiles[profile].at.card;
            if let Some(of_card) = cards.get(&card) {
                features.card_asked = of_card.card_asked;
                features.title = of_card.title;
            }
            self.circumstances(&self.profiles[profile], query, asked, &mut features);
            (profile, features)
        })
    }

    fn circumstances(&self, profile: &Profile, query: &Query, asked: &Asked, features: &mut Features) {
        let card = &self.knowledge.cards[profile.at.card];
        if !asked.years.is_empty() {
            features.years = if asked.years.iter().any(|year| profile.years.contains(year)) { 1.0 } else { -1.0 };
        }
        if !query.industries.is_empty() && !card.industries.is_empty() {
            let fits = card.industries.iter().any(|industry| query.industries.contains(industry));
            features.industry = if fits { 1.0 } else { -1.0 };
        }
        let point = self.knowledge.point(profile.at);
        let cited = |number: &usize| {
            point.citations.iter().any(|citation| citation.document == self.knowledge.documents[*number].id)
        };
        features.document = if asked.documents.iter().any(cited) { 1.0 } else { 0.0 };
        if let Some(province) = &query.province {
            let mut documents =
                point.citations.iter().filter_map(|citation| self.knowledge.document(&citation.document));
            features.province = if documents.any(|document| document.region == *province) { 0.0 } else { -1.0 };
        }
        if let Some(context) = &query.context {
            let flag = |holds: bool| if holds { 1.0 } else { 0.0 };
            features.context =
                flag(context.cards.first() == Some(&card.id)) + 0.4 * flag(context.cards.contains(&card.id));
            let parts = |at: PointRef| self.knowledge.point(at).citations.iter().map(part_of);
            let earlier = context
                .cards
                .first()
                .and_then(|id| self.knowledge.position(id))
                .map(|card| PointRef { card, point: 0 });
            features.nearby = flag(
                earlier.is_some_and(|earlier| parts(profile.at).any(|part| parts(earlier).any(|other| other == part))),
            );
        }
    }

    fn look_closely(&self, profile: &Profile, card_likeness: f32, mut features: Features, asked: &Asked) -> Features {
        if asked.total > 0.0 {
            let of_card = &self.cards[profile.at.card].tokens;
            let (mut own, mut all) = (0.0, 0.0);
            for (token, value) in &asked.telling {
                let in_own = profile.own.binary_search(token).is_ok();
                own += if in_own { *value } else { 0.0 };
                all += if in_own || of_card.binary_search(token).is_ok() { *value } else { 0.0 };
            }
            features.own_coverage = own / asked.total;
            features.coverage = all / asked.total;
            features.likeness = likeness(&profile.examples, asked).max(card_likeness);
        }
        features.figure = if asked.wants_figure && profile.has_figure { 1.0 } else { 0.0 };
        features
    }
}

/// How much of the question and of the example most like it is the same, by weight: 0 to 1.
fn likeness(examples: &[Example], asked: &Asked) -> f32 {
    let like = |example: &Example| {
        let shared: f32 = example.tokens.iter().map(|token| asked.values[*token as usize]).sum();
        if shared > 0.0 { 2.0 * shared / (example.rarity + asked.total) } else { 0.0 }
    };
    examples.iter().map(like).fold(0.0, f32::max)
}

/// The document a citation is of, and the annex in it.
fn part_of(citation: &Citation) -> (&DocumentId, Option<&str>) {
    (&citation.document, citation.locator.split_once(' ').map(|(annex, _)| annex))
}

/// The years a text names: four digits, or two before 年; a number with a unit of its own is no year.
pub fn years_in(text: &str) -> Vec<i16> {
    let mut years = Vec::new();
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let digits = bytes[at..].iter().take_while(|b| b.is_ascii_digit()).count();
        if digits == 0 {
            at += 1;
            continue;
        }
        let number = text[at..at + digits].parse::<i16>().ok();
        let after = text[at + digits..].chars().next();
        let counted = after.is_some_and(|c| "家户个项件亿万元%公亩套台辆吨人名.条".contains(c));
        let year = match (digits, number) {
            (4, Some(year @ 2000..2060)) if !counted => Some(year),
            (2, Some(year @ 10..50)) if after == Some('年') => Some(2000 + year),
            _ => None,
        };
        years.extend(year);
        at += digits;
    }
    years
}

/// Whether a question asks for a figure.
fn wants_figure(read: &str) -> bool {
    ["多少", "几", "多大", "百分之", "第几"].iter().any(|cue| read.contains(cue))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_read_in_full_and_in_short() {
        assert_eq!(years_in("2021年和22年，到2025年17000亿元，35%"), [2021, 2022, 2025]);
        assert!(years_in("50户 2054家 2000亿元").is_empty());
    }
}
