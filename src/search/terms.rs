//! From a question to weighted tokens: fillers dropped, homophones mended, synonyms added.

use std::collections::{BTreeMap, BTreeSet};

use super::weights::SYNONYM;
use super::words::{Gaps, Normaliser, Segmenter, Sounds, Spotter, Token, is_han};
use crate::domain::knowledge::Knowledge;
use crate::domain::region::Region;

/// The language of one knowledge: how its words are written, cut, heard and meant.
pub struct Terms {
    normaliser: Normaliser,
    segmenter: Segmenter,
    sounds: Sounds,
    gaps: Gaps,
    /// What people say with the tokens of all it means.
    synonyms: Spotter<Vec<Token>>,
    fillers: Spotter<()>,
}

impl Terms {
    /// Learns the language of a knowledge.
    pub fn new(knowledge: &Knowledge) -> Self {
        let normaliser = Normaliser::new();
        let normal = |text: &String| normaliser.normal(text);
        let names = names(knowledge).map(normal).collect::<Vec<_>>();
        let segmenter = Segmenter::new(names.iter().map(String::as_str));
        let words = long_words(knowledge, &normaliser, &segmenter);
        let heard = names.iter().filter(|name| !ambiguous(knowledge, name)).chain(&words);
        let sounds = Sounds::new(heard.map(String::as_str));
        let aliases = knowledge.cards.iter().flat_map(|card| &card.aliases).map(|alias| normaliser.normal(alias));
        let gaps = Gaps::new(aliases.collect::<Vec<_>>().iter().map(String::as_str));
        let synonyms = synonyms(knowledge, &normaliser, &segmenter);
        let fillers = Spotter::new(knowledge.lexicon.fillers.iter().map(|word| (normaliser.normal(word), ())));
        Self { normaliser, segmenter, sounds, gaps, synonyms, fillers }
    }

    /// A text in the one spelling, with homophones and pinyin put right.
    pub fn read(&self, text: &str) -> String {
        self.sounds.mend(&self.normaliser.normal(text), &self.segmenter)
    }

    /// A text in the one spelling, otherwise as it was typed.
    pub fn normal(&self, text: &str) -> String {
        self.normaliser.normal(text)
    }

    /// A normalised text without the words that say nothing about its subject.
    pub fn without_fillers(&self, text: &str) -> String {
        self.fillers.blank(text)
    }

    /// The tokens of a text of the knowledge.
    pub(super) fn of_entry(&self, text: &str) -> Vec<String> {
        self.segmenter.tokens(&self.normaliser.normal(text)).into_iter().map(|token| token.text).collect()
    }

    /// The weighted tokens of a question that was read; each token once, with its greatest weight.
    pub(super) fn of_question(&self, read: &str) -> BTreeMap<String, f32> {
        let mut tokens = BTreeMap::new();
        let mut add = |text: String, weight: f32| {
            let known: &mut f32 = tokens.entry(text).or_default();
            *known = known.max(weight);
        };
        for token in self.segmenter.tokens(&self.fillers.blank(read)) {
            add(token.text, token.weight);
        }
        for term in self.gaps.filled(read) {
            for token in self.segmenter.tokens(term) {
                add(token.text, token.weight * SYNONYM);
            }
        }
        for token in self.synonyms.spot(read).flat_map(|(_, tokens)| tokens) {
            add(token.text.clone(), token.weight * SYNONYM);
        }
        tokens
    }
}

/// The names a knowledge gives to things, most telling first.
fn names(knowledge: &Knowledge) -> impl Iterator<Item = &String> {
    let aliases = knowledge.cards.iter().flat_map(|card| &card.aliases);
    let regions = knowledge.regions.iter().flat_map(|region| std::iter::once(&region.name).chain(&region.aliases));
    let meanings = knowledge.lexicon.synonyms.iter().flat_map(|synonym| &synonym.mean);
    let trades = knowledge.industries.iter().flat_map(|industry| &industry.words);
    let documents = knowledge.documents.iter().flat_map(|document| &document.aliases);
    aliases.chain(regions).chain(meanings).chain(trades).chain(documents)
}

/// Words of three characters or more that the cards use, in order of the alphabet.
fn long_words(knowledge: &Knowledge, normaliser: &Normaliser, segmenter: &Segmenter) -> BTreeSet<String> {
    let texts = knowledge
        .cards
        .iter()
        .flat_map(|card| card.points.iter().map(|point| &point.text).chain(std::iter::once(&card.title)));
    let mut words = BTreeSet::new();
    for text in texts {
        let text = normaliser.normal(text);
        let long = |word: &&str| word.chars().nth(2).is_some() && word.chars().all(is_han);
        words.extend(segmenter.cut(&text).into_iter().filter(long).map(str::to_owned));
    }
    words
}

/// Whether a name is one of a region that no document is for; such names are never heard in a slip.
fn ambiguous(knowledge: &Knowledge, name: &str) -> bool {
    let is_named = |region: &Region| region.name == name || region.aliases.iter().any(|alias| alias == name);
    knowledge.regions.iter().any(|region| is_named(region) && !knowledge.covers(&region.name))
}

/// What people say with the tokens of everything it means.
fn synonyms(knowledge: &Knowledge, normaliser: &Normaliser, segmenter: &Segmenter) -> Spotter<Vec<Token>> {
    let mut meanings: BTreeMap<String, Vec<Token>> = BTreeMap::new();
    for synonym in &knowledge.lexicon.synonyms {
        for say in &synonym.say {
            let known = meanings.entry(normaliser.normal(say)).or_default();
            known.extend(synonym.mean.iter().flat_map(|meaning| segmenter.tokens(&normaliser.normal(meaning))));
        }
    }
    Spotter::new(meanings)
}
