//! `POST /api/v1/conversations/{uuid}/news`: what has happened to the tickets of a conversation.

use std::collections::BTreeMap;
use std::time::Instant;

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::Service;
use super::described::ReplyDescribed;
use super::fields::Fields;
use super::schema;
use crate::domain::message::{Channel, ConversationId};
use crate::domain::ticket::TicketNumber;
use crate::http::json_body::JsonBody;
use crate::http::problem::Problem;
use crate::http::reply_body::ReplyBody;
use crate::relay::News;

/// 已经看过的进展
#[derive(ToSchema)]
#[expect(dead_code, reason = "this only describes what is read elsewhere")]
pub(super) struct SeenForm {
    /// 单号和看过的版本
    #[schema(required = false)]
    seen: Option<BTreeMap<String, usize>>,
}

/// 全部新进展，旧的在前
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct NewsBody {
    news: Vec<OneNewsBody>,
}

/// 一张诉求单的新进展
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OneNewsBody {
    /// 单号
    #[schema(schema_with = schema::number)]
    ticket: TicketNumber,
    /// 说到了哪个版本；看过后写进 seen
    version: usize,
    /// 给企业看的话
    #[schema(value_type = ReplyDescribed)]
    reply: ReplyBody,
}

/// 这个会话登记的诉求有什么新进展；没有写进 seen 的会再说一次
#[utoipa::path(post, path = "/api/v1/conversations/{conversation}/news", tag = "conversation",
    params(("conversation" = Uuid, Path, description = "会话编号")), request_body = SeenForm,
    responses((status = 200, description = "新进展", body = NewsBody)), security(()))]
pub(super) async fn news(
    State(service): State<Service>,
    conversation: Result<Path<Uuid>, PathRejection>,
    JsonBody(fields): JsonBody,
) -> Result<Json<NewsBody>, Problem> {
    let begun = Instant::now();
    let unknown = || Problem::not_found("会话编号要写成 UUID。");
    let Path(conversation) = conversation.map_err(|_| unknown())?;
    let conversation = ConversationId::new(Channel::Web, conversation.to_string()).map_err(|_| unknown())?;
    let mut fields = Fields::new(fields);
    let seen = fields.counts("seen");
    fields.end()?;
    // What is no number is of no ticket.
    let seen: Vec<_> = seen.into_iter().filter_map(|(number, version)| Some((number.parse().ok()?, version))).collect();
    let news = service.relay.news(&conversation, &seen).await?;
    Ok(Json(NewsBody { news: news.into_iter().map(|news| OneNewsBody::of(news, begun)).collect() }))
}

impl OneNewsBody {
    /// News that were looked for from `begun` on.
    pub(super) fn of(news: News, begun: Instant) -> Self {
        let id = format!("{}-{}", news.ticket, news.version);
        let reply = ReplyBody::new(&id, news.reply, begun.elapsed());
        Self { ticket: news.ticket, version: news.version, reply }
    }
}
