//! `GET /api/v1/tickets…`: one ticket for its enterprise, all of them for staff.

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use subtle::ConstantTimeEq;

use super::Service;
use super::ticket_body::{OwnTicketBody, TicketBody, TicketsBody};
use crate::domain::ticket::TicketNumber;
use crate::http::problem::{FieldFault, Problem};
use crate::http::rights::Admin;
use crate::store::TicketQuery;

/// Tickets on a page when nothing else is asked for.
const PAGE: usize = 50;
/// Tickets on a page at most.
const LARGEST_PAGE: usize = 200;

/// What proves that a ticket is the caller's own.
#[derive(Debug, Deserialize)]
pub(super) struct Proof {
    code: Option<String>,
}

/// Which page of tickets to list.
#[derive(Debug, Deserialize)]
pub(super) struct Paging {
    before: Option<String>,
    limit: Option<usize>,
}

/// One ticket; a wrong code and an unknown number look the same.
pub(super) async fn one(
    State(service): State<Service>,
    admin: Option<Admin>,
    Path(number): Path<String>,
    proof: Result<Query<Proof>, QueryRejection>,
) -> Result<Response, Problem> {
    let code = proof.ok().and_then(|Query(proof)| proof.code);
    if admin.is_none() && code.is_none() {
        return Err(wrong("code", "请带上查询码，例如 ?code=登记时给的查询码"));
    }
    let unknown = || Problem::not_found("没有找到这张诉求单。请核对单号和查询码。");
    let number: TicketNumber = number.parse().map_err(|_| unknown())?;
    let ticket = service.relay.store().ticket(&number).await?.ok_or_else(unknown)?;
    if admin.is_some() {
        return Ok(Json(TicketBody::from(ticket)).into_response());
    }
    let code = code.unwrap_or_default().trim().to_ascii_uppercase();
    let own: bool = code.as_bytes().ct_eq(ticket.code.as_bytes()).into();
    if own { Ok(Json(OwnTicketBody::from(ticket)).into_response()) } else { Err(unknown()) }
}

/// Tickets, newest first, a page at a time.
pub(super) async fn list(
    State(service): State<Service>,
    _: Admin,
    paging: Result<Query<Paging>, QueryRejection>,
) -> Result<Json<TicketsBody>, Problem> {
    let Query(paging) = paging.map_err(|_| wrong("limit", "limit 要写一个数，例如 50"))?;
    let before = paging.before.map(|text| text.parse::<TicketNumber>()).transpose();
    let before = before.map_err(|error| wrong("before", &error.to_string()))?;
    let limit = paging.limit.unwrap_or(PAGE).clamp(1, LARGEST_PAGE);
    let tickets = service.relay.store().tickets(&TicketQuery { conversation: None, before, limit }).await?;
    Ok(Json(TicketsBody::page(tickets, limit)))
}

fn wrong(field: &str, reason: &str) -> Problem {
    Problem::invalid(vec![FieldFault { field: field.to_owned(), reason: reason.to_owned() }])
}
