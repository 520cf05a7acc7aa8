//! `GET /api/v1/tickets`: the queue, filtered, in an order, page by page.

use axum::Json;
use axum::extract::State;
use serde_json::Value;

use super::super::Service;
use super::super::fields::Fields;
use super::super::query::{self, Asked, End};
use super::super::ticket_body::{TicketBody, TicketsBody};
use super::super::wording::wrong;
use super::filtered::Filtered;
use crate::desk::queue::{Order, page};
use crate::domain::ids::DeskId;
use crate::domain::staff::StaffId;
use crate::domain::ticket::{Filter, Status, Summary, TicketNumber};
use crate::http::problem::Problem;
use crate::http::staff_session::SignedIn;

/// Tickets on a page when nothing else is asked for.
const PAGE: usize = 50;
/// Tickets on a page at most.
const LARGEST_PAGE: usize = 200;

/// 列出诉求单
///
/// 只列出自己负责的地区的。翻页时把上一页的 next 写成 after，其余条件不变；要一张不漏地同步，用 order=oldest。
#[utoipa::path(get, path = "/api/v1/tickets", tag = "tickets",
    params(
        Filtered,
        ("order" = Option<String>, Query, description = "newest（默认）、oldest、due、updated"),
        ("after" = Option<String>, Query, description = "接着这张之后，用上一页的 next"),
        ("limit" = Option<usize>, Query, minimum = 1, maximum = 200, description = "一页几张，默认 50"),
    ),
    responses((status = 200, description = "一页诉求单", body = TicketsBody)), security(("token" = [])))]
pub(in super::super) async fn list(
    State(service): State<Service>,
    signed_in: SignedIn,
    Asked(mut asked): Asked,
) -> Result<Json<TicketsBody>, Problem> {
    let filter = filter(&mut asked, &service, &signed_in);
    let order = asked.optional("order", order).unwrap_or(Order::Newest);
    let limit = asked.optional("limit", |text| query::count(text, 1, LARGEST_PAGE)).unwrap_or(PAGE);
    let after = asked.optional("after", |text| text.parse::<TicketNumber>().map_err(|error| error.to_string()));
    asked.end()?;
    let store = service.relay.store();
    let after = match after {
        None => None,
        Some(number) => {
            let last = store.ticket(&number).await?.ok_or_else(|| wrong("after", "没有这张诉求单"))?;
            Some(Summary::of(&last))
        }
    };
    let page = page(store.select(&filter).await?, order, after.as_ref(), limit);
    let mut tickets = Vec::with_capacity(page.tickets.len());
    for line in &page.tickets {
        tickets.extend(store.ticket(&line.number).await?.map(TicketBody::from));
    }
    Ok(Json(TicketsBody { tickets, total: page.total, next: page.next }))
}

/// Which tickets are asked for, within what they may see.
pub(in super::super) fn filter(asked: &mut Fields, service: &Service, signed_in: &SignedIn) -> Filter {
    let (office, now) = (service.relay.office(), (service.clock)());
    let staff = &signed_in.staff;
    let agent = |text: &str| match text {
        "none" => Ok(None),
        "me" => Ok(Some(staff.id.clone())),
        id => StaffId::new(id).map(Some).map_err(|error| error.to_string()),
    };
    Filter {
        scope: office.scope(staff.region.as_deref()),
        statuses: asked.optional("status", statuses).unwrap_or_default(),
        category: asked.optional("category", query::category),
        regions: asked.optional("region", |text| query::regions(text, &office)).unwrap_or_default(),
        desk: asked.optional("desk", |text| DeskId::new(text).map_err(|error| error.to_string())),
        agent: asked.optional("agent", agent),
        cause: asked.optional_text("cause").filter(|text| !text.is_empty()),
        words: asked.optional_text("q").filter(|text| !text.trim().is_empty()),
        overdue_at: asked.optional("overdue", query::flag).filter(|wanted| *wanted).map(|_| now),
        due_before: asked.optional("due_before", |text| query::moment(text, End::Begin)),
        from: asked.optional("from", |text| query::moment(text, End::Begin)),
        until: asked.optional("until", |text| query::moment(text, End::Close)),
    }
}

fn statuses(text: &str) -> Result<Vec<Status>, String> {
    let mut statuses = Vec::new();
    for name in text.split(',').map(str::trim) {
        if name == "open" {
            statuses.extend(Status::ALL.iter().map(|(status, _)| *status).filter(|status| status.is_open()));
            continue;
        }
        let read = serde_json::from_value(Value::String(name.to_owned()));
        statuses.push(read.map_err(|_| format!("没有“{name}”这个状态；可选：submitted、accepted、assigned、in_progress、answered、closed、returned、on_hold、reopened、withdrawn、merged、open"))?);
    }
    Ok(statuses)
}

fn order(text: &str) -> Result<Order, String> {
    serde_json::from_value(Value::String(text.to_owned())).map_err(|_| "可选：newest、oldest、due、updated".to_owned())
}
