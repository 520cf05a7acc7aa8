//! What can be wanted of a ticket, as JSON.

use jiff::civil::Date;
use serde::Deserialize;
use utoipa::ToSchema;

use super::schema;
use crate::domain::ids::DeskId;
use crate::domain::staff::StaffId;
use crate::domain::ticket::words::{Description, FirmName, PersonName};
use crate::domain::ticket::{Category, Command, Correction, Phone, Rating};

/// What staff do with a ticket. A file is attached by a request of its own.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(tag = "command", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum CommandBody {
    /// 受理
    Accept {},
    /// 派单；转给别的服务台要写 reason
    Assign {
        /// 主办服务台的编号，见 /api/v1/desks
        #[schema(value_type = String)]
        lead: DeskId,
        /// 协办服务台
        #[serde(default)]
        #[schema(value_type = Vec<String>)]
        helpers: Vec<DeskId>,
        /// 经办人的账号
        #[serde(default)]
        #[schema(value_type = Option<String>)]
        agent: Option<StaffId>,
        /// 转办原因
        #[serde(default)]
        reason: Option<String>,
    },
    /// 退单：不归本服务台办
    SendBack {
        /// 原因
        reason: String,
    },
    /// 开始办理
    Start {},
    /// 退回补充：时限暂停
    Ask {
        /// 要企业补充什么
        question: String,
    },
    /// 挂起：时限暂停
    Hold {
        /// 原因
        reason: String,
        /// 到哪天再看
        #[serde(default)]
        #[schema(value_type = Option<String>, format = Date)]
        until: Option<Date>,
    },
    /// 恢复办理
    Resume {},
    /// 回复企业（还不是答复）
    Reply {
        /// 内容
        text: String,
    },
    /// 答复
    Answer {
        /// 内容
        text: String,
    },
    /// 延期（督办）
    Extend {
        /// 延长几个工作日
        #[schema(minimum = 1)]
        days: u8,
        /// 原因
        reason: String,
    },
    /// 更正类别或地区
    Sort {
        /// 类别
        #[serde(default)]
        #[schema(schema_with = schema::category_or_none)]
        category: Option<Category>,
        /// 地区全称
        #[serde(default)]
        region: Option<String>,
    },
    /// 更正登记信息：只写要改的
    Correct {
        /// 改成什么
        #[schema(inline)]
        to: CorrectionBody,
    },
    /// 内部备注
    Note {
        /// 内容
        text: String,
    },
    /// 归为共性问题（督办）；null 表示移出
    Group {
        /// 共同的原因
        cause: Option<String>,
    },
}

/// What an enterprise does with its own ticket.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(tag = "command", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum OwnCommandBody {
    /// 确认解决
    Confirm {},
    /// 评价：1 到 5 分
    Rate {
        /// 几分
        #[schema(value_type = u8, minimum = 1, maximum = 5)]
        rating: Rating,
        /// 想说的话
        #[serde(default)]
        words: Option<String>,
    },
    /// 没解决，重新办理
    Reopen {
        /// 原因
        reason: String,
    },
    /// 补充材料
    Supply {
        /// 内容
        text: String,
    },
    /// 更正登记信息：只写要改的
    Correct {
        /// 改成什么
        #[schema(inline)]
        to: CorrectionBody,
    },
    /// 催办
    Chase {
        /// 想说的话
        text: String,
    },
    /// 撤回
    Withdraw {
        /// 原因
        #[serde(default)]
        reason: Option<String>,
    },
}

/// What is put right in what was registered. Each field is checked as it is read.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct CorrectionBody {
    /// 企业名称
    #[schema(value_type = Option<String>, min_length = 2, max_length = 60)]
    enterprise: Option<FirmName>,
    /// 联系人
    #[schema(value_type = Option<String>, min_length = 2, max_length = 60)]
    contact: Option<PersonName>,
    /// 手机号，或带区号的座机号
    #[schema(value_type = Option<String>)]
    phone: Option<Phone>,
    /// 地区全称，见 /api/v1/regions
    region: Option<String>,
    /// 遇到的问题
    #[schema(value_type = Option<String>, min_length = 5, max_length = 4000)]
    description: Option<Description>,
}

impl From<CorrectionBody> for Correction {
    fn from(body: CorrectionBody) -> Self {
        let CorrectionBody { enterprise, contact, phone, region, description } = body;
        let (enterprise, contact) = (enterprise.map(Into::into), contact.map(Into::into));
        Self { enterprise, contact, phone, region, description: description.map(Into::into) }
    }
}

impl From<CommandBody> for Command {
    fn from(body: CommandBody) -> Self {
        match body {
            CommandBody::Accept {} => Self::Accept,
            CommandBody::Assign { lead, helpers, agent, reason } => Self::Assign { lead, helpers, agent, reason },
            CommandBody::SendBack { reason } => Self::SendBack { reason },
            CommandBody::Start {} => Self::Start,
            CommandBody::Ask { question } => Self::Ask { question },
            CommandBody::Hold { reason, until } => Self::Hold { reason, until },
            CommandBody::Resume {} => Self::Resume,
            CommandBody::Reply { text } => Self::Reply { text },
            CommandBody::Answer { text } => Self::Answer { text },
            CommandBody::Extend { days, reason } => Self::Extend { days, reason },
            CommandBody::Sort { category, region } => Self::Sort { category, region },
            CommandBody::Correct { to } => Self::Correct { to: to.into() },
            CommandBody::Note { text } => Self::Note { text },
            CommandBody::Group { cause } => Self::Group { cause },
        }
    }
}

impl From<OwnCommandBody> for Command {
    fn from(body: OwnCommandBody) -> Self {
        match body {
            OwnCommandBody::Confirm {} => Self::Confirm,
            OwnCommandBody::Rate { rating, words } => Self::Rate { rating, words },
            OwnCommandBody::Reopen { reason } => Self::Reopen { reason },
            OwnCommandBody::Supply { text } => Self::Supply { text },
            OwnCommandBody::Correct { to } => Self::Correct { to: to.into() },
            OwnCommandBody::Chase { text } => Self::Chase { text },
            OwnCommandBody::Withdraw { reason } => Self::Withdraw { reason },
        }
    }
}
