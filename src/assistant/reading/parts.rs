//! The parts of a text by which it is compared with examples: its Chinese characters and their neighbouring pairs.

use crate::search::words::is_han;

/// A character, or a pair of neighbours.
pub(super) type Part = (char, Option<char>);

/// A single character says less than a pair.
const CHARACTER: f32 = 0.5;

/// How much a part says.
pub(super) fn weight(part: Part) -> f32 {
    if part.1.is_some() { 1.0 } else { CHARACTER }
}

/// The parts of a text in their order, each once.
pub(super) fn parts_of(text: &str) -> Vec<Part> {
    let mut parts = Vec::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        if is_han(c) {
            parts.push((c, None));
            parts.extend(characters.peek().filter(|next| is_han(**next)).map(|next| (c, Some(*next))));
        }
    }
    parts.sort_unstable();
    parts.dedup();
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_its_characters_and_pairs_once_each() {
        assert_eq!(
            parts_of("停电3停电"),
            [('停', None), ('停', Some('电')), ('电', None)],
            "a pair does not reach across what is no character"
        );
    }
}
