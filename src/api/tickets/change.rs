//! `PATCH /api/v1/tickets/{number}`: staff do something with a ticket.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::Value;

use super::super::Service;
use super::super::access::{self, Seen};
use super::super::command_body::CommandBody;
use super::super::idempotency;
use super::super::ticket_body::TicketBody;
use super::super::version_tag::expected;
use super::super::wording::read;
use super::one::shown;
use crate::desk::accounts::known_agent;
use crate::domain::ticket::Command;
use crate::http::json_body::JsonBody;
use crate::http::problem::Problem;
use crate::http::staff_session::SignedIn;
use crate::relay::ActError;

/// 办理诉求单：受理、派单、答复……
///
/// 带上 If-Match（读到的 ETag），别人先改过时会得到 412，不会盖掉别人的操作。
#[utoipa::path(patch, path = "/api/v1/tickets/{number}", tag = "tickets",
    params(("number" = String, Path, description = "单号"),
        ("If-Match" = Option<String>, Header, description = "读诉求单时得到的 ETag"),
        ("Idempotency-Key" = Option<String>, Header, description = "同一个值重复发，只办一次")),
    request_body = CommandBody,
    responses((status = 200, description = "办理后的诉求单", body = TicketBody,
        headers(("ETag" = String, description = "版本")))),
    security(("token" = [])))]
pub(in super::super) async fn change(
    State(service): State<Service>,
    signed_in: SignedIn,
    Path(number): Path<String>,
    headers: HeaderMap,
    JsonBody(fields): JsonBody,
) -> Result<Response, Problem> {
    let seen = access::for_staff(&service, &signed_in, &number).await?;
    let version = expected(&headers)?;
    let number = &seen.ticket.number;
    let said = format!("{number} {}", Value::Object(fields.clone()));
    let key = idempotency::key(&headers, &seen.caller, &[b"command", said.as_bytes()])?;
    let command: Command = read::<CommandBody>("command", fields)?.into();
    known_agent(&**service.relay.store(), &command).await?.map_err(ActError::from)?;
    let ticket = service.relay.act_once(number, version, &seen.who, &command, key.as_ref()).await?;
    Ok(shown(&service, Seen { ticket, ..seen }, &HeaderMap::new()))
}
