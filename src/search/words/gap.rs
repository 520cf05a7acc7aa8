//! Terms with one character left out: 专特新 means 专精特新.

use std::collections::HashMap;

use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;

use super::is_han;

/// A term of so many characters is still known with one of them missing.
const LENGTHS: std::ops::RangeInclusive<usize> = 4..=8;

/// Known terms by their first and last character and their length.
pub struct Gaps {
    terms: HashMap<(char, char, usize), Vec<String>>,
    matcher: SkimMatcherV2,
}

impl Gaps {
    /// The terms that are long enough.
    pub fn new<'a>(terms: impl IntoIterator<Item = &'a str>) -> Self {
        let mut by_ends: HashMap<_, Vec<String>> = HashMap::new();
        for term in terms {
            let length = term.chars().count();
            let ends = term.chars().next().zip(term.chars().next_back());
            if let Some((first, last)) = ends.filter(|_| LENGTHS.contains(&length) && term.chars().all(is_han)) {
                by_ends.entry((first, last, length)).or_default().push(term.to_owned());
            }
        }
        Self { terms: by_ends, matcher: SkimMatcherV2::default() }
    }

    /// The terms that stand in a text with one inner character left out.
    pub fn filled<'a>(&'a self, text: &str) -> Vec<&'a str> {
        let characters: Vec<char> = text.chars().collect();
        let mut found = Vec::new();
        for length in LENGTHS {
            for window in characters.windows(length - 1) {
                let Some(terms) = self.terms.get(&(window[0], window[length - 2], length)) else { continue };
                let written: String = window.iter().collect();
                // A term whose characters stand in the window in their order has just the one missing.
                found.extend(
                    terms.iter().filter(|term| self.matcher.fuzzy_match(term, &written).is_some()).map(String::as_str),
                );
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_inner_character_may_be_missing() {
        let gaps = Gaps::new(["专精特新", "留抵退税", "首台套"]);
        assert_eq!(gaps.filled("专特新怎么弄"), ["专精特新"]);
        assert_eq!(gaps.filled("留抵税多少"), ["留抵退税"]);
        assert!(gaps.filled("专精特新和首套").is_empty());
    }
}
