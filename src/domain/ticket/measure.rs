//! The rates by which the work is judged, and how a ticket counts for each.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::clock::Clock;
use super::state::{Rating, Status, Verdict};
use super::summary::Summary;

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
