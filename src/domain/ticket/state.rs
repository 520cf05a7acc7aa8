//! Where a ticket stands.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::number::TicketNumber;

/// Where a ticket stands, as it is shown, filtered and exchanged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// 待受理
    Submitted,
    /// 已受理
    Accepted,
    /// 已派单
    Assigned,
    /// 办理中
    InProgress,
    /// 已答复
    Answered,
    /// 已办结
    Closed,
    /// 退回补充
    Returned,
    /// 挂起
    OnHold,
    /// 重办
    Reopened,
    /// 撤回
    Withdrawn,
    /// 并单
    Merged,
}

impl Status {
    /// All of them in the order of a ticket's life, with the names that staff and enterprises read.
    pub const ALL: [(Self, &'static str); 11] = [
        (Self::Submitted, "待受理"),
        (Self::Accepted, "已受理"),
        (Self::Assigned, "已派单"),
        (Self::InProgress, "办理中"),
        (Self::Answered, "已答复"),
        (Self::Closed, "已办结"),
        (Self::Returned, "退回补充"),
        (Self::OnHold, "挂起"),
        (Self::Reopened, "重办"),
        (Self::Withdrawn, "撤回"),
        (Self::Merged, "并单"),
    ];

    /// The name, as staff and enterprises read it.
    pub fn as_str(self) -> &'static str {
        Self::ALL[self as usize].1
    }

    /// Whether nothing more is to be done by staff unless the enterprise says so.
    pub fn is_settled(self) -> bool {
        matches!(self, Self::Closed | Self::Withdrawn | Self::Merged)
    }

    /// Whether staff have to do something about it.
    pub fn is_open(self) -> bool {
        !self.is_settled() && self != Self::Answered
    }
}

/// How far the work on an open ticket has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Nobody has taken it yet.
    Submitted,
    /// Taken; whom to give it to is open.
    Accepted,
    /// Given to a desk.
    Assigned,
    /// Being worked on.
    InProgress,
    /// To be worked on again: the enterprise was not content.
    Reopened,
}

/// Why the clocks of a ticket stand still.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pause {
    /// The enterprise was asked for something.
    Returned {
        /// Whether a silent enterprise was asked again.
        reminded: bool,
    },
    /// Something else has to happen first.
    OnHold {
        /// When to look at it again, if that is known.
        until: Option<Date>,
    },
}

/// How content an enterprise is, from 1 to 5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Rating(u8);

/// Says that a number is no rating.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("评分是 1 到 5 分")]
pub struct InvalidRating;

impl Rating {
    /// From this on an enterprise counts as content: 4 满意, 5 非常满意.
    const CONTENT: u8 = 4;

    /// Checks that a rating is 1 to 5.
    pub fn new(points: u8) -> Result<Self, InvalidRating> {
        if (1..=5).contains(&points) { Ok(Self(points)) } else { Err(InvalidRating) }
    }

    /// The points.
    pub fn points(self) -> u8 {
        self.0
    }

    /// Whether the enterprise is content.
    pub fn is_content(self) -> bool {
        self.0 >= Self::CONTENT
    }

    /// What the points say, as people read it.
    pub fn as_str(self) -> &'static str {
        ["很不满意", "不满意", "一般", "满意", "非常满意"][usize::from(self.0) - 1]
    }
}

impl TryFrom<u8> for Rating {
    type Error = InvalidRating;
    fn try_from(points: u8) -> Result<Self, InvalidRating> {
        Self::new(points)
    }
}

impl From<Rating> for u8 {
    fn from(rating: Rating) -> Self {
        rating.0
    }
}

/// What the enterprise says of a closed ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It is solved.
    Solved {
        /// How content it is, once it has said so.
        rating: Option<Rating>,
    },
    /// 未评价: nothing was heard after the answer and a reminder.
    Unrated,
}

/// Where a ticket stands, with what is known only there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Staff work on it; its clocks run.
    Open {
        /// How far they have come.
        stage: Stage,
    },
    /// Its clocks stand still.
    Paused {
        /// How far staff had come.
        stage: Stage,
        /// Since when.
        since: Timestamp,
        /// Why.
        pause: Pause,
    },
    /// Answered; the enterprise says whether it is solved.
    Answered {
        /// Since when.
        since: Timestamp,
        /// Whether a silent enterprise was reminded.
        reminded: bool,
    },
    /// Done.
    Closed {
        /// What the enterprise says.
        verdict: Verdict,
    },
    /// The enterprise took it back.
    Withdrawn,
    /// It goes on as another ticket.
    Merged {
        /// That ticket.
        into: TicketNumber,
    },
}

impl State {
    /// Where a ticket begins.
    pub const FIRST: Self = Self::Open { stage: Stage::Submitted };

    /// The status by which it is shown.
    pub fn status(&self) -> Status {
        match self {
            Self::Open { stage } => match stage {
                Stage::Submitted => Status::Submitted,
                Stage::Accepted => Status::Accepted,
                Stage::Assigned => Status::Assigned,
                Stage::InProgress => Status::InProgress,
                Stage::Reopened => Status::Reopened,
            },
            Self::Paused { pause: Pause::Returned { .. }, .. } => Status::Returned,
            Self::Paused { pause: Pause::OnHold { .. }, .. } => Status::OnHold,
            Self::Answered { .. } => Status::Answered,
            Self::Closed { .. } => Status::Closed,
            Self::Withdrawn => Status::Withdrawn,
            Self::Merged { .. } => Status::Merged,
        }
    }
}
