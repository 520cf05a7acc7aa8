//! The secret by which an enterprise looks up its own ticket.

use rand::Rng;

/// Letters and digits that are told apart when read aloud or copied by hand: no 0 O, 1 I L, 2 Z, 5 S, 8 B.
const ALPHABET: &[u8; 25] = b"34679ACDEFGHJKMNPQRTUVWXY";

/// 12 characters of 25 different ones carry 55 bits: guessing one is hopeless.
const LENGTH: usize = 12;

/// What staff read in the place of a code.
const WITHHELD: &str = "（查询码只给企业）";

/// A lookup code.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LookupCode(String);

impl LookupCode {
    /// A code that nobody can guess.
    pub fn fresh() -> Self {
        Self::draw(&mut rand::rng())
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn draw(source: &mut impl Rng) -> Self {
        Self((0..LENGTH).map(|_| char::from(ALPHABET[source.random_range(0..ALPHABET.len())])).collect())
    }
}

/// A text without the codes in it: whoever has a code can confirm and rate in the enterprise's place.
pub fn withheld(text: &str) -> String {
    let between = |c: char| !c.is_ascii_alphanumeric();
    let is_code =
        |word: &str| word.len() == LENGTH && word.bytes().all(|byte| ALPHABET.contains(&byte.to_ascii_uppercase()));
    let mut out = String::with_capacity(text.len());
    for part in text.split_inclusive(between) {
        let word = part.trim_end_matches(between);
        out += if is_code(word) { WITHHELD } else { word };
        out += &part[word.len()..];
    }
    out
}

impl From<LookupCode> for String {
    fn from(code: LookupCode) -> Self {
        code.0
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn codes_differ_and_carry_at_least_fifty_bits() {
        let letters: HashSet<_> = ALPHABET.iter().collect();
        assert_eq!(letters.len(), ALPHABET.len(), "a repeated character is drawn twice as often");
        assert!(f64::from(u32::try_from(ALPHABET.len()).unwrap()).log2() * 12.0 >= 50.0);
        let codes: HashSet<_> = (0..1000).map(|_| LookupCode::fresh()).collect();
        assert_eq!(codes.len(), 1000);
        assert!(codes.iter().all(|code| code.as_str().len() == LENGTH));
    }

    #[test]
    fn a_text_is_read_without_its_codes_and_otherwise_as_it_is() {
        let code = LookupCode::fresh();
        let (code, small) = (code.as_str(), code.as_str().to_lowercase());
        let text = format!("编号 WZ-20260105-0001，查询码{code}。{small}\n91220101MA0Y0WXT6K {code}7");
        let read = format!("编号 WZ-20260105-0001，查询码{WITHHELD}。{WITHHELD}\n91220101MA0Y0WXT6K {code}7");
        assert_eq!(withheld(&text), read);
    }
}
