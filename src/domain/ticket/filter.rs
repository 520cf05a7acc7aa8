//! Which tickets are wanted, of those that somebody may see, and in which order.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::category::Category;
use super::clock::Timer;
use super::duty::Duty;
use super::measure::Measure;
use super::number::TicketNumber;
use super::state::Status;
use crate::domain::firm::Firm;
use crate::domain::ids::DeskId;
use crate::domain::region::{Regions, UnknownRegion};
use crate::domain::staff::StaffId;

/// The part of the tickets that somebody may see.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Scope {
    /// All of them, also those without a region.
    #[default]
    Everything,
    /// Those of their regions, and those they or their desk have to do with, wherever they come from.
    Part {
        /// The official names of the regions.
        regions: Vec<String>,
        /// Who.
        agent: StaffId,
        /// The desk at which they work.
        desk: Option<DeskId>,
    },
}

impl Scope {
    /// Whether a ticket of that region and duty lies in it.
    pub fn covers(&self, region: Option<&str>, duty: &Duty) -> bool {
        match self {
            Self::Everything => true,
            Self::Part { agent, desk, .. } => {
                region.is_some_and(|region| self.covers_region(region))
                    || duty.agent.as_ref() == Some(agent)
                    || desk.as_ref().is_some_and(|desk| duty.lies_with(desk))
            }
        }
    }

    /// Whether every ticket of a region lies in it.
    pub fn covers_region(&self, region: &str) -> bool {
        match self {
            Self::Everything => true,
            Self::Part { regions, .. } => regions.iter().any(|known| known == region),
        }
    }
}

/// The order of a queue; numbers settle what is equal, so that no ticket is on two pages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// What is due first comes first; what has no running deadline comes last, the oldest first.
    #[default]
    Due,
    /// The newest first.
    Newest,
    /// The oldest first.
    Oldest,
    /// What changed last comes first.
    Updated,
}

/// Where wanted tickets come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// One of these regions, by their official names.
    Within(Vec<String>),
    /// Nobody knows yet.
    Unknown,
}

impl Place {
    /// The region that a text names, with all that lie in it.
    pub fn within(text: &str, regions: &Regions) -> Result<Self, UnknownRegion> {
        regions.find(text).map(|region| Self::Within(regions.within(&region.name)))
    }
}

/// Which common cause wanted tickets share with others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Common {
    /// Any.
    Any,
    /// This one.
    Cause(String),
}

/// When the next deadline of wanted tickets ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ending {
    /// At this moment or later.
    pub from: Timestamp,
    /// Before this moment, for each deadline its own.
    pub until: [(Timer, Timestamp); 3],
}

impl Ending {
    /// Before a moment, whichever deadline it is.
    pub fn before(moment: Timestamp) -> Self {
        Self { from: Timestamp::MIN, until: Timer::ALL.map(|(timer, _)| (timer, moment)) }
    }

    /// What both ask for.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let both = |(timer, moment)| (timer, other.limit(timer).min(moment));
        Self { from: self.from.max(other.from), until: self.until.map(both) }
    }

    /// Before which moment a deadline ends.
    pub fn limit(&self, timer: Timer) -> Timestamp {
        self.until.iter().find(|(known, _)| *known == timer).map_or(Timestamp::MIN, |(_, moment)| *moment)
    }

    /// Whether a deadline ends as it is asked for.
    pub fn holds(&self, timer: Timer, due: Timestamp) -> bool {
        due >= self.from && due < self.limit(timer)
    }
}

/// How wanted tickets count for a rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// The rate.
    pub measure: Measure,
    /// In its part, or in the rest of its whole; none wants the whole.
    pub in_part: Option<bool>,
    /// At which moment they are judged.
    pub at: Timestamp,
}

/// The states of which something is true, to be asked for together.
pub fn statuses_that(is_one: impl Fn(Status) -> bool) -> Vec<Status> {
    Status::ALL.into_iter().map(|(status, _)| status).filter(|status| is_one(*status)).collect()
}

/// Which tickets are wanted; what is not given is not asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only these.
    pub scope: Scope,
    /// Only these numbers; none of them means any.
    pub numbers: Vec<TicketNumber>,
    /// Only in one of these states; none of them means any.
    pub statuses: Vec<Status>,
    /// Only of one of these categories, or without one; none of them means any.
    pub categories: Vec<Option<Category>>,
    /// Only from there.
    pub place: Option<Place>,
    /// Only those whose duty lies with this desk, as lead or helper.
    pub desk: Option<DeskId>,
    /// Only this agent's; `Some(None)` asks for those that nobody has.
    pub agent: Option<Option<StaffId>>,
    /// Only those that share a cause with others.
    pub common: Option<Common>,
    /// Only those of this firm.
    pub firm: Option<Firm>,
    /// Only those in whose number, enterprise, contact, phone or description each of these words is found.
    pub words: Option<String>,
    /// Only those with a running deadline that ends so.
    pub ending: Option<Ending>,
    /// Only those that count so.
    pub counted: Option<Counted>,
    /// Only those registered at this moment or later.
    pub from: Option<Timestamp>,
    /// Only those registered before this moment.
    pub until: Option<Timestamp>,
    /// Only those that changed last at this moment or later, see [`Summary::changed_at`](super::Summary::changed_at).
    pub changed_from: Option<Timestamp>,
    /// Only those that changed last before this moment.
    pub changed_until: Option<Timestamp>,
}

/// A page of a queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The tickets on it.
    pub tickets: Vec<T>,
    /// How many there are on all pages.
    pub total: usize,
    /// After which ticket the next page begins; none if this is the last.
    pub next: Option<TicketNumber>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn somebody_of_a_region_also_sees_what_lies_with_them_elsewhere() {
        let desk = |id: &str| DeskId::new(id).unwrap();
        let agent = StaffId::new("wang.li").unwrap();
        let regions = vec!["四平市".to_owned()];
        let scope = Scope::Part { regions, agent: agent.clone(), desk: Some(desk("siping")) };
        let elsewhere = Duty::of(desk("changchun"));
        assert!(scope.covers(Some("四平市"), &elsewhere));
        assert!(!scope.covers(Some("长春市"), &elsewhere) && !scope.covers(None, &elsewhere));
        assert!(scope.covers(None, &Duty::of(desk("siping"))));
        assert!(scope.covers(None, &Duty { helpers: vec![desk("siping")], ..elsewhere.clone() }));
        assert!(scope.covers(None, &Duty { agent: Some(agent), ..elsewhere.clone() }));
        assert!(Scope::Everything.covers(None, &elsewhere));
    }

    #[test]
    fn two_endings_ask_for_what_both_hold() {
        let at = |second: i64| Timestamp::from_second(second).unwrap();
        let soon = Ending { from: at(10), until: Timer::ALL.map(|(timer, _)| (timer, at(20))) };
        let both = soon.and(Ending::before(at(15)));
        assert!(both.holds(Timer::Reply, at(10)) && both.holds(Timer::Reply, at(14)));
        assert!(!both.holds(Timer::Reply, at(9)) && !both.holds(Timer::Reply, at(15)));
    }
}
