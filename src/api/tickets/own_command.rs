//! `POST /api/v1/tickets/{number}/commands`: an enterprise does something with its own ticket.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::Value;

use super::super::Service;
use super::super::access::{self, Seen};
use super::super::command_body::OwnCommandBody;
use super::super::idempotency;
use super::super::own_body::OwnTicketBody;
use super::super::query::Asked;
use super::super::version_tag::expected;
use super::super::wording::read;
use super::one::shown;
use crate::http::json_body::JsonBody;
use crate::http::problem::Problem;

/// 企业办自己的诉求单：确认解决、评价、重办、补充、更正、催办、撤回
#[utoipa::path(post, path = "/api/v1/tickets/{number}/commands", tag = "own ticket",
    params(("number" = String, Path, description = "单号"), ("code" = String, Query, description = "查询码"),
        ("If-Match" = Option<String>, Header, description = "读诉求单时得到的 ETag"),
        ("Idempotency-Key" = Option<String>, Header, description = "同一个值重复发，只办一次")),
    request_body = OwnCommandBody,
    responses((status = 200, description = "办理后的诉求单", body = OwnTicketBody,
        headers(("ETag" = String, description = "版本")))),
    security(()))]
pub(in super::super) async fn command(
    State(service): State<Service>,
    Path(number): Path<String>,
    headers: HeaderMap,
    Asked(mut asked): Asked,
    JsonBody(fields): JsonBody,
) -> Result<Response, Problem> {
    let code = asked.optional_text("code");
    asked.end()?;
    let seen = access::for_enterprise(&service, &number, code.as_deref()).await?;
    let version = expected(&headers)?;
    let said = Value::Object(fields.clone()).to_string();
    let key = idempotency::key(&headers, &seen.caller, &[b"command", said.as_bytes()])?;
    let command: OwnCommandBody = read("command", fields)?;
    let number = &seen.ticket.number;
    let ticket = service.relay.act_once(number, version, &seen.who, &command.into(), key.as_ref()).await?;
    Ok(shown(&service, Seen { ticket, ..seen }, &HeaderMap::new()))
}
