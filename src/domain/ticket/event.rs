//! What can happen to a ticket; the history is made of it and never edited.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::category::Category;
use super::clock::{Due, Timer};
use super::correction::Correction;
use super::duty::Duty;
use super::number::TicketNumber;
use super::state::{Rating, Status};
use crate::domain::attachment::Attached;
use crate::domain::ids::DeskId;
use crate::domain::staff::StaffId;

/// Who did something to a ticket.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// The enterprise that reported the problem.
    Enterprise,
    /// A member of staff.
    Staff {
        /// The login.
        id: StaffId,
        /// The name at that time.
        name: String,
    },
    /// The product itself.
    System,
}

impl Actor {
    /// The name, as people read it.
    pub fn name(&self) -> &str {
        match self {
            Self::Enterprise => "企业",
            Self::Staff { name, .. } => name,
            Self::System => "系统",
        }
    }
}

/// How near a deadline is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Alarm {
    /// 即将到期
    DueSoon,
    /// 已超期
    Overdue,
}

/// What happened to a ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Change {
    /// It was registered.
    Submitted {
        /// The desk that takes it first.
        desk: DeskId,
        /// Its deadlines.
        due: Due,
        /// The category it was registered under.
        category: Option<Category>,
        /// The region it was registered for.
        region: Option<String>,
    },
    /// Somebody has taken it.
    Accepted,
    /// It was given to a desk, perhaps from another one.
    Assigned {
        /// Whose duty it is now.
        duty: Duty,
        /// Why, where a desk that had it passes it on.
        reason: Option<String>,
    },
    /// A desk that is not responsible has given it back.
    SentBack {
        /// The desk that sorts it again.
        desk: DeskId,
        /// Why.
        reason: String,
    },
    /// Work on it has begun.
    Started,
    /// The enterprise was asked for something; the clocks stop.
    Asked {
        /// What.
        question: String,
    },
    /// The enterprise has added something.
    Supplied {
        /// What.
        text: String,
        /// The deadlines from now on, if that sets the clocks going again.
        due: Option<Due>,
    },
    /// Something else has to happen first; the clocks stop.
    Held {
        /// What.
        reason: String,
        /// When to look at it again.
        until: Option<Date>,
    },
    /// The clocks run again.
    Resumed {
        /// The deadlines from now on.
        due: Due,
    },
    /// A word to the enterprise that is no answer yet.
    Replied {
        /// What it says.
        text: String,
    },
    /// The answer.
    Answered {
        /// What it says.
        text: String,
    },
    /// An enterprise that says nothing to the answer was asked again.
    Reminded,
    /// An enterprise that was asked for something and says nothing was asked again.
    Prompted,
    /// Nothing was heard: closed as 未评价.
    Lapsed,
    /// The enterprise says that it is solved.
    Confirmed,
    /// The enterprise says how content it is.
    Rated {
        /// How content.
        rating: Rating,
        /// In its own words.
        words: Option<String>,
    },
    /// The enterprise is not content: work begins again.
    Reopened {
        /// Why.
        reason: String,
        /// The new deadlines.
        due: Due,
    },
    /// The enterprise takes it back.
    Withdrawn {
        /// Why, if it said so.
        reason: Option<String>,
    },
    /// It goes on as another ticket.
    Merged {
        /// That ticket.
        into: TicketNumber,
    },
    /// Another ticket goes on as this one.
    Absorbed {
        /// That ticket.
        from: TicketNumber,
    },
    /// It is one of several with the same cause, or no longer.
    Grouped {
        /// The common cause, in a few words.
        cause: Option<String>,
    },
    /// A supervisor gives it more time.
    Extended {
        /// The new deadline of the answer.
        due: Timestamp,
        /// Why.
        reason: String,
    },
    /// What it is about was put right.
    Sorted {
        /// The category.
        category: Option<Category>,
        /// The region.
        region: Option<String>,
    },
    /// What the enterprise told was put right.
    Corrected {
        /// What it says now.
        to: Correction,
        /// What it said before.
        was: Correction,
    },
    /// The enterprise asks how far it is.
    Chased {
        /// In its own words.
        text: String,
    },
    /// A note that only staff read.
    Noted {
        /// What it says.
        text: String,
    },
    /// A file was attached.
    Attached {
        /// Which.
        file: Attached,
    },
    /// A deadline is near or over.
    Alarmed {
        /// Which deadline.
        timer: Timer,
        /// How near.
        alarm: Alarm,
    },
}

