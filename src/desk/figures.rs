//! The figures of a set of tickets, each with the formula by which it is computed.

use jiff::Timestamp;
use serde::Serialize;

use crate::domain::ticket::{Measure, Summary};

/// A part of a whole.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Share {
    /// How many of them.
    pub part: usize,
    /// Of how many.
    pub whole: usize,
}

impl Share {
    /// The share in percent; none of nothing.
    pub fn percent(self) -> Option<f64> {
        #[expect(clippy::cast_precision_loss, reason = "counts of tickets are far below 2^52")]
        (self.whole > 0).then(|| self.part as f64 / self.whole as f64 * 100.0)
    }

    /// Counts a ticket: none is not counted, otherwise it belongs to the part or not.
    pub fn count(&mut self, belongs: Option<bool>) {
        self.whole += usize::from(belongs.is_some());
        self.part += usize::from(belongs == Some(true));
    }
}

/// The rates by which the work is judged; each counts tickets that were not withdrawn or merged.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Rates {
    /// 响应率: taken by their deadline ÷ those taken or past that deadline.
    pub responded: Share,
    /// 解决率: the enterprise says it is solved ÷ all closed.
    pub solved: Share,
    /// 满意率: rated 4 or 5 ÷ all rated.
    pub content: Share,
    /// 按时办结率: answered by the deadline in every round ÷ all answered or past that deadline.
    pub on_time: Share,
}

impl Rates {
    /// Counts one more ticket.
    pub fn count(&mut self, ticket: &Summary, now: Timestamp) {
        self.responded.count(Measure::Responded.judge(ticket, now));
        self.solved.count(Measure::Solved.judge(ticket, now));
        self.content.count(Measure::Content.judge(ticket, now));
        self.on_time.count(Measure::OnTime.judge(ticket, now));
    }

    /// One of them.
    pub fn get(&self, measure: Measure) -> Share {
        match measure {
            Measure::Responded => self.responded,
            Measure::Solved => self.solved,
            Measure::Content => self.content,
            Measure::OnTime => self.on_time,
        }
    }
}
