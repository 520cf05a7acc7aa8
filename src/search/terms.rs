//! From a question to weighted tokens: fillers dropped, homophones mended, synonyms added.

use std::collections::{BTreeMap, HashSet};

use super::weights::SYNONYM;
use super::words::{Normaliser, Segmenter, Sounds, Spotter, is_han};
use crate::domain::knowledge::Knowledge;

/// The language of one knowledge: how its words are written, cut, heard and meant.
pub struct Terms {
    normaliser: Normaliser,
    segmenter: Segmenter,
    sounds: Sounds,
    synonyms: Spotter<Vec<String>>,
    fillers: Spotter<()>,
}

impl Terms {
    /// Learns the language of a knowledge.
    pub fn new(knowledge: &Knowledge) -> Self {
        let normaliser = Normaliser::new();
        let normal = |text: &String| normaliser.normal(text);
        let names = names(knowledge).map(normal).collect::<Vec<_>>();
        let segmenter = Segmenter::new(names.iter().map(String::as_str));
        let words = vocabulary(knowledge, &normaliser, &segmenter);
        let vocabulary = words.iter().cloned().chain(names.iter().cloned()).collect();
        let mut ordered: Vec<&String> = words.iter().collect();
        ordered.sort();
        let sounds = Sounds::new(names.iter().chain(ordered).map(String::as_str), vocabulary);
        let synonyms = synonyms(knowledge, &normaliser);
        let fillers = Spotter::new(knowledge.lexicon.fillers.iter().map(|word| (normaliser.normal(word), ())));
        Self { normaliser, segmenter, sounds, synonyms, fillers }
    }

    /// A text in the one spelling, with homophones and pinyin put right.
    pub fn read(&self, text: &str) -> String {
        self.sounds.mend(&self.normaliser.normal(text), &self.segmenter)
    }

    /// A text in the one spelling, otherwise as it was typed.
    pub fn normal(&self, text: &str) -> String {
        self.normaliser.normal(text)
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
        for (_, meanings) in self.synonyms.spot(read) {
            for meaning in meanings {
                for token in self.segmenter.tokens(meaning) {
                    add(token.text, token.weight * SYNONYM);
                }
            }
        }
        tokens
    }
}

/// The names a knowledge gives to things, most telling first.
fn names(knowledge: &Knowledge) -> impl Iterator<Item = &String> {
    let aliases = knowledge.cards.iter().flat_map(|card| &card.aliases);
    let regions = knowledge.regions.iter().flat_map(|region| std::iter::once(&region.name).chain(&region.aliases));
    let meanings = knowledge.lexicon.synonyms.iter().flat_map(|synonym| synonym.mean.iter().chain(&synonym.say));
    let trades = knowledge.industries.iter().flat_map(|industry| &industry.words);
    let troubles = knowledge.lexicon.troubles.iter().flat_map(|trouble| trouble.signs.iter().chain(&trouble.subjects));
    let documents = knowledge.documents.iter().flat_map(|document| &document.aliases);
    aliases.chain(regions).chain(meanings).chain(trades).chain(troubles).chain(documents)
}

/// Every word that the cards or the lexicon use.
fn vocabulary(knowledge: &Knowledge, normaliser: &Normaliser, segmenter: &Segmenter) -> HashSet<String> {
    let texts = knowledge.cards.iter().flat_map(|card| {
        let points = card.points.iter().flat_map(|point| std::iter::once(&point.text).chain(&point.questions));
        points.chain(&card.questions).chain(std::iter::once(&card.title))
    });
    let lexicon = &knowledge.lexicon;
    let cues = (lexicon.asked.iter().flat_map(|asked| &asked.cues))
        .chain(lexicon.smalltalk.iter().flat_map(|talk| &talk.cues))
        .chain(lexicon.foreign.iter().flat_map(|foreign| &foreign.cues))
        .chain(lexicon.complaint.signs.iter().chain(&lexicon.complaint.owns).chain(&lexicon.complaint.general))
        .chain(&lexicon.fillers);
    let mut words = HashSet::new();
    for text in texts.chain(cues) {
        let text = normaliser.normal(text);
        let found = segmenter.cut(&text);
        words.extend(
            found
                .into_iter()
                .filter(|word| word.chars().nth(1).is_some() && word.chars().all(is_han))
                .map(str::to_owned),
        );
    }
    words
}

/// What people say with everything it means.
fn synonyms(knowledge: &Knowledge, normaliser: &Normaliser) -> Spotter<Vec<String>> {
    let mut meanings: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for synonym in &knowledge.lexicon.synonyms {
        for say in &synonym.say {
            let known = meanings.entry(normaliser.normal(say)).or_default();
            known.extend(synonym.mean.iter().map(|meaning| normaliser.normal(meaning)));
        }
    }
    Spotter::new(meanings)
}
