//! `GET /api/v1/tickets/{number}`: one ticket, for staff or for its enterprise.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;

use super::super::Service;
use super::super::access::{self, Seen};
use super::super::own_body::OwnTicketBody;
use super::super::query::Asked;
use super::super::ticket_body::TicketBody;
use super::super::version_tag::tagged;
use crate::desk::own::OwnTicket;
use crate::desk::who::Who;
use crate::http::problem::Problem;
use crate::http::staff_session::SignedIn;

/// 看一张诉求单：工作人员看全部；企业带查询码看自己的
#[utoipa::path(get, path = "/api/v1/tickets/{number}", tag = "tickets",
    params(("number" = String, Path, description = "单号"), ("code" = Option<String>, Query, description = "查询码"),
        ("If-None-Match" = Option<String>, Header, description = "上次得到的 ETag")),
    responses((status = 200, description = "工作人员得到 TicketBody，企业得到 OwnTicketBody",
        content((TicketOrOwn = "application/json")), headers(("ETag" = String, description = "版本"))),
        (status = 304, description = "没有变化")),
    security((), ("token" = [])))]
pub(in super::super) async fn one(
    State(service): State<Service>,
    signed_in: Option<SignedIn>,
    Path(number): Path<String>,
    headers: HeaderMap,
    Asked(mut asked): Asked,
) -> Result<Response, Problem> {
    let code = asked.optional_text("code");
    asked.end()?;
    let seen = access::for_either(&service, signed_in.as_ref(), &number, code.as_deref()).await?;
    Ok(shown(&service, seen, &headers))
}

/// One of the two ways in which a ticket is shown.
#[derive(utoipa::ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "it only describes the answer")]
pub(in super::super) enum TicketOrOwn {
    /// 工作人员看到的
    Staff(TicketBody),
    /// 企业看到的
    Enterprise(OwnTicketBody),
}

/// The ticket as whoever asked for it sees it.
pub(in super::super) fn shown(service: &Service, seen: Seen, headers: &HeaderMap) -> Response {
    let version = seen.ticket.version();
    match seen.who {
        Who::Enterprise => {
            let own = OwnTicket::of(&seen.ticket, &service.relay.office(), (service.clock)());
            tagged(version, headers, &OwnTicketBody::from(own))
        }
        Who::Staff(_) | Who::System => tagged(version, headers, &TicketBody::from(seen.ticket)),
    }
}
