//! A ticket in a line: what queues, searches and figures look at.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::category::Category;
use super::clock::{Clocks, Timer};
use super::event::{Alarm, Change};
use super::number::TicketNumber;
use super::state::{Rating, State, Status, Verdict};
use super::{Duty, Ticket};
use crate::domain::ids::DeskId;
use crate::domain::staff::StaffId;

/// So many characters of the description are shown and searched in lists.
const EXCERPT_CHARS: usize = 60;

/// How often things happened that should happen rarely.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Passed on from desk to desk.
    pub transfers: u16,
    /// Given back by a desk that is not responsible.
    pub sent_back: u16,
    /// Given more time.
    pub extensions: u16,
    /// Begun again because the enterprise was not content.
    pub reopened: u16,
}

impl Counts {
    pub(super) fn follow(&mut self, change: &Change) {
        let counter = match change {
            Change::Assigned { reason: Some(_), .. } => &mut self.transfers,
            Change::SentBack { .. } => &mut self.sent_back,
            Change::Extended { .. } => &mut self.extensions,
            Change::Reopened { .. } => &mut self.reopened,
            _ => return,
        };
        *counter = counter.saturating_add(1);
    }
}

/// A ticket in a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Its number.
    pub number: TicketNumber,
    /// Where it stands.
    pub status: Status,
    /// Its category, if it is clear.
    pub category: Option<Category>,
    /// The region's official name, if it was told.
    pub region: Option<String>,
    /// Whose duty it is.
    pub duty: Duty,
    /// The enterprise's name.
    pub enterprise: String,
    /// How the description begins.
    pub excerpt: String,
    /// The common cause it shares with others.
    pub cause: Option<String>,
    /// When it was registered.
    pub submitted_at: Timestamp,
    /// When something happened to it last.
    pub updated_at: Timestamp,
    /// Its deadlines.
    pub clocks: Clocks,
    /// Since when it waits for the enterprise's verdict, and whether it was reminded.
    pub waiting: Option<(Timestamp, bool)>,
    /// What the enterprise says, once it is closed.
    pub verdict: Option<Verdict>,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// The alarms that were raised since its clocks were last set.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alarms: Vec<(Timer, Alarm)>,
    /// How often it was passed on, sent back, extended, reopened.
    pub counts: Counts,
}

impl Summary {
    /// The line of a ticket.
    pub fn of(ticket: &Ticket) -> Self {
        let draft = &ticket.draft;
        let (waiting, verdict) = match &ticket.state {
            State::Answered { since, reminded } => (Some((*since, *reminded)), None),
            State::Closed { verdict } => (None, Some(*verdict)),
            _ => (None, None),
        };
        let closing = |change: &Change| matches!(change, Change::Confirmed | Change::Lapsed);
        let closed_at = ticket.events.iter().rev().find(|event| closing(&event.change)).map(|event| event.at);
        Self {
            number: ticket.number.clone(),
            status: ticket.status(),
            category: draft.category,
            region: draft.region.clone(),
            duty: ticket.duty.clone(),
            enterprise: draft.enterprise.clone(),
            excerpt: draft.description.chars().take(EXCERPT_CHARS).collect(),
            cause: ticket.cause.clone(),
            submitted_at: ticket.submitted_at,
            updated_at: ticket.updated_at(),
            clocks: ticket.clocks,
            waiting,
            verdict,
            closed_at: closed_at.filter(|_| verdict.is_some()),
            alarms: alarms(ticket),
            counts: ticket.counts,
        }
    }

    /// Whether staff have to do something about it.
    pub fn is_open(&self) -> bool {
        self.status.is_open()
    }

    /// The deadline that is to be met next; none while the clocks stand still or nothing is left to do.
    pub fn next_due(&self) -> Option<(Timer, Timestamp)> {
        let running = self.is_open() && !matches!(self.status, Status::Returned | Status::OnHold);
        self.clocks.next().filter(|_| running)
    }

    /// Whether a deadline has passed that staff have yet to meet.
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        self.next_due().is_some_and(|(_, due)| due < now)
    }

    /// How content the enterprise is.
    pub fn rating(&self) -> Option<Rating> {
        match self.verdict {
            Some(Verdict::Solved { rating }) => rating,
            _ => None,
        }
    }
}

/// The alarms that were raised since a ticket's clocks were last set.
fn alarms(ticket: &Ticket) -> Vec<(Timer, Alarm)> {
    let round = ticket.events.iter().rev().take_while(|event| !event.change.sets_clocks());
    let alarms = round.filter_map(|event| match event.change {
        Change::Alarmed { timer, alarm } => Some((timer, alarm)),
        _ => None,
    });
    alarms.collect()
}

/// The part of the tickets that somebody may see.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope {
    /// The official names of the regions; none for all of them, also for tickets without a region.
    pub regions: Option<Vec<String>>,
}

impl Scope {
    /// Whether a ticket of that region lies in it.
    pub fn covers(&self, region: Option<&str>) -> bool {
        match &self.regions {
            None => true,
            Some(regions) => region.is_some_and(|region| regions.iter().any(|known| known == region)),
        }
    }
}

/// Which tickets are wanted; what is not given is not asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only these.
    pub scope: Scope,
    /// Only in one of these states; none of them means any.
    pub statuses: Vec<Status>,
    /// Only of this category; `Some(None)` asks for those without one.
    pub category: Option<Option<Category>>,
    /// Only of this region or one of those that lie in it, given as all their names.
    pub regions: Vec<String>,
    /// Only those whose duty lies with this desk, as lead or helper.
    pub desk: Option<DeskId>,
    /// Only this agent's; `Some(None)` asks for those that nobody has.
    pub agent: Option<Option<StaffId>>,
    /// Only those with this common cause.
    pub cause: Option<String>,
    /// Only those whose number, enterprise or beginning of the description contains this.
    pub words: Option<String>,
    /// Only those with a missed deadline at this moment.
    pub overdue_at: Option<Timestamp>,
    /// Only those with a deadline that ends before this moment.
    pub due_before: Option<Timestamp>,
    /// Only those registered at this moment or later.
    pub from: Option<Timestamp>,
    /// Only those registered before this moment.
    pub until: Option<Timestamp>,
}

impl Filter {
    /// Whether a ticket is wanted.
    pub fn matches(&self, ticket: &Summary) -> bool {
        let region = ticket.region.as_deref();
        let contains = |words: &String| {
            ticket.enterprise.contains(words)
                || ticket.excerpt.contains(words)
                || ticket.number.to_string().contains(&words.to_ascii_uppercase())
        };
        self.scope.covers(region)
            && (self.statuses.is_empty() || self.statuses.contains(&ticket.status))
            && self.category.is_none_or(|category| ticket.category == category)
            && (self.regions.is_empty()
                || region.is_some_and(|region| self.regions.iter().any(|known| known == region)))
            && self.desk.as_ref().is_none_or(|desk| ticket.duty.lead == *desk || ticket.duty.helpers.contains(desk))
            && self.agent.as_ref().is_none_or(|agent| ticket.duty.agent == *agent)
            && self.cause.as_ref().is_none_or(|cause| ticket.cause.as_ref() == Some(cause))
            && self.overdue_at.is_none_or(|now| ticket.is_overdue(now))
            && self.due_before.is_none_or(|end| ticket.next_due().is_some_and(|(_, due)| due < end))
            && self.from.is_none_or(|from| ticket.submitted_at >= from)
            && self.until.is_none_or(|until| ticket.submitted_at < until)
            && self.words.as_ref().is_none_or(contains)
    }
}
