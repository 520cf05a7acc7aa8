//! Ids for points whose files do not number them yet: made from the words, so that they stay until the words change.

use std::collections::HashSet;

use sha2::{Digest, Sha256};

use crate::domain::ids::PointId;

/// The characters of a made id: none that is taken for another.
const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
/// So many characters has a made id.
const LENGTH: u32 = 4;
/// So many bits choose one character.
const BITS: u32 = 5;

/// An id made from the words of a point that is none of `taken`; with a letter in it, to be no number.
pub(super) fn made_from(words: &str, taken: &HashSet<PointId>) -> PointId {
    let tries = std::iter::once(String::new()).chain((1_u32..).map(|number| number.to_string()));
    let made = tries.map(|salt| hashed(&format!("{words}{salt}")));
    let free = |text: &String| !text.bytes().all(|b| b.is_ascii_digit());
    made.filter(free)
        .filter_map(|text| PointId::new(text).ok())
        .find(|id| !taken.contains(id))
        .expect("some salt gives a free id")
}

fn hashed(words: &str) -> String {
    let digest = Sha256::digest(words.as_bytes());
    let number = digest.iter().take(4).fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
    (0..LENGTH).map(|place| char::from(ALPHABET[(number >> (BITS * place) & 31) as usize])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_words_give_the_same_id_until_it_is_taken() {
        let id = made_from("EXAMPLE", &HashSet::new());
        assert_eq!(id, made_from("EXAMPLE", &HashSet::new()));
        let other = made_from("EXAMPLE", &HashSet::from([id.clone()]));
        assert_ne!(other, id);
    }
}
