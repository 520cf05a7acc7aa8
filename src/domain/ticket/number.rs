//! A ticket's number, as people read it out on the phone.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::domain::copied::tidied;

/// A ticket's number, `WZ-YYYYMMDD-NNNN`: the day in 北京时间 and that day's counter.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TicketNumber {
    day: Date,
    count: u32,
}

/// Says that a text is no ticket number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("单号的格式是 WZ-年月日-四位序号，例如 WZ-20260105-0001")]
pub struct InvalidNumber;

impl TicketNumber {
    /// The `count`-th ticket of `day`, counted from one.
    pub fn new(day: Date, count: u32) -> Self {
        Self { day, count }
    }

    /// The day of its registration, in 北京时间.
    pub fn day(&self) -> Date {
        self.day
    }

    /// The first number that stands in a text, as people write it, with its place in bytes.
    pub fn find(text: &str) -> Option<(std::ops::Range<usize>, Self)> {
        let starts = text.char_indices().filter(|(_, c)| tidied(*c) == Some('W')).map(|(at, _)| at);
        starts.into_iter().find_map(|start| {
            let ends =
                text[start..].char_indices().skip(1).take(Self::WRITTEN).map(|(at, c)| start + at + c.len_utf8());
            let read = |end: usize| Some((start..end, text[start..end].trim_end().parse().ok()?));
            ends.collect::<Vec<_>>().into_iter().rev().find_map(read)
        })
    }

    /// A number takes at most so many characters, with what people put into it.
    const WRITTEN: usize = 24;

    /// Its place among the day's tickets, from one.
    pub fn count(&self) -> u32 {
        self.count
    }
}

impl fmt::Display for TicketNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WZ-{}-{:04}", self.day.strftime("%Y%m%d"), self.count)
    }
}

impl FromStr for TicketNumber {
    type Err = InvalidNumber;

    fn from_str(text: &str) -> Result<Self, InvalidNumber> {
        let tidy: String = text.chars().filter_map(tidied).collect();
        let digits = tidy.strip_prefix("WZ").filter(|rest| rest.bytes().all(|b| b.is_ascii_digit()));
        let (day, count) = digits.and_then(|digits| digits.split_at_checked(8)).ok_or(InvalidNumber)?;
        if count.len() < 4 {
            return Err(InvalidNumber);
        }
        let day = Date::strptime("%Y%m%d", day).map_err(|_| InvalidNumber)?;
        let count = count.parse().ok().filter(|count| *count > 0).ok_or(InvalidNumber)?;
        Ok(Self { day, count })
    }
}

impl TryFrom<String> for TicketNumber {
    type Error = InvalidNumber;
    fn try_from(text: String) -> Result<Self, InvalidNumber> {
        text.parse()
    }
}

impl From<TicketNumber> for String {
    fn from(number: TicketNumber) -> Self {
        number.to_string()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_number_reads_back_and_grows_past_four_digits() {
        for count in [1, 9999, 10000] {
            let number = TicketNumber::new(date(2026, 1, 5), count);
            assert_eq!(number.to_string().parse(), Ok(number));
        }
        assert_eq!(TicketNumber::new(date(2026, 1, 5), 7).to_string(), "WZ-20260105-0007");
        for copied in ["wz-20260105-0001", " ＷＺ－２０２６０１０５－０００１ ", "WZ202601050001", "WZ—20260105 – 0001"]
        {
            assert_eq!(copied.parse(), Ok(TicketNumber::new(date(2026, 1, 5), 1)), "{copied}");
        }
        for told in ["查一下WZ-20260105-0001到哪了", "wz 20260105 0001，谢谢", "单号：ＷＺ-20260105-0001 查询码 AAA"]
        {
            let found = TicketNumber::find(told).map(|(_, number)| number);
            assert_eq!(found, Some(TicketNumber::new(date(2026, 1, 5), 1)), "{told}");
        }
        assert_eq!(TicketNumber::find("WZ-2026 那件，还有 WWW"), None);
        for bad in ["", "WZ-20260105-1", "WZ-20261301-0001", "WZ-20260105-0000", "20260105-0001", "WZ-20260105-00x1"] {
            assert!(bad.parse::<TicketNumber>().is_err(), "{bad}");
        }
    }
}
