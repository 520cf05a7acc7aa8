//! Telephone numbers by which an enterprise is reached.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::domain::spoken;

/// A Chinese telephone number: a mobile number, or a landline with its area code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Phone(String);

/// Says that a text is no telephone number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("电话要写成11位手机号，或带区号的座机号（例如 0431-88901234）")]
pub struct InvalidPhone;

/// A number that stands in a sentence, with its place in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The number.
    pub phone: Phone,
    /// Where it stands.
    pub at: Range<usize>,
}

/// So many characters at least make a number.
const SHORTEST: usize = 7;
/// A local number has so many digits.
const LOCAL: std::ops::RangeInclusive<usize> = 7..=8;

impl Phone {
    /// Checks and tidies a number; spaces, hyphens, brackets and full-width digits are fine.
    pub fn new(text: &str) -> Result<Self, InvalidPhone> {
        let mut digits = String::new();
        for c in text.trim().chars() {
            match digit(c) {
                Some(digit) => digits.push(digit),
                None if is_between(c) => {}
                None => return Err(InvalidPhone),
            }
        }
        Self::of_digits(&digits)
    }

    fn of_digits(digits: &str) -> Result<Self, InvalidPhone> {
        let national = digits.strip_prefix("86").filter(|rest| rest.len() == 11).unwrap_or(digits);
        let bytes = national.as_bytes();
        let mobile = bytes.len() == 11 && bytes[0] == b'1' && (b'3'..=b'9').contains(&bytes[1]);
        let landline = (10..=12).contains(&bytes.len()) && bytes[0] == b'0' && bytes[1] != b'0';
        if mobile || landline { Ok(Self(national.to_owned())) } else { Err(InvalidPhone) }
    }

    /// The numbers in a sentence, in their order; digits may be said as numerals, and a number of seven or eight digits
    /// belongs to the area code, if one is known.
    pub fn find(text: &str, area_code: Option<&str>) -> Vec<Found> {
        runs(text).into_iter().filter_map(|(at, digits)| found(at, &digits, area_code)).collect()
    }

    /// The number, digits only.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number with its middle hidden, for lists and logs of staff.
    pub fn masked(&self) -> String {
        let (head, tail) = (&self.0[..3], &self.0[self.0.len() - 4..]);
        format!("{head}****{tail}")
    }
}

fn found(at: Range<usize>, digits: &str, area_code: Option<&str>) -> Option<Found> {
    let whole = || Phone::of_digits(digits).ok();
    let local = || {
        let fits = LOCAL.contains(&digits.len()) && !digits.starts_with(['0', '1']);
        area_code.filter(|_| fits).and_then(|code| Phone::of_digits(&format!("{code}{digits}")).ok())
    };
    Some(Found { phone: whole().or_else(local)?, at })
}

/// The runs of digits in a text, with what people put between them; a run ends where a number is complete.
fn runs(text: &str) -> Vec<(Range<usize>, String)> {
    let mut runs = Vec::new();
    let (mut digits, mut start, mut end) = (String::new(), 0, 0);
    let places = spoken_places(text);
    for (at, c) in text.char_indices().chain([(text.len(), '。')]) {
        let said = spoken::digit(c).filter(|_| places.contains(&at));
        if let Some(digit) = digit(c).or(said) {
            // Of 0431-88901234-8006 the last part is an extension.
            if digits.is_empty() {
                start = at;
            } else if end < at && Phone::of_digits(&digits).is_ok() {
                runs.push((start..end, std::mem::take(&mut digits)));
                start = at;
            }
            digits.push(digit);
            end = at + c.len_utf8();
        } else if !digits.is_empty() && !is_between(c) {
            runs.push((start..end, std::mem::take(&mut digits)));
        }
    }
    runs.retain(|(_, digits)| digits.len() >= SHORTEST);
    runs
}

/// The places of numerals that are said one after the other, so many that they are a number and no amount.
fn spoken_places(text: &str) -> Vec<usize> {
    let mut places = Vec::new();
    let mut run: Vec<usize> = Vec::new();
    for (at, c) in text.char_indices().chain([(text.len(), '。')]) {
        if spoken::digit(c).is_some() {
            run.push(at);
        } else if !is_between(c) || run.is_empty() {
            if run.len() >= SHORTEST {
                places.extend_from_slice(&run);
            }
            run.clear();
        }
    }
    places
}

/// The digit that a character is, also a full-width one.
fn digit(c: char) -> Option<char> {
    match c {
        '0'..='9' => Some(c),
        '０'..='９' => char::from_digit(c as u32 - '０' as u32, 10),
        _ => None,
    }
}

/// What people put between the digits of a number.
fn is_between(c: char) -> bool {
    matches!(c, ' ' | '-' | '－' | '—' | '(' | ')' | '（' | '）' | '+')
}

impl TryFrom<String> for Phone {
    type Error = InvalidPhone;
    fn try_from(text: String) -> Result<Self, InvalidPhone> {
        Self::new(&text)
    }
}

impl From<Phone> for String {
    fn from(phone: Phone) -> Self {
        phone.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_is_a_mobile_or_a_landline() {
        assert_eq!(Phone::new("１３９ 4312-0001").unwrap().as_str(), "13943120001");
        assert_eq!(Phone::new("+86 13943120001").unwrap().masked(), "139****0001");
        assert!(Phone::new("0431-88901234").is_ok());
        for bad in ["", "12345", "12345678901", "abc", "0043188901234", "139431200011"] {
            assert!(Phone::new(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn numbers_are_found_in_a_sentence() {
        let all = |text: &str| -> Vec<String> {
            Phone::find(text, Some("0434")).into_iter().map(|found| found.phone.0).collect()
        };
        assert_eq!(all("13900001234（微信同号）"), ["13900001234"]);
        assert_eq!(all("我电话139 0000 1234，打不通打0434-3210000"), ["13900001234", "04343210000"]);
        assert_eq!(all("13900001234或13900005678"), ["13900001234", "13900005678"]);
        assert_eq!(all("13900001234 13900005678"), ["13900001234", "13900005678"]);
        assert_eq!(all("0431-88901234-8006"), ["043188901234"], "the extension is no part of it");
        assert_eq!(all("座机3210000转8"), ["04343210000"], "a local number");
        assert_eq!(all("幺三九零零零零幺二三四，找老王"), ["13900001234"]);
        assert_eq!(all("一三九，零零零零，一二三四"), [] as [&str; 0], "cut in three, it may be anything");
        assert_eq!(all("欠了一百二十万，2021年12月3日签的合同"), [] as [&str; 0]);
        assert_eq!(Phone::find("3210000", None), [], "without an area code it reaches nobody");
    }

    #[test]
    fn a_found_number_has_its_place() {
        let text = "电话１３９００００１２３４，谢谢";
        let found = Phone::find(text, None).remove(0);
        assert_eq!(&text[found.at], "１３９００００１２３４");
    }
}
