//! The figures of a set of tickets, each with the formula by which it is computed.

use jiff::Timestamp;
use serde::Serialize;

use crate::domain::ticket::{Status, Summary, Verdict};

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

    fn count(&mut self, counted: bool, part: bool) {
        self.whole += usize::from(counted);
        self.part += usize::from(counted && part);
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

/// Counts the rates of a set of tickets at `now`.
pub fn rates<'a>(tickets: impl IntoIterator<Item = &'a Summary>, now: Timestamp) -> Rates {
    let mut rates = Rates::default();
    for ticket in tickets {
        if matches!(ticket.status, Status::Withdrawn | Status::Merged) {
            continue;
        }
        let paused = matches!(ticket.status, Status::Returned | Status::OnHold);
        let concluded = |clock: &crate::domain::ticket::Clock| clock.met.is_some() || (!paused && clock.due < now);
        let clocks = &ticket.clocks;
        rates.responded.count(concluded(&clocks.accept), !clocks.accept.is_late(now));
        rates.on_time.count(concluded(&clocks.answer), !clocks.answer.is_late(now));
        rates.solved.count(ticket.verdict.is_some(), matches!(ticket.verdict, Some(Verdict::Solved { .. })));
        let rating = ticket.rating();
        rates.content.count(rating.is_some(), rating.is_some_and(crate::domain::ticket::Rating::is_content));
    }
    rates
}
