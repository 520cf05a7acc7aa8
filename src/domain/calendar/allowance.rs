//! How long something may take, in working time or on the clock.

use std::cmp::Ordering;

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

/// What “天” stands for in natural time.
const NATURAL_DAY: SignedDuration = SignedDuration::from_hours(24);

/// More than this is a slip of the pen, not a deadline.
const LARGEST: u16 = 999;

/// Which hours count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Count {
    /// Those between opening and closing of working days.
    WorkingTime,
    /// All of them.
    NaturalTime,
}

/// How long something may take, or how much of that is left: negative once it is used up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Allowance {
    /// Hours between opening and closing of working days.
    WorkingTime(SignedDuration),
    /// Hours on the clock.
    NaturalTime(SignedDuration),
}

/// Says that a text is no allowance.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}”不是期限；写成“3个工作日”“24小时”或“7天”，数字从1到{LARGEST}")]
pub struct InvalidAllowance(String);

impl Allowance {
    /// Reads “N个工作日”, “N小时” or “N天”; one 工作日 is `working_day` long.
    pub fn parse(text: &str, working_day: SignedDuration) -> Result<Self, InvalidAllowance> {
        let invalid = || InvalidAllowance(text.to_owned());
        let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let unit = plain.trim_start_matches(|c: char| c.is_ascii_digit());
        let number = plain[..plain.len() - unit.len()].parse::<u16>().map_err(|_| invalid())?;
        if !(1..=LARGEST).contains(&number) {
            return Err(invalid());
        }
        match unit {
            "个工作日" | "工作日" => Ok(Self::WorkingTime(working_day * i32::from(number))),
            "小时" | "个小时" => Ok(Self::NaturalTime(SignedDuration::from_hours(i64::from(number)))),
            "天" => Ok(Self::NaturalTime(NATURAL_DAY * i32::from(number))),
            _ => Err(invalid()),
        }
    }

    /// Which hours count.
    pub fn count(self) -> Count {
        match self {
            Self::WorkingTime(_) => Count::WorkingTime,
            Self::NaturalTime(_) => Count::NaturalTime,
        }
    }

    /// How many hours.
    pub fn duration(self) -> SignedDuration {
        let (Self::WorkingTime(duration) | Self::NaturalTime(duration)) = self;
        duration
    }

    /// Another number of the same hours.
    pub fn with(self, duration: SignedDuration) -> Self {
        self.count().of(duration)
    }

    /// As a person reads it, to the minute and without a sign, such as “1个工作日2小时” or “7天”.
    pub fn in_words(self, working_day: SignedDuration) -> String {
        let (day, unit) = match self {
            Self::WorkingTime(_) => (working_day, "个工作日"),
            Self::NaturalTime(_) => (NATURAL_DAY, "天"),
        };
        let minutes = self.duration().as_mins().unsigned_abs();
        let day = day.as_mins().unsigned_abs().max(1);
        // “24小时” is promised as hours, not as a day.
        let days = if unit == "天" && minutes < 2 * day { 0 } else { minutes / day };
        let rest = minutes - days * day;
        let parts = [(days, unit), (rest / 60, "小时"), (rest % 60, "分钟")];
        let words: String =
            parts.iter().filter(|(number, _)| *number > 0).map(|(number, unit)| format!("{number}{unit}")).collect();
        if words.is_empty() { "不到1分钟".to_owned() } else { words }
    }
}

/// More or fewer of the same hours; working time and natural time cannot be compared.
impl PartialOrd for Allowance {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        (self.count() == other.count()).then(|| self.duration().cmp(&other.duration()))
    }
}

impl Count {
    /// That many of these hours.
    pub fn of(self, duration: SignedDuration) -> Allowance {
        match self {
            Self::WorkingTime => Allowance::WorkingTime(duration),
            Self::NaturalTime => Allowance::NaturalTime(duration),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: SignedDuration = SignedDuration::from_hours(9);

    #[test]
    fn days_and_hours_are_read_as_people_write_them() {
        for (text, allowance, words) in [
            ("1个工作日", Allowance::WorkingTime(SignedDuration::from_hours(9)), "1个工作日"),
            (" 15 个工作日", Allowance::WorkingTime(SignedDuration::from_hours(135)), "15个工作日"),
            ("3工作日", Allowance::WorkingTime(SignedDuration::from_hours(27)), "3个工作日"),
            ("24小时", Allowance::NaturalTime(SignedDuration::from_hours(24)), "24小时"),
            ("7天", Allowance::NaturalTime(SignedDuration::from_hours(168)), "7天"),
        ] {
            assert_eq!(Allowance::parse(text, DAY).as_ref(), Ok(&allowance), "{text}");
            assert_eq!(allowance.in_words(DAY), words);
        }
        for bad in ["", "工作日", "0天", "1000天", "99999天", "-1天", "1.5天", "三天", "3", "3周", "3自然日"]
        {
            let said = Allowance::parse(bad, DAY).unwrap_err().to_string();
            assert!(said.starts_with(&format!("“{bad}”不是期限")), "{said}");
        }
    }

    #[test]
    fn what_is_left_is_told_to_the_minute() {
        let left = |minutes| Allowance::WorkingTime(SignedDuration::from_mins(minutes)).in_words(DAY);
        assert_eq!(left(9 * 60 + 125), "1个工作日2小时5分钟");
        assert_eq!(left(-60), "1小时");
        assert_eq!(left(0), "不到1分钟");
        assert_eq!(Allowance::NaturalTime(SignedDuration::from_hours(50)).in_words(DAY), "2天2小时");
    }

    #[test]
    fn working_time_and_natural_time_cannot_be_compared() {
        let (short, long) = (SignedDuration::from_hours(1), SignedDuration::from_hours(2));
        assert!(Allowance::WorkingTime(short) < Allowance::WorkingTime(long));
        assert_eq!(Allowance::WorkingTime(short).partial_cmp(&Allowance::NaturalTime(long)), None);
    }
}
