//! A ticket as JSON, as staff see it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::schema;
use crate::domain::attachment::{Attached, MediaType};
use crate::domain::credit_code::CreditCode;
use crate::domain::ids::DeskId;
use crate::domain::staff::StaffId;
use crate::domain::ticket::{Category, Event, Phone, Status, Summary, Ticket, TicketNumber};

/// 诉求单，工作人员看到的样子；不含查询码
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TicketBody {
    /// 单号
    #[schema(schema_with = schema::number)]
    pub number: TicketNumber,
    /// 版本，每次变化加一；ETag 就是它
    #[schema(minimum = 1)]
    pub version: usize,
    /// 状态
    #[schema(schema_with = schema::status)]
    pub status: Status,
    /// 状态的名称
    pub status_name: String,
    /// 类别，不清楚时为 null
    #[schema(schema_with = schema::category_or_none)]
    pub category: Option<Category>,
    /// 地区全称
    pub region: Option<String>,
    /// 企业名称
    pub enterprise: String,
    /// 统一社会信用代码
    #[schema(value_type = Option<String>)]
    pub credit_code: Option<CreditCode>,
    /// 联系人
    pub contact: String,
    /// 联系电话
    #[schema(value_type = Option<String>)]
    pub phone: Option<Phone>,
    /// 遇到的问题，企业的原话
    pub description: String,
    /// 从哪个渠道来；表单来的为 null
    pub channel: Option<String>,
    /// 主办服务台
    #[schema(value_type = String)]
    pub desk: DeskId,
    /// 协办服务台
    #[schema(value_type = Vec<String>)]
    pub helpers: Vec<DeskId>,
    /// 经办人的账号
    #[schema(value_type = Option<String>)]
    pub agent: Option<StaffId>,
    /// 共性问题
    pub cause: Option<String>,
    /// 下一个要守的时限；时限暂停或已答复时为 null
    #[schema(value_type = Option<String>, format = DateTime)]
    pub due_at: Option<Timestamp>,
    /// 答复时限
    #[schema(value_type = String, format = DateTime)]
    pub answer_due_at: Timestamp,
    /// 现在的答复
    pub answer: Option<String>,
    /// 附件
    pub files: Vec<FileBody>,
    /// 登记时间
    #[schema(value_type = String, format = DateTime)]
    pub submitted_at: Timestamp,
    /// 最近一次变化
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Timestamp,
    /// 全部经过，旧的在前
    pub events: Vec<EventBody>,
}

/// 一次变化
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EventBody {
    /// 什么时候
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// 谁
    pub actor: String,
    /// 做了什么，代号
    pub code: String,
    /// 做了什么
    pub change: String,
    /// 之后的状态
    #[schema(schema_with = schema::status)]
    pub status: Status,
    /// 状态的名称
    pub status_name: String,
    /// 写的话：原因、问题、答复……没有时为空
    pub reason: String,
    /// 是否只有工作人员能看
    pub internal: bool,
}

/// 附件
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FileBody {
    /// 内容的 SHA-256，也是下载地址的最后一段
    pub digest: String,
    /// 文件名
    pub name: String,
    /// 内容的类型
    #[schema(schema_with = schema::media)]
    pub media: MediaType,
    /// 大小（字节）
    pub bytes: u64,
}

/// 一页诉求单
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TicketsBody {
    /// 这一页
    pub tickets: Vec<TicketBody>,
    /// 符合条件的一共几张
    pub total: usize,
    /// 取下一页时写成 after；没有下一页时为 null
    #[schema(schema_with = schema::number_or_none)]
    pub next: Option<TicketNumber>,
}

impl From<Ticket> for TicketBody {
    fn from(ticket: Ticket) -> Self {
        let status = ticket.status();
        let due_at = Summary::of(&ticket).next_due().map(|(_, due)| due);
        let (version, updated_at) = (ticket.version(), ticket.updated_at);
        let answer = ticket.answer().map(str::to_owned);
        let (draft, duty) = (ticket.draft, ticket.duty);
        Self {
            number: ticket.number,
            version,
            status,
            status_name: status.as_str().to_owned(),
            category: draft.category,
            region: draft.region,
            enterprise: draft.enterprise,
            credit_code: draft.credit_code,
            contact: draft.contact,
            phone: draft.phone,
            description: draft.description,
            channel: ticket.conversation.map(|conversation| conversation.channel().as_str().to_owned()),
            desk: duty.lead,
            helpers: duty.helpers,
            agent: duty.agent,
            cause: ticket.cause,
            due_at,
            answer_due_at: ticket.clocks.answer.due,
            answer,
            files: ticket.files.into_iter().map(FileBody::from).collect(),
            submitted_at: ticket.submitted_at,
            updated_at,
            events: ticket.events.into_iter().map(EventBody::from).collect(),
        }
    }
}

impl From<Event> for EventBody {
    fn from(event: Event) -> Self {
        Self {
            at: event.at,
            actor: event.actor.name().to_owned(),
            code: event.change.code().to_owned(),
            change: event.change.verb().to_owned(),
            status: event.status,
            status_name: event.status.as_str().to_owned(),
            reason: event.change.words().unwrap_or_default().to_owned(),
            internal: event.change.is_internal(),
        }
    }
}

impl From<Attached> for FileBody {
    fn from(file: Attached) -> Self {
        let Attached { digest, name, media, bytes } = file;
        Self { digest, name, media, bytes }
    }
}
