//! Whether a message only says what the firm does and asks what there is for it.

use regex::Regex;

use super::HOME;
use crate::domain::knowledge::Knowledge;
use crate::search::engine::Terms;
use crate::search::words::Spotter;

/// What the firm does, in a sentence: 做农机配件的、开饭店的.
const TRADE: &str = r"(做|干|搞|卖|生产|加工|经营|开|办|造|种|养|织|酿)[^，。,.?!;；、 0-9]{1,10}?(的|厂|店|公司|企业|生意|作坊|合作社)";

/// Tells open questions.
pub(super) struct OpenReader {
    trade: Regex,
    asks: Spotter<()>,
    plain: Spotter<()>,
    industries: Spotter<()>,
    /// What the documents call things.
    instruments: Spotter<()>,
    /// The regions of our province.
    home: Spotter<()>,
}

impl OpenReader {
    pub(super) fn new(knowledge: &Knowledge, terms: &Terms) -> Self {
        let spotter =
            |words: &mut dyn Iterator<Item = &String>| Spotter::new(words.map(|word| (terms.normal(word), ())));
        let open = &knowledge.lexicon.open;
        let aliases = knowledge.cards.iter().flat_map(|card| &card.aliases);
        let meanings = knowledge.lexicon.synonyms.iter().flat_map(|synonym| &synonym.mean);
        let home = knowledge.regions.iter().filter(|region| knowledge.regions.lies_in(&region.name, HOME));
        let mut home = home.flat_map(|region| std::iter::once(&region.name).chain(&region.aliases));
        Self {
            trade: Regex::new(TRADE).expect("the pattern is part of the program"),
            asks: spotter(&mut open.asks.iter()),
            plain: spotter(&mut open.plain.iter().chain(&knowledge.lexicon.complaint.owns)),
            home: spotter(&mut home),
            instruments: spotter(&mut aliases.chain(meanings)),
            industries: spotter(&mut knowledge.industries.iter().flat_map(|industry| &industry.words)),
        }
    }

    /// The words for the firm's trade, if a normalised text asks for help without saying which; `own` if it speaks of
    /// the speaker's own firm.
    pub(super) fn trade(&self, text: &str, own: bool, terms: &Terms) -> Option<String> {
        if self.asks.spot(text).next().is_none() || !(own || self.trade.is_match(text)) {
            return None;
        }
        // 做技术改造的 is no trade: it names an instrument.
        let instrument = |words: &str| self.instruments.spot(&self.industries.blank(words)).next().is_some();
        if self.trade.find_iter(text).any(|trade| instrument(trade.as_str())) {
            return None;
        }
        let rest = self.industries.blank(&self.asks.blank(&self.trade.replace_all(text, " ")));
        let rest = self.home.blank(&rest);
        let rest = terms.without_fillers(&self.plain.blank(&rest));
        let words = || self.industries.spot(text).map(|(word, ())| word).collect::<Vec<_>>().join(" ");
        (!rest.chars().any(char::is_alphanumeric)).then(words)
    }
}
