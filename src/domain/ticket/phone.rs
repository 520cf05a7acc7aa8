//! Telephone numbers by which an enterprise is reached.

use serde::{Deserialize, Serialize};

/// A Chinese telephone number: a mobile number, or a landline with its area code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Phone(String);

/// Says that a text is no telephone number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("电话要写成11位手机号，或带区号的座机号（例如 0431-88901234）")]
pub struct InvalidPhone;

impl Phone {
    /// Checks and tidies a number; spaces, hyphens, brackets and full-width digits are fine.
    pub fn new(text: &str) -> Result<Self, InvalidPhone> {
        let mut digits = String::new();
        for c in text.trim().chars() {
            match c {
                '0'..='9' => digits.push(c),
                '０'..='９' => digits.push(char::from(b'0' + u8::try_from(c as u32 - '０' as u32).unwrap_or(0))),
                ' ' | '-' | '－' | '—' | '(' | ')' | '（' | '）' | '+' => {}
                _ => return Err(InvalidPhone),
            }
        }
        let national = digits.strip_prefix("86").filter(|rest| rest.len() == 11).unwrap_or(&digits);
        let bytes = national.as_bytes();
        let mobile = bytes.len() == 11 && bytes[0] == b'1' && (b'3'..=b'9').contains(&bytes[1]);
        let landline = (10..=12).contains(&bytes.len()) && bytes[0] == b'0' && bytes[1] != b'0';
        if mobile || landline { Ok(Self(national.to_owned())) } else { Err(InvalidPhone) }
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
}
