//! Profiles of deadlines: how long each step of a ticket may take.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::calendar::{Allowance, Calendar};
use super::ids::ProfileId;
use super::ticket::Timer;

/// How long the steps of a ticket may take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// Its id.
    pub id: ProfileId,
    /// What staff call it.
    pub name: String,
    /// From registration to acceptance.
    pub accept: Allowance,
    /// From registration to the first reply.
    pub reply: Allowance,
    /// From registration to the answer.
    pub answer: Allowance,
    /// What a supervisor may add to the time for the answer, at most.
    pub extended: Allowance,
    /// From the answer to the one reminder of an enterprise that says nothing to it.
    pub remind: Allowance,
    /// From the reminder to the closing as 未评价.
    pub lapse: Allowance,
    /// A clock is due soon when no more than this share of its span is left.
    pub soon: Share,
}

impl Profile {
    /// How long the step of a deadline may take.
    pub fn allows(&self, timer: Timer) -> Allowance {
        match timer {
            Timer::Accept => self.accept,
            Timer::Reply => self.reply,
            Timer::Answer => self.answer,
        }
    }

    /// From when on a clock of that span is due soon.
    pub fn soon_at(&self, due: Timestamp, span: Allowance, calendar: &Calendar) -> Timestamp {
        let share = span.duration() * i32::from(self.soon.percent()) / 100;
        calendar.add(due, span.with(-share))
    }
}

/// A part of something in percent, from 1 to 99.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Share(u8);

/// Says that a text is no share.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}”不是份额；写成“25%”，从1%到99%")]
pub struct InvalidShare(String);

impl Share {
    /// The share in percent.
    pub fn percent(self) -> u8 {
        self.0
    }
}

impl FromStr for Share {
    type Err = InvalidShare;

    fn from_str(text: &str) -> Result<Self, InvalidShare> {
        let number = text.trim().strip_suffix(['%', '％']).and_then(|number| number.trim_end().parse().ok());
        number.filter(|number| (1..=99).contains(number)).map(Self).ok_or_else(|| InvalidShare(text.to_owned()))
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}%", self.0)
    }
}

impl TryFrom<String> for Share {
    type Error = InvalidShare;
    fn try_from(text: String) -> Result<Self, InvalidShare> {
        text.parse()
    }
}

impl From<Share> for String {
    fn from(share: Share) -> Self {
        share.to_string()
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use jiff::civil::time;

    use super::*;
    use crate::domain::calendar::readable;

    #[test]
    fn a_share_is_a_percentage() {
        for (text, percent) in [("25%", 25), (" 1 ％", 1), ("99%", 99)] {
            assert_eq!(text.parse::<Share>().unwrap().percent(), percent);
        }
        for bad in ["", "25", "0%", "100%", "-5%", "1/4", "2.5%", "300%"] {
            assert!(bad.parse::<Share>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_clock_is_due_soon_in_the_last_part_of_its_span() {
        let calendar = Calendar::new(time(8, 30, 0, 0), time(17, 30, 0, 0), &[]).unwrap();
        let day = Allowance::WorkingTime(calendar.working_day());
        let profile = Profile {
            id: ProfileId::new("sample").unwrap(),
            name: "示例".to_owned(),
            accept: day,
            reply: day,
            answer: day,
            extended: day,
            remind: day,
            lapse: day,
            soon: "20%".parse().unwrap(),
        };
        // Monday 10:00 in Beijing.
        let due: Timestamp = "2026-03-09T02:00:00Z".parse().unwrap();
        let soon = |span| readable(profile.soon_at(due, span, &calendar));
        assert_eq!(soon(Allowance::WorkingTime(SignedDuration::from_hours(10))), "2026-03-06 17:00");
        assert_eq!(soon(Allowance::NaturalTime(SignedDuration::from_hours(10))), "2026-03-09 08:00");
    }
}
