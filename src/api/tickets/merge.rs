//! `POST /api/v1/tickets/{number}/merge`: a ticket goes on as another one.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;

use super::super::Service;
use super::super::access::{self, Seen};
use super::super::idempotency;
use super::super::schema;
use super::super::ticket_body::TicketBody;
use super::super::wording::read;
use super::one::shown;
use crate::domain::ticket::TicketNumber;
use crate::http::json_body::JsonBody;
use crate::http::problem::Problem;
use crate::http::staff_session::Supervisor;

/// 并到哪一张
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in super::super) struct MergeBody {
    /// 另一张的单号
    #[schema(schema_with = schema::number)]
    into: TicketNumber,
}

/// 并单：同一家企业重复登记的，并到另一张继续办（督办）；返回并入的那一张
#[utoipa::path(post, path = "/api/v1/tickets/{number}/merge", tag = "tickets",
    params(("number" = String, Path, description = "单号"),
        ("Idempotency-Key" = Option<String>, Header, description = "同一个值重复发，只办一次")),
    request_body = MergeBody,
    responses((status = 200, description = "并入的那一张", body = TicketBody)), security(("token" = [])))]
pub(in super::super) async fn merge(
    State(service): State<Service>,
    Supervisor(signed_in): Supervisor,
    Path(number): Path<String>,
    headers: HeaderMap,
    JsonBody(fields): JsonBody,
) -> Result<Response, Problem> {
    let seen = access::for_staff(&service, &signed_in, &number).await?;
    let MergeBody { into } = read("into", fields)?;
    let target = access::for_staff(&service, &signed_in, &into.to_string()).await?;
    let said = format!("{} {into}", seen.ticket.number);
    let key = idempotency::key(&headers, &seen.caller, &[b"merge", said.as_bytes()])?;
    let ticket = service.relay.merge_once(&seen.ticket.number, &into, &seen.who, key.as_ref()).await?;
    Ok(shown(&service, Seen { ticket, ..target }, &HeaderMap::new()))
}
