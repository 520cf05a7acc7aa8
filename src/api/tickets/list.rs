//! `GET /api/v1/tickets`: the queue, filtered, in an order, page by page.

use axum::Json;
use axum::extract::State;
use jiff::Timestamp;
use serde_json::Value;

use super::super::Service;
use super::super::fields::Fields;
use super::super::query::{self, Asked, End};
use super::super::ticket_body::{TicketBody, TicketsBody};
use super::super::wording::wrong;
use super::filtered::Filtered;
use crate::domain::ids::DeskId;
use crate::domain::staff::StaffId;
use crate::domain::ticket::{Common, Counted, Ending, Filter, Measure, Order, Status, TicketNumber, statuses_that};
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
    if let Some(number) = &after
        && store.ticket(number).await?.is_none()
    {
        return Err(wrong("after", "没有这张诉求单"));
    }
    let page = store.page(&filter, order, after.as_ref(), limit).await?;
    let mut tickets = Vec::with_capacity(page.tickets.len());
    for line in &page.tickets {
        tickets.extend(store.ticket(&line.summary.number).await?.map(TicketBody::from));
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
    let set = |asked: &mut Fields, name: &str| asked.optional(name, query::flag).is_some_and(|wanted| wanted);
    let overdue = set(asked, "overdue").then(|| Ending::before(now));
    let soon = set(asked, "soon").then(|| Ending { from: now, until: office.soon_until(now) });
    let due_before = asked.optional("due_before", |text| query::moment(text, End::Begin)).map(Ending::before);
    Filter {
        scope: office.scope(staff),
        statuses: asked.optional("status", statuses).unwrap_or_default(),
        categories: asked.optional("category", query::category).into_iter().collect(),
        place: asked.optional("region", |text| query::region(text, &office)),
        desk: asked.optional("desk", |text| DeskId::new(text).map_err(|error| error.to_string())),
        agent: asked.optional("agent", agent),
        common: asked.optional_text("cause").filter(|text| !text.is_empty()).map(Common::Cause),
        words: asked.optional_text("q").filter(|text| !text.trim().is_empty()),
        ending: [overdue, soon, due_before].into_iter().flatten().reduce(Ending::and),
        counted: counted(asked, now),
        from: asked.optional("from", |text| query::moment(text, End::Begin)),
        until: asked.optional("until", |text| query::moment(text, End::Close)),
        ..Filter::default()
    }
}

/// How they are to count for a rate.
fn counted(asked: &mut Fields, at: Timestamp) -> Option<Counted> {
    let codes = || Measure::ALL.map(|(_, code, ..)| code).join("、");
    let measure = |text: &str| {
        let found = Measure::ALL.into_iter().find(|(_, code, ..)| *code == text);
        found.map(|(measure, ..)| measure).ok_or_else(|| format!("可选：{}", codes()))
    };
    let measure = asked.optional("rate", measure);
    let in_part = asked.optional("side", |text| match text {
        "part" => Ok(true),
        "rest" => Ok(false),
        _ => Err("可选：part（分子里的）、rest（分母里其余的）".to_owned()),
    });
    Some(Counted { measure: measure?, in_part, at })
}

fn statuses(text: &str) -> Result<Vec<Status>, String> {
    let mut statuses = Vec::new();
    for name in text.split(',').map(str::trim) {
        if name == "open" {
            statuses.extend(statuses_that(Status::is_open));
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
