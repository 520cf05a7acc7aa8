//! What an enterprise tells in words: names and descriptions, each checked by the one constructor that every door uses.

use std::fmt;
use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

/// Says that a text is no name, of what, and how to mend it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidName {
    /// It is more than one line.
    #[error("{0}里有换行或别的控制字符，请去掉，写成一行")]
    Control(&'static str),
    /// It is too short, too long, or has no letter.
    #[error("{0}要有 2 到 60 个字，不能只有数字和符号")]
    Length(&'static str),
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

/// The name of a firm, on one line and without what nobody sees.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FirmName(String);

/// The name of a person, on one line and without what nobody sees.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PersonName(String);

/// What has happened, without what nobody sees.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Description(String);

impl FirmName {
    /// Checks and tidies a name.
    pub fn new(text: &str) -> Result<Self, InvalidName> {
        name(text, "企业名称").map(Self)
    }
}

impl PersonName {
    /// Checks and tidies a name.
    pub fn new(text: &str) -> Result<Self, InvalidName> {
        name(text, "联系人姓名").map(Self)
    }
}

impl Description {
    /// Checks and tidies a description.
    pub fn new(text: &str) -> Result<Self, InvalidDescription> {
        let text = tidied(text.trim());
        match text.chars().count() {
            short if short < *DESCRIPTION.start() => Err(InvalidDescription::Short),
            long if long > *DESCRIPTION.end() => Err(InvalidDescription::Long(long)),
            _ => Ok(Self(text)),
        }
    }
}

fn name(text: &str, of: &'static str) -> Result<String, InvalidName> {
    let text = text.trim();
    if text.chars().any(|c| c.is_control() || is_line_end(c)) {
        return Err(InvalidName::Control(of));
    }
    let name: String = text.chars().filter(|c| !is_invisible(*c)).collect();
    let fine = NAME.contains(&name.chars().count()) && name.chars().any(char::is_alphabetic);
    if fine { Ok(name) } else { Err(InvalidName::Length(of)) }
}

/// A text of several lines without what nobody sees.
pub fn tidied(text: &str) -> String {
    let kept = |c: &char| !is_invisible(*c) && (!c.is_control() || matches!(c, '\n' | '\t'));
    text.chars().filter(kept).map(|c| if is_line_end(c) { '\n' } else { c }).collect()
}

/// What ends a line or a paragraph besides the control characters.
fn is_line_end(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}')
}

/// Marks that nobody sees: they turn the direction of reading, or make two names look the same.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

macro_rules! text {
    ($name:ident, $error:ty) => {
        impl TryFrom<String> for $name {
            type Error = $error;

            fn try_from(text: String) -> Result<Self, $error> {
                Self::new(&text)
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> Self {
                text.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text!(FirmName, InvalidName);
text!(PersonName, InvalidName);
text!(Description, InvalidDescription);

#[cfg(test)]
mod tests {
    use super::*;

    fn firm(text: &str) -> Result<String, InvalidName> {
        FirmName::new(text).map(Into::into)
    }

    fn description(text: &str) -> Result<String, InvalidDescription> {
        Description::new(text).map(Into::into)
    }

    #[test]
    fn what_nobody_sees_is_left_out() {
        assert_eq!(firm(" 某\u{202e}厂\u{feff} ").as_deref(), Ok("某厂"));
        assert_eq!(firm("某\u{61c}某\u{ad}厂\u{fe0f}").as_deref(), Ok("某某厂"));
        for broken in ["某\n厂", "某\r\n厂", "某\t厂", "某\u{2028}厂", "某\u{85}厂"] {
            assert!(firm(broken).unwrap_err().to_string().starts_with("企业名称里有换行"), "{broken:?}");
        }
        assert_eq!(description("停电\u{0}\u{7}\n三\u{200b}天了").as_deref(), Ok("停电\n三天了"));
        assert_eq!(description("停电\u{2028}三天了").as_deref(), Ok("停电\n三天了"));
    }

    #[test]
    fn names_and_descriptions_have_their_length() {
        for none in ["", "某", "12", "。。"] {
            assert!(firm(none).unwrap_err().to_string().starts_with("企业名称要有 2 到 60 个字"), "{none}");
            assert!(PersonName::new(none).unwrap_err().to_string().starts_with("联系人姓名要有"), "{none}");
        }
        assert!(firm(&"某".repeat(61)).is_err());
        assert_eq!(description("停电了"), Err(InvalidDescription::Short));
        assert_eq!(description(&"停".repeat(4001)), Err(InvalidDescription::Long(4001)));
    }
}
