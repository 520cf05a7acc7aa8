//! A ticket in a line, as lists show it.

use std::collections::HashMap;

use jiff::Timestamp;
use serde::Serialize;

use crate::desk::office::Office;
use crate::desk::patrol::alarm;
use crate::domain::calendar;
use crate::domain::staff::StaffId;
use crate::domain::ticket::{Alarm, Clock, Listed, Status, Timer};

/// How a state looks in lists: staff's turn, somebody else's turn, over.
pub(super) fn tone(status: Status) -> &'static str {
    match status {
        Status::Submitted | Status::Reopened => "new",
        Status::Accepted | Status::Assigned | Status::InProgress => "work",
        Status::Returned | Status::OnHold => "pause",
        Status::Answered => "wait",
        Status::Closed => "done",
        Status::Withdrawn | Status::Merged => "gone",
    }
}

/// A deadline as lists show it.
#[derive(Debug, Serialize)]
pub(super) struct DueBadge {
    /// `late`, `soon` or `fine`.
    tone: &'static str,
    /// What is due.
    timer: &'static str,
    /// How much is left, or by how much it is late.
    left: String,
    /// By when.
    at: String,
}

impl DueBadge {
    /// The badge of a deadline that is still to be met.
    pub(super) fn of(timer: Timer, due: Timestamp, office: &Office, now: Timestamp) -> Self {
        let span = office.profile().allows(timer);
        let left = office.calendar().left(now, due, span.count()).in_words(office.calendar().working_day());
        let (tone, left) = match alarm(office, timer, due, now) {
            Some(Alarm::Overdue) => ("late", format!("超期 {left}")),
            Some(Alarm::DueSoon) => ("soon", format!("还剩 {left}")),
            None => ("fine", format!("还剩 {left}")),
        };
        Self { tone, timer: timer.as_str(), left, at: calendar::readable(due) }
    }
}

/// What became of a deadline.
#[derive(Debug, Serialize)]
pub(super) struct Met {
    timer: &'static str,
    due: String,
    met: Option<String>,
    late: bool,
}

impl Met {
    /// What became of a clock by `now`.
    pub(super) fn of(timer: Timer, clock: &Clock, now: Timestamp) -> Self {
        let late = clock.is_late(now);
        Self { timer: timer.as_str(), due: calendar::readable(clock.due), met: clock.met.map(calendar::readable), late }
    }
}

/// A ticket in a line.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    number: String,
    /// When it changed last, to the last digit: by it a form that is old is told.
    as_seen: String,
    enterprise: String,
    excerpt: String,
    category: &'static str,
    region: String,
    desk: String,
    agent: Option<String>,
    status: &'static str,
    tone: &'static str,
    due: Option<DueBadge>,
    submitted: String,
    updated: String,
    cause: Option<String>,
    reopened: u16,
}

impl Row {
    /// The line of a ticket at `now`.
    pub(super) fn of(listed: Listed, office: &Office, names: &HashMap<StaffId, String>, now: Timestamp) -> Self {
        let Listed { summary: ticket, excerpt } = listed;
        let agent = ticket.duty.agent.as_ref();
        Self {
            number: ticket.number.to_string(),
            due: ticket.next_due().map(|(timer, due)| DueBadge::of(timer, due, office, now)),
            enterprise: ticket.enterprise,
            excerpt,
            as_seen: ticket.updated_at.to_string(),
            category: ticket.category.map_or("待定", |category| category.as_str()),
            region: ticket.region.unwrap_or_else(|| "地区未填".to_owned()),
            desk: office.desk_name(&ticket.duty.lead),
            agent: agent.map(|id| names.get(id).cloned().unwrap_or_else(|| id.to_string())),
            status: ticket.status.as_str(),
            tone: tone(ticket.status),
            submitted: calendar::readable(ticket.submitted_at),
            updated: calendar::readable(ticket.updated_at),
            cause: ticket.cause,
            reopened: ticket.counts.reopened,
        }
    }
}
