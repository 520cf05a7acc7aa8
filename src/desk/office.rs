//! What every use case of the desk needs to know: who is responsible, what is working time, which deadlines hold.

use std::sync::Arc;

use jiff::Timestamp;

use crate::domain::calendar::{Allowance, Calendar};
use crate::domain::deadlines::Profile;
use crate::domain::desks::{Desk, Desks};
use crate::domain::ids::DeskId;
use crate::domain::knowledge::Knowledge;
use crate::domain::region::Regions;
use crate::domain::staff::Staff;
use crate::domain::ticket::{Category, Clock, Clocks, Due, Scope, Timer};

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

    /// What a desk is called; a desk that has gone keeps its id.
    pub fn desk_name(&self, id: &DeskId) -> String {
        self.desks.get(id).map_or_else(|| id.to_string(), |desk| desk.name.clone())
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

    /// The part of the tickets that somebody may see: those of their region, and those they or their desk have to do
    /// with, wherever they come from. Who is responsible for all regions or for a whole province sees everything, also
    /// what has no region yet.
    pub fn scope(&self, staff: &Staff) -> Scope {
        let is_part = |name: &&String| self.regions().get(name).is_none_or(|found| found.parent.is_some());
        match staff.region.as_ref().filter(is_part) {
            None => Scope::Everything,
            Some(outer) => {
                Scope::Part { regions: self.regions().within(outer), agent: staff.id.clone(), desk: staff.desk.clone() }
            }
        }
    }

    /// All regions.
    pub fn regions(&self) -> &Regions {
        &self.knowledge.regions
    }

    /// Before which moment each deadline is due soon at `now`.
    pub fn soon_until(&self, now: Timestamp) -> [(Timer, Timestamp); 3] {
        let share = |span: Allowance| span.with(span.duration() * i32::from(self.profile.soon.percent()) / 100);
        let until = |timer| self.calendar.add(now, share(self.profile.allows(timer)));
        Timer::ALL.map(|(timer, _)| (timer, until(timer)))
    }

    /// The first year in which deadlines fall whose holidays the calendar does not know.
    pub fn unknown_year(&self, now: Timestamp) -> Option<i16> {
        let last = self.calendar.add(self.due(now).answer, self.profile.extended);
        let years = crate::domain::calendar::day(now).year()..=crate::domain::calendar::day(last).year();
        years.into_iter().find(|year| !self.calendar.knows(*year))
    }

    /// Whether there is a region of that official name.
    pub fn knows_region(&self, name: &str) -> bool {
        self.knowledge.regions.get(name).is_some()
    }
}
