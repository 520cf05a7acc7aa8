//! The figures of a set of tickets, each with the formula by which it is computed.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::domain::ticket::{Clock, Rating, Status, Summary, Verdict};

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

/// A rate by which the work is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// 响应率
    Responded,
    /// 解决率
    Solved,
    /// 满意率
    Content,
    /// 按时办结率
    OnTime,
}

impl Measure {
    /// All of them: its code, its name, its formula, and what a ticket that is counted but not part of it is called.
    pub const ALL: [(Self, &'static str, &'static str, &'static str, &'static str); 4] = [
        (Self::Responded, "responded", "响应率", "按时受理 ÷（已受理 ＋ 未受理且已过受理期限）", "未按时受理"),
        (Self::Solved, "solved", "解决率", "企业确认解决 ÷ 已办结", "办结但未确认解决"),
        (Self::Content, "content", "满意率", "评分 4、5 分 ÷ 已评分", "评分 3 分及以下"),
        (Self::OnTime, "on_time", "按时办结率", "每一轮都按时答复 ÷（已答复 ＋ 未答复且已过答复期限）", "未按时答复"),
    ];

    /// Whether a ticket belongs to the part, at `now`; none if it is not counted at all. What was withdrawn or merged
    /// never is.
    pub fn judge(self, ticket: &Summary, now: Timestamp) -> Option<bool> {
        if matches!(ticket.status, Status::Withdrawn | Status::Merged) {
            return None;
        }
        let paused = matches!(ticket.status, Status::Returned | Status::OnHold);
        let concluded = |clock: &Clock| clock.met.is_some() || (!paused && clock.due < now);
        let in_time = |clock: &Clock| concluded(clock).then(|| !clock.is_late(now));
        match self {
            Self::Responded => in_time(&ticket.clocks.accept),
            Self::OnTime => in_time(&ticket.clocks.answer),
            Self::Solved => ticket.verdict.map(|verdict| matches!(verdict, Verdict::Solved { .. })),
            Self::Content => ticket.rating().map(Rating::is_content),
        }
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

/// Counts the rates of a set of tickets at `now`.
pub fn rates<'a>(tickets: impl IntoIterator<Item = &'a Summary>, now: Timestamp) -> Rates {
    let mut rates = Rates::default();
    tickets.into_iter().for_each(|ticket| rates.count(ticket, now));
    rates
}
