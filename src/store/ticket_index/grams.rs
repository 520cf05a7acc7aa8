//! Finds tickets by what is written in them: which of them have the short runs of characters that a search has.

use std::collections::BTreeMap;

use roaring::RoaringBitmap;
use unicode_normalization::UnicodeNormalization;

use crate::domain::credit_code::CreditCode;
use crate::domain::ticket::{Draft, Phone, TicketNumber};

/// Up to three neighbouring characters. Chinese is looked up by pairs, which are nearly words; letters and digits by
/// threes, since pairs of digits are in every phone number. What follows the end of a run is [`END`].
type Gram = [char; 3];

/// No text has it.
const END: char = '\0';
/// No character sorts after it.
const LAST: char = char::MAX;

/// Which tickets have which runs of characters in their texts.
#[derive(Debug, Default)]
pub(super) struct Grams(BTreeMap<Gram, RoaringBitmap>);

impl Grams {
    /// Takes in a ticket's number and what its enterprise told.
    pub(super) fn insert(&mut self, row: u32, number: &TicketNumber, draft: &Draft) {
        let phone = draft.phone.as_ref().map_or("", Phone::as_str);
        let credit_code = draft.credit_code.as_ref().map_or("", CreditCode::as_str);
        let number = number.to_string();
        let texts = [&number, &draft.enterprise, credit_code, &draft.contact, phone, &draft.description];
        for run in texts.into_iter().flat_map(runs) {
            for at in 0..run.len() {
                self.0.entry(gram(&run[at..])).or_default().insert(row);
            }
        }
    }

    /// The tickets in which everything that is searched for is found; none if nothing is searched for.
    pub(super) fn having(&self, words: &str) -> Option<RoaringBitmap> {
        let runs = runs(words);
        let sought = runs.iter().flat_map(|run| {
            let last = run.len().saturating_sub(width(run)) + 1;
            (0..last).map(|at| self.beginning(&run[at..]))
        });
        sought.reduce(|found, next| found & next)
    }

    /// The tickets with a gram that begins as a run begins.
    fn beginning(&self, run: &[char]) -> RoaringBitmap {
        let begin = gram(run);
        let known = begin.iter().take_while(|c| **c != END).count().min(width(run));
        let mut end = begin;
        end[known..].fill(LAST);
        self.0.range(begin..=end).fold(RoaringBitmap::new(), |found, (_, rows)| found | rows)
    }
}

/// The runs of letters, digits and Chinese characters in a text, as they are compared: full-width and capital letters
/// are plain ones. Where the script changes a new run begins.
fn runs(text: &str) -> Vec<Vec<char>> {
    let mut runs: Vec<Vec<char>> = Vec::new();
    let mut goes_on = None;
    for c in text.nfkc().flat_map(char::to_lowercase) {
        if !c.is_alphanumeric() {
            goes_on = None;
            continue;
        }
        match runs.last_mut().filter(|_| goes_on == Some(c.is_ascii())) {
            Some(run) => run.push(c),
            None => runs.push(vec![c]),
        }
        goes_on = Some(c.is_ascii());
    }
    runs
}

/// How many characters of a run are looked up together.
fn width(run: &[char]) -> usize {
    if run.first().is_some_and(char::is_ascii) { 3 } else { 2 }
}

/// The gram at the beginning of a run.
fn gram(run: &[char]) -> Gram {
    let mut gram = [END; 3];
    for (place, c) in gram.iter_mut().zip(run.iter().take(width(run))) {
        *place = *c;
    }
    gram
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(count: u32) -> TicketNumber {
        TicketNumber::new(jiff::civil::date(2026, 1, 5), count)
    }

    fn draft(enterprise: &str, phone: &str, description: &str) -> Draft {
        Draft {
            enterprise: enterprise.to_owned(),
            credit_code: None,
            contact: "某某".to_owned(),
            phone: Some(Phone::new(phone).unwrap()),
            region: None,
            category: None,
            description: description.to_owned(),
        }
    }

    #[test]
    fn a_text_is_found_by_any_of_its_parts() {
        let mut grams = Grams::default();
        grams.insert(0, &number(1), &draft("某某机械厂", "13900001234", "车间这两天老停电，设备ＡＢＢ变频器坏了2台"));
        grams.insert(1, &number(2), &draft("某某食品公司", "13812345678", "电费太高，停工三天"));
        let found = |words: &str| grams.having(words).map(|rows| rows.into_iter().collect::<Vec<_>>());
        for (words, rows) in [
            ("停电", vec![0]),
            ("停", vec![0, 1]),
            ("厂", vec![0]),
            ("天老停电", vec![0]),
            ("1234", vec![0, 1]),
            ("0001234", vec![0]),
            ("13812345678", vec![1]),
            ("abb", vec![0]),
            ("ABB变频", vec![0]),
            ("b", vec![0]),
            ("台", vec![0]),
            ("机械 停电", vec![0]),
            ("机械 电费", vec![]),
            ("电停", vec![]),
            ("没有", vec![]),
            ("0105", vec![0, 1]),
            ("-0002", vec![1]),
        ] {
            assert_eq!(found(words), Some(rows), "{words}");
        }
        assert_eq!(found(" ，！"), None);
    }
}
