//! Finds which words of a list stand in a text, longest first, without overlaps.

use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};

/// A list of words, each standing for something.
#[derive(Debug)]
pub struct Spotter<T> {
    finder: AhoCorasick,
    meanings: Vec<T>,
}

impl<T> Spotter<T> {
    /// A spotter for words with what they stand for; empty words are left out.
    pub fn new(words: impl IntoIterator<Item = (String, T)>) -> Self {
        let (words, meanings): (Vec<_>, Vec<_>) = words.into_iter().filter(|(word, _)| !word.is_empty()).unzip();
        let finder = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(words)
            .expect("word lists are far below the automaton's limits");
        Self { finder, meanings }
    }

    /// What stands in the text, in order: the word as written there and what it stands for.
    pub fn spot<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (&'a str, &'a T)> {
        self.finder.find_iter(text).map(|found| (&text[found.range()], &self.meanings[found.pattern().as_usize()]))
    }

    /// The places of the words in the text, in bytes, with what they stand for.
    pub fn places<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (Range<usize>, &'a T)> {
        self.finder.find_iter(text).map(|found| (found.range(), &self.meanings[found.pattern().as_usize()]))
    }

    /// The text with every word of the list replaced by a space.
    pub fn blank(&self, text: &str) -> String {
        let mut rest = String::with_capacity(text.len());
        let mut at = 0;
        for found in self.finder.find_iter(text) {
            rest.push_str(&text[at..found.start()]);
            rest.push(' ');
            at = found.end();
        }
        rest.push_str(&text[at..]);
        rest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_word_wins() {
        let spotter = Spotter::new([("四平".to_owned(), 1), ("四平铁西".to_owned(), 2), (String::new(), 3)]);
        let found: Vec<_> = spotter.spot("在四平铁西和四平").collect();
        assert_eq!(found, [("四平铁西", &2), ("四平", &1)]);
        assert_eq!(spotter.places("在四平").next(), Some((3..9, &1)));
        assert_eq!(spotter.blank("在四平铁西和四平的"), "在 和 的");
    }
}
