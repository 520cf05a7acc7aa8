//! A ticket as JSON, as its enterprise sees it.

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::schema;
use super::ticket_body::FileBody;
use crate::desk::own::{OwnAct, OwnEvent, OwnTicket};
use crate::domain::ticket::{Category, Rating, Status, TicketNumber};

/// 诉求单，企业自己看到的样子
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OwnTicketBody {
    /// 单号
    #[schema(schema_with = schema::number)]
    number: TicketNumber,
    /// 版本，每次变化加一；ETag 就是它
    #[schema(minimum = 1)]
    version: usize,
    /// 状态
    #[schema(schema_with = schema::status)]
    status: Status,
    /// 状态的名称
    status_name: &'static str,
    /// 类别，不清楚时为 null
    #[schema(schema_with = schema::category_or_none)]
    category: Option<Category>,
    /// 地区全称
    region: Option<String>,
    /// 遇到的问题
    description: String,
    /// 负责的服务台
    desk: Option<String>,
    /// 最晚什么时候答复；已答复或办结时为 null
    #[schema(value_type = Option<String>, format = DateTime)]
    due_at: Option<Timestamp>,
    /// 现在的答复
    answer: Option<String>,
    /// 附件
    files: Vec<FileBody>,
    /// 登记时间
    #[schema(value_type = String, format = DateTime)]
    submitted_at: Timestamp,
    /// 最近一次变化
    #[schema(value_type = String, format = DateTime)]
    updated_at: Timestamp,
    /// 经过，旧的在前
    events: Vec<OwnEventBody>,
    /// 现在可以做什么
    #[schema(value_type = Vec<String>)]
    can: Vec<OwnAct>,
}

/// 一次变化，企业看到的样子
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OwnEventBody {
    /// 什么时候
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// 谁：企业、工作人员、系统
    actor: &'static str,
    /// 做了什么，代号
    code: &'static str,
    /// 做了什么
    change: &'static str,
    /// 写的话
    words: Option<String>,
    /// 评了几分
    #[schema(value_type = Option<u8>)]
    rating: Option<Rating>,
    /// 之后的状态
    #[schema(schema_with = schema::status)]
    status: Status,
    /// 状态的名称
    status_name: &'static str,
}

impl From<OwnTicket> for OwnTicketBody {
    fn from(own: OwnTicket) -> Self {
        Self {
            number: own.number,
            version: own.version,
            status: own.status,
            status_name: own.status.as_str(),
            category: own.category,
            region: own.region,
            description: own.description,
            desk: own.desk,
            due_at: own.due,
            answer: own.answer,
            files: own.files.into_iter().map(FileBody::from).collect(),
            submitted_at: own.submitted_at,
            updated_at: own.updated_at,
            events: own.events.into_iter().map(OwnEventBody::from).collect(),
            can: own.can,
        }
    }
}

impl From<OwnEvent> for OwnEventBody {
    fn from(event: OwnEvent) -> Self {
        let OwnEvent { at, actor, code, name, words, rating, status } = event;
        Self { at, actor, code, change: name, words, rating, status, status_name: status.as_str() }
    }
}
