//! What every use case of the desk needs to know: who is responsible, what is working time, which deadlines hold.

use std::sync::Arc;

use jiff::Timestamp;

use crate::domain::calendar::{Allowance, Calendar};
use crate::domain::deadlines::Profile;
use crate::domain::desks::{Desk, Desks};
use crate::domain::knowledge::Knowledge;
use crate::domain::ticket::{Category, Clock, Clocks, Due, Scope};

/// The desks, the calendar and the deadlines in force.
#[derive(Debug, Clone)]
pub struct Office {
    knowledge: Arc<Knowledge>,
    calendar: Arc<Calendar>,
    desks: Arc<Desks>,
    profile: Profile,
}

impl Office {
    /// An office with these desks, this calendar and the deadlines of `profile`.
    pub fn new(knowledge: Arc<Knowledge>, calendar: Arc<Calendar>, desks: Arc<Desks>, profile: Profile) -> Self {
        Self { knowledge, calendar, desks, profile }
    }

    /// The working days and hours.
    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// The desks.
    pub fn desks(&self) -> &Desks {
        &self.desks
    }

    /// The deadlines.
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// The desk that takes a ticket first.
    pub fn desk_for(&self, category: Option<Category>, region: Option<&str>) -> &Desk {
        self.desks.route(category, region, &self.knowledge.regions)
    }

    /// The deadlines of a ticket that comes at `now`.
    pub fn due(&self, now: Timestamp) -> Due {
        let by = |allowance| self.calendar.add(now, allowance);
        let Profile { accept, reply, answer, .. } = &self.profile;
        Due { accept: by(*accept), reply: by(*reply), answer: by(*answer) }
    }

    /// The deadlines of a ticket whose clocks stood still from `since` to `now`: what was left then is left now.
    pub fn due_after_pause(&self, clocks: &Clocks, since: Timestamp, now: Timestamp) -> Due {
        let moved = |clock: &Clock, span: Allowance| {
            // A deadline that had passed before stays where it was.
            if clock.due <= since {
                return clock.due;
            }
            self.calendar.add(now, self.calendar.left(since, clock.due, span.count()))
        };
        Due {
            accept: moved(&clocks.accept, self.profile.accept),
            reply: moved(&clocks.reply, self.profile.reply),
            answer: moved(&clocks.answer, self.profile.answer),
        }
    }

    /// The part of the tickets that somebody responsible for `region` may see. Who is responsible for all regions or for a
    /// whole province also sees what has no region yet.
    pub fn scope(&self, region: Option<&str>) -> Scope {
        let regions = &self.knowledge.regions;
        let is_part = |name: &&str| regions.get(name).is_none_or(|found| found.parent.is_some());
        Scope { regions: region.filter(is_part).map(|outer| self.regions_in(outer)) }
    }

    /// The names of a region and of all that lie in it.
    pub fn regions_in(&self, outer: &str) -> Vec<String> {
        let regions = &self.knowledge.regions;
        regions.iter().filter(|region| regions.lies_in(&region.name, outer)).map(|region| region.name.clone()).collect()
    }

    /// Whether there is a region of that official name.
    pub fn knows_region(&self, name: &str) -> bool {
        self.knowledge.regions.get(name).is_some()
    }
}
