//! What can be wanted of a ticket.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::category::Category;
use super::clock::Timer;
use super::correction::Correction;
use super::event::Alarm;
use super::state::Rating;
use crate::domain::attachment::Attached;
use crate::domain::ids::DeskId;
use crate::domain::staff::StaffId;

/// What can be wanted of a ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case", deny_unknown_fields)]
pub enum Command {
    /// 受理
    Accept,
    /// 派单; with a reason where a desk passes it on: 转办
    Assign {
        /// 主办
        lead: DeskId,
        /// 协办
        #[serde(default)]
        helpers: Vec<DeskId>,
        /// Who works on it.
        #[serde(default)]
        agent: Option<StaffId>,
        /// Why; needed where another desk has it.
        #[serde(default)]
        reason: Option<String>,
    },
    /// 退单: the desk is not responsible; whoever sorts decides again.
    SendBack {
        /// Why.
        reason: String,
    },
    /// 开始办理
    Start,
    /// 退回补充
    Ask {
        /// What is missing.
        question: String,
    },
    /// 补充材料
    Supply {
        /// What.
        text: String,
    },
    /// 挂起
    Hold {
        /// What has to happen first.
        reason: String,
        /// When to look at it again.
        #[serde(default)]
        until: Option<Date>,
    },
    /// 恢复办理
    Resume,
    /// 回复企业: a word that is no answer yet.
    Reply {
        /// What it says.
        text: String,
    },
    /// 答复
    Answer {
        /// What it says.
        text: String,
    },
    /// 延期
    Extend {
        /// By how many working days.
        days: u8,
        /// Why.
        reason: String,
    },
    /// 更正类别或地区
    Sort {
        /// The category.
        #[serde(default)]
        category: Option<Category>,
        /// The region's official name.
        #[serde(default)]
        region: Option<String>,
    },
    /// 更正登记信息
    Correct {
        /// What is right.
        to: Correction,
    },
    /// 催办
    Chase {
        /// In the enterprise's words.
        text: String,
    },
    /// 内部备注
    Note {
        /// What it says.
        text: String,
    },
    /// 添加附件
    Attach {
        /// Which file; its bytes are in the store already.
        file: Attached,
    },
    /// 归为共性问题; none takes it out again.
    Group {
        /// The common cause, in a few words.
        cause: Option<String>,
    },
    /// 确认解决
    Confirm,
    /// 评价
    Rate {
        /// How content the enterprise is.
        rating: Rating,
        /// In its own words.
        #[serde(default)]
        words: Option<String>,
    },
    /// 没解决: 重办
    Reopen {
        /// Why.
        reason: String,
    },
    /// 撤回
    Withdraw {
        /// Why.
        #[serde(default)]
        reason: Option<String>,
    },
    /// 提醒评价
    #[serde(skip)]
    Remind,
    /// 催补材料
    #[serde(skip)]
    Prompt,
    /// 到时恢复办理: what it waited for has come, or has not come for too long.
    #[serde(skip)]
    Wake,
    /// 按未评价办结
    #[serde(skip)]
    Lapse,
    /// 临期提醒, 超期督办
    #[serde(skip)]
    Alarm {
        /// Which deadline.
        timer: Timer,
        /// How near.
        alarm: Alarm,
    },
}
