//! `GET /api/v1/tickets`: the queue, filtered, in an order, page by page.

use axum::Json;
use axum::extract::State;
use serde_json::Value;

use super::super::Service;
use super::super::fields::Fields;
use super::super::query::{self, Asked, End};
use super::super::ticket_body::{TicketBody, TicketsBody};
use super::super::wording::wrong;
use crate::domain::ids::DeskId;
use crate::domain::staff::StaffId;
use crate::domain::ticket::{Common, Ending, Filter, Order, Place, Status, TicketNumber};
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
        ("status" = Option<String>, Query, description = "状态，可用逗号写几个；open 表示工作人员还有事要做的"),
        ("category" = Option<String>, Query, description = "类别；none 表示没有类别的"),
        ("region" = Option<String>, Query, description = "地区全称，含下级"),
        ("desk" = Option<String>, Query, description = "主办或协办的服务台"),
        ("agent" = Option<String>, Query, description = "经办人的账号；me 是自己，none 是还没有人的"),
        ("cause" = Option<String>, Query, description = "共性问题"),
        ("q" = Option<String>, Query, description = "单号、企业名称、联系人、电话、问题里的字；空格隔开的几个都要有"),
        ("overdue" = Option<String>, Query, description = "写 true 只要超期的"),
        ("due_before" = Option<String>, Query, description = "时限在这以前的（日期或时间）"),
        ("from" = Option<String>, Query, description = "这以后登记的（日期或时间）"),
        ("until" = Option<String>, Query, description = "这以前登记的；写日期时含当天"),
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
    let region = |text: &str| match office.knows_region(text) {
        true => Ok(Place::Within(office.regions_in(text))),
        false => Err(format!("没有“{text}”这个地区，请写全称")),
    };
    let agent = |text: &str| match text {
        "none" => Ok(None),
        "me" => Ok(Some(staff.id.clone())),
        id => StaffId::new(id).map(Some).map_err(|error| error.to_string()),
    };
    let flag = |text: &str| text.parse::<bool>().map_err(|_| "要写 true 或 false".to_owned());
    let overdue = asked.optional("overdue", flag).filter(|wanted| *wanted).map(|_| Ending::before(now));
    let due_before = asked.optional("due_before", |text| query::moment(text, End::Begin)).map(Ending::before);
    Filter {
        scope: office.scope(staff),
        statuses: asked.optional("status", statuses).unwrap_or_default(),
        categories: asked.optional("category", query::category).into_iter().collect(),
        place: asked.optional("region", region),
        desk: asked.optional("desk", |text| DeskId::new(text).map_err(|error| error.to_string())),
        agent: asked.optional("agent", agent),
        common: asked.optional_text("cause").filter(|text| !text.is_empty()).map(Common::Cause),
        words: asked.optional_text("q").filter(|text| !text.trim().is_empty()),
        ending: overdue.into_iter().chain(due_before).reduce(Ending::and),
        from: asked.optional("from", |text| query::moment(text, End::Begin)),
        until: asked.optional("until", |text| query::moment(text, End::Close)),
        ..Filter::default()
    }
}

fn statuses(text: &str) -> Result<Vec<Status>, String> {
    let mut statuses = Vec::new();
    for name in text.split(',').map(str::trim) {
        if name == "open" {
            let open = |status: &Status| !status.is_settled() && *status != Status::Answered;
            statuses.extend(Status::ALL.iter().map(|(status, _)| *status).filter(open));
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
