//! Which kind of thing a question asks for, such as an amount or a deadline.

use regex::RegexSet;

use crate::domain::knowledge::Knowledge;
use crate::search::engine::Terms;
use crate::search::words::Spotter;

/// Finds the kinds of things asked for, by their position in the lexicon.
pub(super) struct AskedReader {
    cues: Spotter<usize>,
    patterns: RegexSet,
    /// The kind of each pattern.
    kinds: Vec<usize>,
}

impl AskedReader {
    pub(super) fn new(knowledge: &Knowledge, terms: &Terms) -> Self {
        let asked = &knowledge.lexicon.asked;
        let cues = asked.iter().enumerate().flat_map(|(kind, asked)| asked.cues.iter().map(move |cue| (cue, kind)));
        let patterns = asked.iter().enumerate().flat_map(|(kind, asked)| asked.patterns.iter().map(move |p| (p, kind)));
        let (patterns, kinds): (Vec<_>, Vec<_>) = patterns.unzip();
        Self {
            cues: Spotter::new(cues.map(|(cue, kind)| (terms.normal(cue), kind))),
            patterns: RegexSet::new(patterns).expect("the content check has compiled every pattern"),
            kinds,
        }
    }

    /// The kinds asked for in a normalised text, each once, in the lexicon's order.
    pub(super) fn kinds(&self, text: &str) -> Vec<usize> {
        let by_cue = self.cues.spot(text).map(|(_, kind)| *kind);
        let by_pattern = self.patterns.matches(text).into_iter().map(|pattern| self.kinds[pattern]);
        let mut kinds: Vec<usize> = by_cue.chain(by_pattern).collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    }
}
