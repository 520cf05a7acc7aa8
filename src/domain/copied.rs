//! Numbers and codes as people copy them: from a chat, with an input method, by hand.

/// The character as a number or code has it; none for what people put between them.
pub(crate) fn tidied(c: char) -> Option<char> {
    let half = match c {
        // The full-width forms stand in the order of ASCII.
        '！'..='～' => char::from_u32(c as u32 - '！' as u32 + '!' as u32).unwrap_or(c),
        _ => c,
    };
    let between = half.is_whitespace() || matches!(half, '-' | '‐'..='―' | '−' | '\u{200b}' | '\u{feff}');
    (!between).then_some(half.to_ascii_uppercase())
}
