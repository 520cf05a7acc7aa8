//! What an enterprise tells in words: names and descriptions, checked once for every door.

use std::ops::RangeInclusive;

/// Says that a text is no name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidName {
    /// It is more than one line.
    #[error("名称里有换行或别的控制字符，请去掉")]
    Control,
    /// It is too short, too long, or has no letter.
    #[error("名称要有 2 到 60 个字")]
    Length,
}

/// Says that a text is no description.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidDescription {
    /// It says too little.
    #[error("请把问题写清楚一些（至少 5 个字）")]
    Short,
    /// It has so many characters.
    #[error("问题最多写 4000 个字，现在有 {0} 个字")]
    Long(usize),
}

/// The shortest and the longest name, in characters.
const NAME: RangeInclusive<usize> = 2..=60;
/// The shortest and the longest description, in characters.
pub const DESCRIPTION: RangeInclusive<usize> = 5..=4000;

/// The name of a firm or a person, without what nobody sees.
pub fn name(text: &str) -> Result<String, InvalidName> {
    let text = text.trim();
    if text.chars().any(char::is_control) {
        return Err(InvalidName::Control);
    }
    let name: String = text.chars().filter(|c| !is_invisible(*c)).collect();
    let fine = NAME.contains(&name.chars().count()) && name.chars().any(char::is_alphabetic);
    if fine { Ok(name) } else { Err(InvalidName::Length) }
}

/// What has happened, without what nobody sees.
pub fn description(text: &str) -> Result<String, InvalidDescription> {
    let text = tidied(text.trim());
    match text.chars().count() {
        short if short < *DESCRIPTION.start() => Err(InvalidDescription::Short),
        long if long > *DESCRIPTION.end() => Err(InvalidDescription::Long(long)),
        _ => Ok(text),
    }
}

/// A text of several lines without what nobody sees.
pub fn tidied(text: &str) -> String {
    let kept = |c: &char| !is_invisible(*c) && (!c.is_control() || matches!(c, '\n' | '\t'));
    text.chars().filter(kept).collect()
}

/// Marks that nobody sees: they turn the direction of reading, or make two names look the same.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_is_left_out() {
        assert_eq!(name(" 某\u{202e}厂\u{feff} ").as_deref(), Ok("某厂"));
        assert_eq!(name("某\n厂"), Err(InvalidName::Control));
        assert_eq!(description("停电\u{0}\u{7}\n三\u{200b}天了").as_deref(), Ok("停电\n三天了"));
    }

    #[test]
    fn names_and_descriptions_have_their_length() {
        for none in ["", "某", "12", "。。"] {
            assert_eq!(name(none), Err(InvalidName::Length), "{none}");
        }
        assert_eq!(name(&"某".repeat(61)), Err(InvalidName::Length));
        assert_eq!(description("停电了"), Err(InvalidDescription::Short));
        assert_eq!(description(&"停".repeat(4001)), Err(InvalidDescription::Long(4001)));
    }
}
