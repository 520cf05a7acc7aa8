//! What happened to a ticket, and how far the word of it has come.

use axum::Json;
use axum::extract::{Path, State};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::super::Service;
use super::super::access;
use super::super::ticket_body::EventBody;
use crate::desk::notified;
use crate::http::problem::Problem;
use crate::http::staff_session::SignedIn;
use crate::store::{Notified, Progress};

/// 一张诉求单的经过
#[derive(Debug, Serialize, ToSchema)]
pub(in super::super) struct EventsBody {
    /// 旧的在前
    events: Vec<EventBody>,
}

/// 一张诉求单发出的通知
#[derive(Debug, Serialize, ToSchema)]
pub(in super::super) struct NotifiedBody {
    /// 旧的在前
    notified: Vec<NoticeBody>,
}

/// 一条通知
#[derive(Debug, Serialize, ToSchema)]
pub(in super::super) struct NoticeBody {
    /// 编号
    id: u64,
    /// 发到哪个会话
    to: String,
    /// 内容，不含查询码
    text: String,
    /// waiting 等着发，sent 已送到，failed 送不到
    progress: &'static str,
    /// 等着发的：试过几次没成
    attempts: Option<u32>,
    /// 送到、放弃的时间，或下次再试的时间
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// 送不到的原因
    reason: Option<String>,
}

/// 诉求单的经过
#[utoipa::path(get, path = "/api/v1/tickets/{number}/events", tag = "tickets",
    params(("number" = String, Path, description = "单号")),
    responses((status = 200, description = "全部经过", body = EventsBody)), security(("token" = [])))]
pub(in super::super) async fn events(
    State(service): State<Service>,
    signed_in: SignedIn,
    Path(number): Path<String>,
) -> Result<Json<EventsBody>, Problem> {
    let seen = access::for_staff(&service, &signed_in, &number).await?;
    Ok(Json(EventsBody { events: seen.ticket.events.into_iter().map(EventBody::from).collect() }))
}

/// 诉求单的通知发到了没有
#[utoipa::path(get, path = "/api/v1/tickets/{number}/notified", tag = "tickets",
    params(("number" = String, Path, description = "单号")),
    responses((status = 200, description = "全部通知", body = NotifiedBody)), security(("token" = [])))]
pub(in super::super) async fn notified(
    State(service): State<Service>,
    signed_in: SignedIn,
    Path(number): Path<String>,
) -> Result<Json<NotifiedBody>, Problem> {
    let seen = access::for_staff(&service, &signed_in, &number).await?;
    let notified = notified::of(&**service.relay.store(), &seen.ticket.number).await?;
    Ok(Json(NotifiedBody { notified: notified.into_iter().map(NoticeBody::from).collect() }))
}

impl From<Notified> for NoticeBody {
    fn from(notified: Notified) -> Self {
        let (progress, attempts, at, reason) = match notified.progress {
            Progress::Waiting { attempts, due } => ("waiting", Some(attempts), due, None),
            Progress::Sent { at, .. } => ("sent", None, at, None),
            Progress::Failed { reason, at } => ("failed", None, at, Some(reason)),
        };
        Self { id: notified.id, to: notified.to.to_string(), text: notified.text, progress, attempts, at, reason }
    }
}
