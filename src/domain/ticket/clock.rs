//! A ticket's deadlines: until when it is to be taken, first replied to and answered, and what came of it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What a deadline is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Timer {
    /// 受理
    Accept,
    /// 首次回复
    Reply,
    /// 答复
    Answer,
}

impl Timer {
    /// All of them, in the order they end, with the names staff read.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::Accept, "受理"), (Self::Reply, "首次回复"), (Self::Answer, "答复")];

    /// The name staff read.
    pub fn as_str(self) -> &'static str {
        Self::ALL[self as usize].1
    }
}

/// The moments by which things are due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// To be taken.
    pub accept: Timestamp,
    /// To be replied to for the first time.
    pub reply: Timestamp,
    /// To be answered.
    pub answer: Timestamp,
}

/// One deadline and what came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// By when.
    pub due: Timestamp,
    /// When it was done.
    pub met: Option<Timestamp>,
    /// Whether an earlier round of the same ticket was late.
    #[serde(default)]
    pub was_late: bool,
}

impl Clock {
    fn new(due: Timestamp) -> Self {
        Self { due, met: None, was_late: false }
    }

    /// Whether it is late at `now`, or was done late in this round or an earlier one.
    pub fn is_late(&self, now: Timestamp) -> bool {
        self.was_late || self.met.unwrap_or(now) > self.due
    }

    pub(super) fn meet(&mut self, at: Timestamp) {
        self.met.get_or_insert(at);
    }

    pub(super) fn move_to(&mut self, due: Timestamp) {
        if self.met.is_none() {
            self.due = due;
        }
    }

    pub(super) fn restart(&mut self, due: Timestamp, at: Timestamp) {
        *self = Self { due, met: None, was_late: self.is_late(at) };
    }
}

/// All deadlines of a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clocks {
    /// Until it is taken.
    pub accept: Clock,
    /// Until the first word to the enterprise.
    pub reply: Clock,
    /// Until the answer.
    pub answer: Clock,
}

impl Clocks {
    /// Deadlines that nobody has met yet.
    pub fn new(due: Due) -> Self {
        Self { accept: Clock::new(due.accept), reply: Clock::new(due.reply), answer: Clock::new(due.answer) }
    }

    /// One of them.
    pub fn get(&self, timer: Timer) -> &Clock {
        match timer {
            Timer::Accept => &self.accept,
            Timer::Reply => &self.reply,
            Timer::Answer => &self.answer,
        }
    }

    /// The deadline that is to be met next, if any is left.
    pub fn next(&self) -> Option<(Timer, Timestamp)> {
        let waiting =
            Timer::ALL.iter().map(|(timer, _)| (*timer, self.get(*timer))).filter(|(_, clock)| clock.met.is_none());
        waiting.map(|(timer, clock)| (timer, clock.due)).min_by_key(|(_, due)| *due)
    }

    /// The moments that are due as they stand.
    pub fn due(&self) -> Due {
        Due { accept: self.accept.due, reply: self.reply.due, answer: self.answer.due }
    }
}
