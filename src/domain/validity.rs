//! From which day to which day something holds, and what may have ended it before.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::ids::DocumentId;
use super::point::Reference;

/// What holds in place of something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Successor {
    /// Another document.
    Document(DocumentId),
    /// Another point.
    Point(Reference),
}

/// What has ended something, whatever its days say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// Something else has taken its place.
    Superseded(Successor),
    /// It was withdrawn, on that day if it is known.
    Withdrawn(Option<Date>),
}

/// The days on which something holds, both included; without a day it is open at that side.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validity {
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub to: Option<Date>,
    /// What has ended it.
    pub end: Option<End>,
}

/// How something stands on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Its first day is still to come.
    NotYet {
        /// The first day.
        from: Date,
    },
    /// It holds.
    InForce,
    /// Its last day is over.
    Ended {
        /// The last day.
        on: Date,
    },
    /// Something else holds in its place.
    Superseded {
        /// What.
        by: Successor,
    },
    /// It was withdrawn.
    Withdrawn {
        /// On which day, if it is known.
        on: Option<Date>,
    },
}

impl Validity {
    /// How it stands on a day: what was withdrawn or superseded has not merely run out.
    pub fn standing(&self, day: Date) -> Standing {
        match &self.end {
            Some(End::Superseded(by)) => return Standing::Superseded { by: by.clone() },
            Some(End::Withdrawn(on)) if on.is_none_or(|on| on <= day) => return Standing::Withdrawn { on: *on },
            _ => {}
        }
        match (self.from, self.to) {
            (Some(from), _) if day < from => Standing::NotYet { from },
            (_, Some(on)) if on < day => Standing::Ended { on },
            _ => Standing::InForce,
        }
    }

    /// Whether it names days of its own.
    pub fn has_days(&self) -> bool {
        self.from.is_some() || self.to.is_some()
    }
}

impl Standing {
    /// Whether it holds.
    pub fn is_in_force(&self) -> bool {
        matches!(self, Self::InForce)
    }

    /// Whether it may be said as an answer at all: one that ended may, with the day; one that was withdrawn or
    /// superseded may not.
    pub fn answers(&self) -> bool {
        !matches!(self, Self::Superseded { .. } | Self::Withdrawn { .. })
    }

    /// What goes before what at equal worth: the smaller one first.
    pub fn rank(&self) -> u8 {
        match self {
            Self::InForce => 0,
            Self::NotYet { .. } => 1,
            Self::Ended { .. } => 2,
            Self::Superseded { .. } => 3,
            Self::Withdrawn { .. } => 4,
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_tell_what_holds() {
        let plan = Validity { from: Some(date(2026, 3, 1)), to: Some(date(2029, 12, 31)), end: None };
        assert_eq!(plan.standing(date(2026, 2, 28)), Standing::NotYet { from: date(2026, 3, 1) });
        assert_eq!(plan.standing(date(2026, 3, 1)), Standing::InForce);
        assert_eq!(plan.standing(date(2029, 12, 31)), Standing::InForce);
        assert_eq!(plan.standing(date(2030, 1, 1)), Standing::Ended { on: date(2029, 12, 31) });
        assert_eq!(Validity::default().standing(date(1900, 1, 1)), Standing::InForce);
    }

    #[test]
    fn what_was_withdrawn_has_not_run_out() {
        let withdrawn = Validity {
            to: Some(date(2030, 12, 31)),
            end: Some(End::Withdrawn(Some(date(2026, 6, 1)))),
            ..Validity::default()
        };
        assert_eq!(withdrawn.standing(date(2026, 5, 31)), Standing::InForce);
        for day in [date(2026, 6, 1), date(2031, 1, 1)] {
            let standing = withdrawn.standing(day);
            assert_eq!(standing, Standing::Withdrawn { on: Some(date(2026, 6, 1)) });
            assert!(!standing.answers());
        }
        let by = Successor::Document(DocumentId::new("b").unwrap());
        let superseded = Validity { end: Some(End::Superseded(by.clone())), ..Validity::default() };
        assert_eq!(superseded.standing(date(2026, 1, 1)), Standing::Superseded { by });
    }
}
