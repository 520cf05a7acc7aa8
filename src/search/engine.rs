//! The search engine: candidates from the index, then a close look at the best of them.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::index::Entries;
pub use super::index::IndexError;
pub use super::terms::Terms;
use super::weights::{CANDIDATES, CLOSELY, EARLIER, WEIGHTS};
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

/// What is known of a point for the close look.
struct Profile {
    at: PointRef,
    /// Tokens of its text and its own questions.
    own: HashSet<u32>,
    /// Example questions that it may be asked by, each as its tokens: its own first, then the card's.
    questions: Vec<Vec<u32>>,
    /// Whether it has a figure.
    has_figure: bool,
    /// The years it speaks of or its documents are for.
    years: Vec<i16>,
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
    /// Tokens of a card: title, aliases, questions.
    card_tokens: Vec<HashSet<u32>>,
    numbers: HashMap<String, u32>,
    rarities: Vec<f32>,
}

/// A question as the engine sees it.
struct Asked {
    tokens: BTreeMap<String, f32>,
    /// Known tokens of at least two characters with weight times rarity.
    telling: Vec<(u32, f32)>,
    /// The whole of `telling`, and of words the knowledge does not know.
    total: f32,
    years: Vec<i16>,
    wants_figure: bool,
}

/// Words the knowledge has never seen weigh as much as rather rare ones.
const UNKNOWN_RARITY: f32 = 5.0;

impl Search for Engine {
    fn search(&self, query: &Query, limit: usize) -> Vec<Hit> {
        let asked = self.read(query);
        let mut rough = self.candidates(query, &asked);
        rough.sort_by(|a, b| WEIGHTS.rough(&b.1).total_cmp(&WEIGHTS.rough(&a.1)).then(a.0.cmp(&b.0)));
        rough.truncate(CLOSELY.max(limit));
        let mut hits: Vec<Hit> = rough
            .into_iter()
            .map(|(profile, features)| {
                let features = self.look_closely(&self.profiles[profile], features, &asked);
                Hit { at: self.profiles[profile].at, score: WEIGHTS.score(&features), features }
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
        let mut bodies: Vec<Vec<String>> = Vec::new();
        let mut first_of_card = Vec::new();
        let mut points = 0;
        for (number, card) in knowledge.cards.iter().enumerate() {
            first_of_card.push(points);
            let mut add = |kind, text: &str| {
                kinds.push(kind);
                bodies.push(terms.of_entry(text));
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
        let entries = Entries::build(bodies.iter().map(Vec::as_slice))?;
        let mut engine = Self {
            knowledge,
            terms,
            entries,
            kinds,
            profiles: Vec::with_capacity(points),
            first_of_card,
            card_tokens: Vec::new(),
            numbers: HashMap::new(),
            rarities: Vec::new(),
        };
        engine.profile(&bodies);
        Ok(engine)
    }

    /// Notes what the close look needs.
    fn profile(&mut self, bodies: &[Vec<String>]) {
        let knowledge = self.knowledge.clone();
        let numbered: Vec<Vec<u32>> = bodies.iter().map(|tokens| self.numbered(tokens)).collect();
        self.card_tokens = vec![HashSet::new(); knowledge.cards.len()];
        for (at, point) in knowledge.points() {
            let documents = point.citations.iter().filter_map(|citation| knowledge.document(&citation.document));
            let mut years = years_in(&point.text);
            years.extend(documents.flat_map(|document| document.period.from()..=document.period.to()));
            self.profiles.push(Profile {
                at,
                own: HashSet::new(),
                questions: Vec::new(),
                has_figure: point.text.chars().any(|c| c.is_ascii_digit()),
                years,
            });
        }
        for (kind, tokens) in self.kinds.iter().zip(numbered) {
            let telling =
                |tokens: &[u32]| tokens.iter().copied().collect::<HashSet<_>>().into_iter().collect::<Vec<_>>();
            match *kind {
                Entry::Text(profile) => self.profiles[profile].own.extend(tokens),
                Entry::Asked(profile) => {
                    self.profiles[profile].questions.push(telling(&tokens));
                    self.profiles[profile].own.extend(tokens);
                }
                Entry::CardAsked(card) => {
                    for profile in self.first_of_card[card]..self.first_of_card[card + 1] {
                        self.profiles[profile].questions.push(telling(&tokens));
                    }
                    self.card_tokens[card].extend(tokens);
                }
                Entry::Title(card) => self.card_tokens[card].extend(tokens),
            }
        }
    }

    fn numbered(&mut self, tokens: &[String]) -> Vec<u32> {
        let mut numbers = Vec::with_capacity(tokens.len());
        for token in tokens {
            let next = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
            let number = *self.numbers.entry(token.clone()).or_insert(next);
            if number == next {
                let single = token.chars().nth(1).is_none() && !token.starts_with(|c: char| c.is_ascii_digit());
                self.rarities.push(if single { 0.0 } else { self.entries.rarity(token) });
            }
            numbers.push(number);
        }
        numbers
    }

    fn read(&self, query: &Query) -> Asked {
        let read = self.terms.read(&query.text);
        let mut tokens = self.terms.of_question(&read);
        let mut telling = Vec::new();
        let mut total = 0.0;
        for (token, weight) in &tokens {
            match self.numbers.get(token) {
                Some(number) => {
                    let value = weight * self.rarities[*number as usize];
                    total += value;
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
        Asked { tokens, telling, total, years: years_in(&read), wants_figure }
    }

    /// Points with what the index and the circumstances say of them.
    fn candidates(&self, query: &Query, asked: &Asked) -> Vec<(usize, Features)> {
        let tokens: Vec<(String, f32)> = asked.tokens.iter().map(|(token, weight)| (token.clone(), *weight)).collect();
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
        let mut found: Vec<_> = points
            .into_iter()
            .map(|(profile, mut features)| {
                let card = self.profiles[profile].at.card;
                if let Some(of_card) = cards.get(&card) {
                    features.card_asked = of_card.card_asked;
                    features.title = of_card.title;
                }
                self.circumstances(&self.profiles[profile], query, asked, &mut features);
                (profile, features)
            })
            .collect();
        found.sort_by_key(|(profile, _)| *profile);
        found
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
        if let Some(province) = &query.province {
            let point = self.knowledge.point(profile.at);
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

    fn look_closely(&self, profile: &Profile, mut features: Features, asked: &Asked) -> Features {
        if asked.total > 0.0 {
            let of_card = &self.card_tokens[profile.at.card];
            let share = |known: &dyn Fn(u32) -> bool| {
                asked.telling.iter().filter(|(token, _)| known(*token)).map(|(_, value)| value).sum::<f32>()
                    / asked.total
            };
            features.own_coverage = share(&|token| profile.own.contains(&token));
            features.coverage = share(&|token| profile.own.contains(&token) || of_card.contains(&token));
            let likeness = profile.questions.iter().map(|question| self.likeness(question, asked));
            features.likeness = likeness.fold(0.0, f32::max);
        }
        features.figure = if asked.wants_figure && profile.has_figure { 1.0 } else { 0.0 };
        features
    }

    /// How much of the question and of an example question is the same, by weight.
    fn likeness(&self, question: &[u32], asked: &Asked) -> f32 {
        let rarity = |token: &u32| self.rarities[*token as usize];
        let length: f32 = question.iter().map(rarity).sum();
        let shared: f32 =
            asked.telling.iter().filter(|(token, _)| question.contains(token)).map(|(_, value)| value).sum();
        if shared > 0.0 { 2.0 * shared / (length + asked.total) } else { 0.0 }
    }
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
