//! One spelling for one word: NFKC, lower case, simplified characters, no control characters.

use std::fmt;

use ferrous_opencc::OpenCC;
use ferrous_opencc::config::BuiltinConfig;
use unicode_normalization::UnicodeNormalization;

/// Brings text to the one spelling that is searched.
pub struct Normaliser {
    to_simplified: OpenCC,
}

impl fmt::Debug for Normaliser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Normaliser")
    }
}

impl Normaliser {
    /// Loads the table of traditional characters, which is part of the program.
    pub fn new() -> Self {
        let to_simplified = OpenCC::from_config(BuiltinConfig::T2s).expect("the built-in table loads");
        Self { to_simplified }
    }

    /// The text in the one spelling.
    pub fn normal(&self, text: &str) -> String {
        let folded: String = text
            .nfkc()
            .filter(|c| !invisible(*c))
            .map(|c| if c.is_whitespace() || c.is_control() { ' ' } else { c })
            .flat_map(char::to_lowercase)
            .collect();
        if folded.chars().any(super::is_han) { self.to_simplified.convert(&folded) } else { folded }
    }
}

impl Default for Normaliser {
    fn default() -> Self {
        Self::new()
    }
}

/// Characters that are written but not seen: zero-width marks, directions, tags.
fn invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_word_has_one_spelling() {
        let normaliser = Normaliser::new();
        for (typed, normal) in [
            ("ＶＯＣｓ", "vocs"),
            ("增值稅留抵退稅", "增值税留抵退税"),
            ("中藥車間", "中药车间"),
            ("５０ 户", "50 户"),
            ("专\u{200b}精\u{202e}特新", "专精特新"),
        ] {
            assert_eq!(normaliser.normal(typed), normal);
        }
    }
}
