//! A ticket in a line: what queues and figures look at.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::category::Category;
use super::clock::{Clocks, Timer};
use super::event::{Alarm, Change};
use super::number::TicketNumber;
use super::state::{Pause, Rating, State, Status, Verdict};
use super::{Duty, Ticket};
use crate::domain::credit_code::CreditCode;

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

/// What a ticket waits for, where time alone may end the waiting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waiting {
    /// For the enterprise's verdict on the answer.
    Verdict {
        /// Since when.
        since: Timestamp,
        /// Whether the enterprise was asked again.
        reminded: bool,
    },
    /// For what the enterprise was asked for.
    Material {
        /// Since when.
        since: Timestamp,
        /// Whether the enterprise was asked again.
        reminded: bool,
    },
    /// For a day.
    Day(Date),
}

impl Waiting {
    fn of(state: &State) -> Option<Self> {
        match *state {
            State::Answered { since, reminded } => Some(Self::Verdict { since, reminded }),
            State::Paused { since, pause: Pause::Returned { reminded }, .. } => {
                Some(Self::Material { since, reminded })
            }
            State::Paused { pause: Pause::OnHold { until }, .. } => until.map(Self::Day),
            _ => None,
        }
    }
}

/// A ticket in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    /// Its 统一社会信用代码, if it gave it.
    pub credit_code: Option<CreditCode>,
    /// The common cause it shares with others.
    pub cause: Option<String>,
    /// When it was registered.
    pub submitted_at: Timestamp,
    /// When something happened to it last.
    pub updated_at: Timestamp,
    /// Its deadlines.
    pub clocks: Clocks,
    /// What it waits for, if time alone may end that.
    pub waiting: Option<Waiting>,
    /// What the enterprise says, once it is closed.
    pub verdict: Option<Verdict>,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// The alarms that were raised since its clocks were last set.
    pub alarms: BTreeSet<(Timer, Alarm)>,
    /// How often it was passed on, sent back, extended, reopened.
    pub counts: Counts,
}

/// A ticket in a line, with how its description begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The line.
    pub summary: Summary,
    /// How the description begins.
    pub excerpt: String,
}

impl Listed {
    /// So many characters of the description are shown.
    const EXCERPT_CHARS: usize = 60;

    /// A line with the beginning of the description that belongs to it.
    pub fn new(summary: Summary, description: &str) -> Self {
        Self { summary, excerpt: description.chars().take(Self::EXCERPT_CHARS).collect() }
    }
}

impl Summary {
    /// The line of a ticket; its events are not needed for it.
    pub fn of(ticket: &Ticket) -> Self {
        let draft = &ticket.draft;
        let verdict = match &ticket.state {
            State::Closed { verdict } => Some(*verdict),
            _ => None,
        };
        Self {
            number: ticket.number.clone(),
            status: ticket.status(),
            category: draft.category,
            region: draft.region.clone(),
            duty: ticket.duty.clone(),
            enterprise: draft.enterprise.clone(),
            credit_code: draft.credit_code.clone(),
            cause: ticket.cause.clone(),
            submitted_at: ticket.submitted_at,
            updated_at: ticket.updated_at,
            clocks: ticket.clocks,
            waiting: Waiting::of(&ticket.state),
            verdict,
            closed_at: ticket.closed_at,
            alarms: ticket.alarms.clone(),
            counts: ticket.counts,
        }
    }

    /// When it changed last: what comes after it was closed, such as a rating, changes nothing for those who follow it.
    pub fn changed_at(&self) -> Timestamp {
        self.closed_at.unwrap_or(self.updated_at)
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
