//! 统一社会信用代码 by GB 32100-2015.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::copied::tidied;

/// The 31 characters of a code in the order of their values; I, O, S, V and Z are left out.
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// How long a code is.
const LENGTH: usize = 18;

/// How long the number of a business licence was before 2015.
const OLD_LENGTH: usize = 15;

/// Where the code of the administrative division stands, which is all digits.
const DIVISION: std::ops::Range<usize> = 2..8;

/// What the value of each place is multiplied with: powers of 3, modulo 31.
const WEIGHTS: [u32; LENGTH - 1] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/// A 统一社会信用代码 whose check character is right, in capital letters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CreditCode(String);

/// Says what is wrong with a code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidCreditCode {
    /// It is as long as a number from before 2015.
    #[error("这是15位的旧注册号，请填营业执照上18位的统一社会信用代码")]
    OldNumber,
    /// It is too short or too long.
    #[error("统一社会信用代码是18位，您填了{0}位")]
    Length(usize),
    /// A character that no code has.
    #[error("统一社会信用代码第{place}位不会是“{found}”{}", hint(*found))]
    Character {
        /// Its place, from one.
        place: usize,
        /// What stands there.
        found: char,
    },
    /// Something else than digits where the division stands.
    #[error("统一社会信用代码第3到8位是地区编号，只能是数字，第{0}位不是")]
    Division(usize),
    /// The last character does not fit the others.
    #[error("统一社会信用代码有一位不对（校验不符：照前17位算，最后一位应是“{expected}”），请对照营业执照再核对一遍")]
    Checksum {
        /// What the last character would be if the others are right.
        expected: char,
    },
}

impl CreditCode {
    /// Checks and tidies a code; small letters, full-width characters, spaces and hyphens are fine.
    pub fn new(text: &str) -> Result<Self, InvalidCreditCode> {
        let code: Vec<char> = text.chars().filter_map(tidied).collect();
        match code.len() {
            LENGTH => {}
            OLD_LENGTH if code.iter().all(char::is_ascii_digit) => return Err(InvalidCreditCode::OldNumber),
            length => return Err(InvalidCreditCode::Length(length)),
        }
        let mut values = Vec::with_capacity(LENGTH);
        for (place, &found) in (1..).zip(&code) {
            let value = (0..).zip(ALPHABET).find_map(|(value, known)| (char::from(*known) == found).then_some(value));
            values.push(value.ok_or(InvalidCreditCode::Character { place, found })?);
        }
        if let Some(at) = DIVISION.clone().find(|at| !code[*at].is_ascii_digit()) {
            return Err(InvalidCreditCode::Division(at + 1));
        }
        let sum: u32 = values.iter().zip(WEIGHTS).map(|(value, weight)| value * weight).sum();
        let expected = (31 - sum % 31) % 31;
        if values[LENGTH - 1] != expected {
            let expected = (0..).zip(ALPHABET).find_map(|(value, known)| (value == expected).then_some(*known));
            return Err(InvalidCreditCode::Checksum { expected: expected.map_or('?', char::from) });
        }
        Ok(Self(code.into_iter().collect()))
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CreditCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for CreditCode {
    type Error = InvalidCreditCode;
    fn try_from(text: String) -> Result<Self, InvalidCreditCode> {
        Self::new(&text)
    }
}

impl From<CreditCode> for String {
    fn from(code: CreditCode) -> Self {
        code.0
    }
}

/// What was probably meant by a character that looks like another.
fn hint(found: char) -> &'static str {
    match found {
        'I' => "，是不是数字1",
        'O' => "，是不是数字0",
        'Z' => "，是不是数字2",
        'S' => "，是不是数字5",
        'V' => "，是不是字母U或Y",
        _ => "，只有数字和大写字母",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_taken_in_every_way_it_is_written() {
        // The first two stand on published licences.
        for (text, code) in [
            ("9144030071526726XG", "9144030071526726XG"),
            ("91330100799655058b", "91330100799655058B"),
            (" 91220101 MA000000-00 ", "91220101MA00000000"),
            ("９１２２０１０１ｍａ００００００００", "91220101MA00000000"),
            ("91220000ma12345674", "91220000MA12345674"),
        ] {
            assert_eq!(CreditCode::new(text).unwrap().as_str(), code);
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (text, said) in [
            ("", "您填了0位"),
            ("91220000MA1234567", "您填了17位"),
            ("220000123456789", "旧注册号"),
            ("9122O000MA12345674", "第5位不会是“O”，是不是数字0"),
            ("91220000MA1234567甲", "第18位不会是“甲”"),
            ("912200A0MA12345674", "第7位不是"),
            ("91220000MA12345675", "最后一位应是“4”"),
            ("91220000MA12345764", "校验不符"),
        ] {
            let error = CreditCode::new(text).unwrap_err().to_string();
            assert!(error.contains(said), "{text}: {error}");
        }
    }

    #[test]
    fn every_single_slip_is_found() {
        let code = "91220000MA12345674";
        for place in 0..LENGTH {
            for other in ALPHABET.iter().filter(|other| **other != code.as_bytes()[place]) {
                let mut slip = code.as_bytes().to_vec();
                slip[place] = *other;
                assert!(CreditCode::new(std::str::from_utf8(&slip).unwrap()).is_err(), "{slip:?}");
            }
        }
    }
}
