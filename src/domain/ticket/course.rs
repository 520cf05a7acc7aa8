//! The course of a ticket: which changes may follow from where it stands, and what they do to its clocks.

use jiff::Timestamp;

use super::clock::Clocks;
use super::event::Change;
use super::state::{Pause, Stage, State, Status, Verdict};

/// Says that a ticket stands where a change is impossible.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("这张诉求单现在是“{}”，不能{change}", status.as_str())]
pub struct Illegal {
    /// Where the ticket stands.
    pub status: Status,
    /// What was wanted, as a verb.
    pub change: &'static str,
}

impl State {
    /// Where a ticket stands after a change at `at`; an error if the change is impossible from here.
    pub fn after(&self, change: &Change, at: Timestamp) -> Result<Self, Illegal> {
        self.next(change, at).ok_or(Illegal { status: self.status(), change: change.verb() })
    }

    fn next(&self, change: &Change, at: Timestamp) -> Option<Self> {
        let open = |stage| Some(Self::Open { stage });
        match (change, self) {
            (Change::Accepted, Self::Open { stage: Stage::Submitted }) => open(Stage::Accepted),
            (_, Self::Open { stage: Stage::Submitted }) if change.implies_acceptance() => None,
            (Change::Assigned { .. }, Self::Open { .. }) => open(Stage::Assigned),
            (Change::SentBack { .. }, Self::Open { .. }) => open(Stage::Accepted),
            (Change::Started, Self::Open { stage }) if *stage != Stage::InProgress => open(Stage::InProgress),
            (Change::Asked { .. }, Self::Open { stage }) => {
                Some(Self::Paused { stage: *stage, since: at, pause: Pause::Returned { reminded: false } })
            }
            (Change::Held { until, .. }, Self::Open { stage }) => {
                Some(Self::Paused { stage: *stage, since: at, pause: Pause::OnHold { until: *until } })
            }
            (Change::Prompted, Self::Paused { stage, since, pause: Pause::Returned { reminded: false } }) => {
                Some(Self::Paused { stage: *stage, since: *since, pause: Pause::Returned { reminded: true } })
            }
            (Change::Resumed { .. }, Self::Paused { stage, .. }) => open(*stage),
            (Change::Supplied { due: Some(_), .. }, Self::Paused { stage, pause: Pause::Returned { .. }, .. }) => {
                open(*stage)
            }
            (Change::Answered { .. }, Self::Open { .. }) => Some(Self::Answered { since: at, reminded: false }),
            (Change::Reminded, Self::Answered { since, reminded: false }) => {
                Some(Self::Answered { since: *since, reminded: true })
            }
            (Change::Lapsed, Self::Answered { reminded: true, .. }) => Some(Self::Closed { verdict: Verdict::Unrated }),
            (Change::Confirmed, Self::Answered { .. } | Self::Closed { verdict: Verdict::Unrated }) => {
                Some(Self::Closed { verdict: Verdict::Solved { rating: None } })
            }
            (Change::Rated { rating, .. }, Self::Closed { verdict: Verdict::Solved { rating: None } }) => {
                Some(Self::Closed { verdict: Verdict::Solved { rating: Some(*rating) } })
            }
            // Words may follow the rating they go with.
            (
                Change::Rated { rating, words: Some(_) },
                Self::Closed { verdict: Verdict::Solved { rating: Some(known) } },
            ) if rating == known => Some(self.clone()),
            (Change::Reopened { .. }, Self::Answered { .. } | Self::Closed { .. } | Self::Withdrawn) => {
                open(Stage::Reopened)
            }
            (Change::Withdrawn { .. }, Self::Open { .. } | Self::Paused { .. } | Self::Answered { .. }) => {
                Some(Self::Withdrawn)
            }
            (Change::Merged { into }, Self::Open { .. } | Self::Paused { .. }) => {
                Some(Self::Merged { into: into.clone() })
            }
            (Change::Extended { .. } | Change::Alarmed { .. }, Self::Open { .. }) => Some(self.clone()),
            // What is over is not urged, and what it was registered with is not put right any more.
            (Change::Chased { .. }, Self::Answered { .. } | Self::Closed { .. } | Self::Withdrawn)
            | (Change::Corrected { .. }, Self::Closed { .. } | Self::Withdrawn) => None,
            _ => (change.is_remark() && self.takes_remarks()).then(|| self.clone()),
        }
    }

    /// Whether something can be added that moves nothing.
    fn takes_remarks(&self) -> bool {
        !matches!(self, Self::Merged { .. })
    }
}

impl Clocks {
    /// What a change at `at` does to them.
    pub(super) fn follow(&mut self, change: &Change, at: Timestamp) {
        match change {
            Change::Accepted => self.accept.meet(at),
            Change::Asked { .. } | Change::Replied { .. } => self.reply.meet(at),
            Change::Answered { .. } => {
                self.reply.meet(at);
                self.answer.meet(at);
            }
            Change::Resumed { due } | Change::Supplied { due: Some(due), .. } => {
                self.accept.move_to(due.accept);
                self.reply.move_to(due.reply);
                self.answer.move_to(due.answer);
            }
            Change::Extended { due, .. } => self.answer.move_to(*due),
            Change::Reopened { due, .. } => {
                self.accept.meet(at);
                self.reply.restart(due.reply, at);
                self.answer.restart(due.answer, at);
            }
            _ => {}
        }
    }
}
