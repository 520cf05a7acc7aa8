//! Tickets: reported problems, their numbers, states, deadlines and history.

mod category;
mod clock;
mod command;
mod correction;
mod course;
mod draft;
mod duty;
mod event;
mod filter;
mod measure;
mod number;
mod phone;
mod press;
mod state;
mod summary;
pub mod words;

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use self::category::{Category, UnknownCategory};
pub use self::clock::{Clock, Clocks, Due, Timer};
pub use self::command::Command;
pub use self::correction::{Correction, Field};
pub use self::course::Illegal;
pub use self::draft::Draft;
pub use self::duty::Duty;
pub use self::event::{Actor, Alarm, Change, Event};
pub use self::filter::{Common, Counted, Ending, Filter, Order, Page, Place, Scope, statuses_that};
pub use self::measure::Measure;
pub use self::number::{InvalidNumber, TicketNumber};
pub use self::phone::{InvalidPhone, Phone};
pub use self::press::{ForeignPress, Press, PressAct};
pub use self::state::{InvalidRating, Pause, Rating, Stage, State, Status, Verdict};
pub use self::summary::{Counts, Listed, Summary, Waiting};

use super::attachment::Attached;
use super::ids::DeskId;
use super::message::ConversationId;

/// One reported problem. Everything but what was registered follows from its events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// Its number.
    pub number: TicketNumber,
    /// The secret by which the enterprise looks it up on the web.
    pub code: String,
    /// The conversation it came from, if it came from one.
    pub conversation: Option<ConversationId>,
    /// What the enterprise told, as it has been put right since.
    pub draft: Draft,
    /// Where it stands.
    pub state: State,
    /// Whose duty it is.
    pub duty: Duty,
    /// Its deadlines.
    pub clocks: Clocks,
    /// The common cause it shares with others.
    pub cause: Option<String>,
    /// How often it was passed on, sent back, extended, reopened.
    pub counts: Counts,
    /// What is attached to it.
    pub files: Vec<Attached>,
    /// When it was registered.
    pub submitted_at: Timestamp,
    /// When something happened to it last.
    pub updated_at: Timestamp,
    /// When it was closed, while it is.
    pub closed_at: Option<Timestamp>,
    /// The alarms that were raised since its clocks were last set.
    pub alarms: BTreeSet<(Timer, Alarm)>,
    /// Everything that happened to it, oldest first; the first is its registration.
    pub events: Vec<Event>,
}

/// Says that a ticket's history is not one: it does not begin with a registration, or a change in it is impossible.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BrokenHistory {
    /// It does not begin with a registration.
    #[error("the history does not begin with a registration")]
    NoBeginning,
    /// A change in it is impossible.
    #[error(transparent)]
    Illegal(#[from] Illegal),
}

/// What a ticket is registered with, apart from what the enterprise told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registration {
    /// Its number.
    pub number: TicketNumber,
    /// The enterprise's secret.
    pub code: String,
    /// The conversation it comes from.
    pub conversation: Option<ConversationId>,
    /// The desk that takes it first.
    pub desk: DeskId,
    /// Its deadlines.
    pub due: Due,
    /// When.
    pub at: Timestamp,
}

impl Ticket {
    /// A new ticket that waits to be taken.
    pub fn register(draft: Draft, registration: Registration) -> Self {
        let Registration { number, code, conversation, desk, due, at } = registration;
        let change =
            Change::Submitted { desk: desk.clone(), due, category: draft.category, region: draft.region.clone() };
        let state = State::FIRST;
        let first = Event { at, actor: Actor::Enterprise, status: state.status(), change };
        Self {
            number,
            code,
            conversation,
            draft,
            state,
            duty: Duty::of(desk),
            clocks: Clocks::new(due),
            cause: None,
            counts: Counts::default(),
            files: Vec::new(),
            submitted_at: at,
            updated_at: at,
            closed_at: None,
            alarms: BTreeSet::new(),
            events: vec![first],
        }
    }

    /// The status by which it is shown.
    pub fn status(&self) -> Status {
        self.state.status()
    }

    /// Whether it can be given to a desk from where it stands.
    pub fn can_be_assigned(&self) -> bool {
        matches!(self.state, State::Open { .. })
    }

    /// Counts its changes: two copies with the same version are the same.
    pub fn version(&self) -> usize {
        self.events.len()
    }

    /// The answer in force: the last one, while the ticket is answered or closed.
    pub fn answer(&self) -> Option<&str> {
        let standing = matches!(self.state, State::Answered { .. } | State::Closed { .. });
        let last = self.events.iter().rev().find_map(|event| match &event.change {
            Change::Answered { text } => Some(text.as_str()),
            _ => None,
        });
        last.filter(|_| standing)
    }

    /// Makes a change; the only way in which a ticket changes. Nothing has changed when it is impossible.
    pub fn apply(&mut self, at: Timestamp, actor: Actor, change: Change) -> Result<(), Illegal> {
        let state = self.state.after(&change, at)?;
        self.counts.follow(&change);
        self.clocks.follow(&change, at);
        match &change {
            Change::Assigned { duty, .. } => self.duty = duty.clone(),
            Change::SentBack { desk, .. } => self.duty = Duty::of(desk.clone()),
            Change::Grouped { cause } => self.cause.clone_from(cause),
            Change::Sorted { category, region } => {
                self.draft.category = *category;
                self.draft.region.clone_from(region);
            }
            Change::Corrected { to, .. } => to.apply(&mut self.draft),
            Change::Attached { file } => self.files.push(file.clone()),
            Change::Alarmed { timer, alarm } => drop(self.alarms.insert((*timer, *alarm))),
            change if change.sets_clocks() => self.alarms.clear(),
            _ => {}
        }
        let is_closed = matches!(state, State::Closed { .. });
        self.closed_at = is_closed.then(|| self.closed_at.unwrap_or(at));
        self.updated_at = at;
        self.state = state;
        self.events.push(Event { at, actor, status: self.state.status(), change });
        Ok(())
    }

    /// The same ticket recomputed from its events: what is stored must equal it.
    pub fn replay(&self) -> Result<Self, BrokenHistory> {
        let mut events = self.events.iter().cloned();
        let Some(Event { at, change: Change::Submitted { desk, due, category, region }, .. }) = events.next() else {
            return Err(BrokenHistory::NoBeginning);
        };
        let (number, code, conversation) = (self.number.clone(), self.code.clone(), self.conversation.clone());
        let draft = Draft { category, region, ..self.draft.clone() };
        let mut ticket = Self::register(draft, Registration { number, code, conversation, desk, due, at });
        for Event { at, actor, change, .. } in events {
            ticket.apply(at, actor, change)?;
        }
        Ok(ticket)
    }
}
