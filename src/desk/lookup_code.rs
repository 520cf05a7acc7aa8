//! The secret by which an enterprise looks up its own ticket.

use rand::Rng;

/// Letters and digits that are told apart when read aloud or copied by hand: no 0 O, 1 I L, 2 Z, 5 S, 8 B.
const ALPHABET: &[u8; 25] = b"34679ACDEFGHJKMNPQRTUVWXY";

/// 12 characters of 25 different ones carry 55 bits: guessing one is hopeless.
const LENGTH: usize = 12;

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
}