impl Change {
    /// What it does, as a verb that staff read.
    pub fn verb(&self) -> &'static str {
        self.names().1
    }

    /// What it is called in the audit log and the API.
    pub fn code(&self) -> &'static str {
        self.names().0
    }

    fn names(&self) -> (&'static str, &'static str) {
        match self {
            Self::Submitted { .. } => ("submitted", "登记"),
            Self::Accepted => ("accepted", "受理"),
            Self::Assigned { reason: None, .. } => ("assigned", "派单"),
            Self::Assigned { .. } => ("transferred", "转办"),
            Self::SentBack { .. } => ("sent_back", "退单"),
            Self::Started => ("started", "开始办理"),
            Self::Asked { .. } => ("asked", "退回补充"),
            Self::Supplied { .. } => ("supplied", "补充材料"),
            Self::Held { .. } => ("held", "挂起"),
            Self::Resumed { .. } => ("resumed", "恢复办理"),
            Self::Replied { .. } => ("replied", "回复企业"),
            Self::Answered { .. } => ("answered", "答复"),
            Self::Reminded => ("reminded", "提醒评价"),
            Self::Prompted => ("prompted", "催补材料"),
            Self::Lapsed => ("lapsed", "按未评价办结"),
            Self::Confirmed => ("confirmed", "确认解决"),
            Self::Rated { .. } => ("rated", "评价"),
            Self::Reopened { .. } => ("reopened", "重办"),
            Self::Withdrawn { .. } => ("withdrawn", "撤回"),
            Self::Merged { .. } => ("merged", "并单"),
            Self::Absorbed { .. } => ("absorbed", "并入"),
            Self::Grouped { .. } => ("grouped", "归为共性问题"),
            Self::Extended { .. } => ("extended", "延期"),
            Self::Sorted { .. } => ("sorted", "更正类别或地区"),
            Self::Corrected { .. } => ("corrected", "更正登记信息"),
            Self::Chased { .. } => ("chased", "催办"),
            Self::Noted { .. } => ("noted", "内部备注"),
            Self::Attached { .. } => ("attached", "添加附件"),
            Self::Alarmed { alarm: Alarm::DueSoon, .. } => ("due_soon", "临期提醒"),
            Self::Alarmed { alarm: Alarm::Overdue, .. } => ("overdue", "超期督办"),
        }
    }

    /// What was said with it: a reason, a question, an answer.
    pub fn words(&self) -> Option<&str> {
        match self {
            Self::Asked { question: words }
            | Self::SentBack { reason: words, .. }
            | Self::Held { reason: words, .. }
            | Self::Reopened { reason: words, .. }
            | Self::Extended { reason: words, .. }
            | Self::Supplied { text: words, .. }
            | Self::Replied { text: words }
            | Self::Answered { text: words }
            | Self::Chased { text: words }
            | Self::Noted { text: words } => Some(words),
            Self::Assigned { reason: words, .. }
            | Self::Withdrawn { reason: words }
            | Self::Rated { words, .. }
            | Self::Grouped { cause: words } => words.as_deref(),
            Self::Attached { file } => Some(&file.name),
            _ => None,
        }
    }

    /// Whether only staff may read of it.
    pub fn is_internal(&self) -> bool {
        matches!(
            self,
            Self::Noted { .. }
                | Self::Alarmed { .. }
                | Self::Grouped { .. }
                | Self::SentBack { .. }
                | Self::Absorbed { .. }
        )
    }

    /// The deadlines it sets all anew, if it does.
    pub fn due(&self) -> Option<Due> {
        match self {
            Self::Submitted { due, .. } | Self::Resumed { due } | Self::Reopened { due, .. } => Some(*due),
            Self::Supplied { due, .. } => *due,
            _ => None,
        }
    }

    /// Whether deadlines count from it.
    pub(super) fn sets_clocks(&self) -> bool {
        self.due().is_some() || matches!(self, Self::Extended { .. })
    }

    /// Whether it moves nothing: the ticket stands where it stood.
    pub(super) fn is_remark(&self) -> bool {
        matches!(
            self,
            Self::Supplied { due: None, .. }
                | Self::Replied { .. }
                | Self::Absorbed { .. }
                | Self::Grouped { .. }
                | Self::Sorted { .. }
                | Self::Corrected { .. }
                | Self::Chased { .. }
                | Self::Noted { .. }
                | Self::Attached { .. }
        )
    }

    /// Whether somebody must have taken the ticket before.
    pub fn implies_acceptance(&self) -> bool {
        matches!(
            self,
            Self::Assigned { .. }
                | Self::SentBack { .. }
                | Self::Started
                | Self::Asked { .. }
                | Self::Held { .. }
                | Self::Answered { .. }
                | Self::Replied { .. }
        )
    }
}

/// One change of a ticket; never edited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: Actor,
    /// Where the ticket stood afterwards.
    pub status: Status,
    /// What.
    #[serde(flatten)]
    pub change: Change,
}
