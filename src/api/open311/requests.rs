//! Tickets as Open311 service requests: reported by anybody, listed for staff, followed with the code.

use std::collections::BTreeMap;

use axum::extract::rejection::FormRejection;
use axum::extract::{Form, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

use super::super::fields::Fields;
use super::super::query::{self, Asked, End};
use super::super::tickets::register;
use super::super::{Service, access, idempotency};
use super::form::{self, ReportForm};
use super::format::{Format, Listed};
use super::services;
use crate::desk::office::Office;
use crate::domain::calendar;
use crate::domain::ticket::{Filter, Order, Status, Ticket, TicketNumber, statuses_that};
use crate::http::problem::Problem;
use crate::http::staff_session::SignedIn;

/// So long a time is listed at most, as GeoReport has it.
const SPAN: SignedDuration = SignedDuration::from_hours(90 * 24);
/// So many requests are listed at most, as GeoReport has it.
const MOST: usize = 1000;

/// 一个请求
#[derive(Debug, Serialize, ToSchema)]
pub(in super::super) struct RequestBody {
    /// 单号
    service_request_id: String,
    /// open 或 closed
    status: &'static str,
    /// 状态的名称；已答复时是答复
    status_notes: String,
    /// 类别
    service_name: Option<&'static str>,
    /// 类别的代号
    service_code: Option<&'static str>,
    /// 遇到的问题
    description: String,
    /// 负责的服务台
    agency_responsible: Option<String>,
    /// 登记时间
    requested_datetime: String,
    /// 最近一次变化；办结了的是办结的时间
    updated_datetime: String,
    /// 最晚什么时候答复
    expected_datetime: String,
    /// 地区
    address: Option<String>,
}

impl Listed for RequestBody {
    const ROOT: &'static str = "service_requests";
    const PART: &'static str = "request";
}

/// 登记好了
#[derive(Debug, Serialize, ToSchema)]
pub(in super::super) struct MadeBody {
    /// 单号
    service_request_id: String,
    /// 查询码
    service_notice: String,
}

impl Listed for MadeBody {
    const ROOT: &'static str = "service_requests";
    const PART: &'static str = "request";
}

/// 列出请求（JSON）；要带令牌，只列自己负责的地区
#[utoipa::path(get, path = "/open311/v2/requests.json", tag = "open311",
    params(("api_key" = Option<String>, Query, description = "工作人员的令牌；也可以写在 Authorization 里"),
        ("service_request_id" = Option<String>, Query, description = "单号，可用逗号写几个"),
        ("service_code" = Option<String>, Query, description = "代号，可用逗号写几个"),
        ("status" = Option<String>, Query, description = "open 或 closed，可用逗号写两个"),
        ("start_date" = Option<String>, Query, description = "从什么时候登记的；最多 90 天"),
        ("end_date" = Option<String>, Query, description = "到什么时候登记的")),
    responses((status = 200, description = "最多 1000 个，新的在前", body = Vec<RequestBody>)), security(("token" = [])))]
pub(in super::super) async fn list_json(service: State<Service>, staff: Option<SignedIn>, asked: Asked) -> Response {
    Format::Json.or_errors(list(service, staff, asked, Format::Json).await)
}

/// 列出请求（XML）
#[utoipa::path(get, path = "/open311/v2/requests.xml", tag = "open311",
    params(("api_key" = Option<String>, Query, description = "工作人员的令牌；也可以写在 Authorization 里"),
        ("service_request_id" = Option<String>, Query, description = "单号，可用逗号写几个"),
        ("service_code" = Option<String>, Query, description = "代号，可用逗号写几个"),
        ("status" = Option<String>, Query, description = "open 或 closed，可用逗号写两个"),
        ("start_date" = Option<String>, Query, description = "从什么时候登记的；最多 90 天"),
        ("end_date" = Option<String>, Query, description = "到什么时候登记的")),
    responses((status = 200, description = "最多 1000 个，新的在前", body = String, content_type = "text/xml")), security(("token" = [])))]
pub(in super::super) async fn list_xml(service: State<Service>, staff: Option<SignedIn>, asked: Asked) -> Response {
    Format::Xml.or_errors(list(service, staff, asked, Format::Xml).await)
}

/// 登记（JSON）；表单，企业名称写在 attribute[enterprise]，地区写在 address_string
#[utoipa::path(post, path = "/open311/v2/requests.json", tag = "open311",
    params(("Idempotency-Key" = Option<String>, Header, description = "同一个值重复发，只登记一次")),
    request_body(content = ReportForm, content_type = "application/x-www-form-urlencoded"),
    responses((status = 201, description = "登记好了", body = Vec<MadeBody>)), security(()))]
pub(in super::super) async fn make_json(service: State<Service>, headers: HeaderMap, form: Sent) -> Response {
    Format::Json.or_errors(make(service, &headers, form, Format::Json).await)
}

/// 登记（XML）
#[utoipa::path(post, path = "/open311/v2/requests.xml", tag = "open311",
    params(("Idempotency-Key" = Option<String>, Header, description = "同一个值重复发，只登记一次")),
    request_body(content = ReportForm, content_type = "application/x-www-form-urlencoded"),
    responses((status = 201, description = "登记好了", body = String, content_type = "text/xml")), security(()))]
pub(in super::super) async fn make_xml(service: State<Service>, headers: HeaderMap, form: Sent) -> Response {
    Format::Xml.or_errors(make(service, &headers, form, Format::Xml).await)
}

/// 看一个请求；地址以 .json 或 .xml 结尾，带令牌或 ?code=查询码
#[utoipa::path(get, path = "/open311/v2/requests/{request}", tag = "open311",
    params(("request" = String, Path, description = "单号加 .json 或 .xml"),
        ("code" = Option<String>, Query, description = "查询码"),
        ("api_key" = Option<String>, Query, description = "工作人员的令牌；也可以写在 Authorization 里")),
    responses((status = 200, description = "一个请求", content((Vec<RequestBody> = "application/json"), (String = "text/xml")))),
    security((), ("token" = [])))]
pub(in super::super) async fn one(
    State(service): State<Service>,
    staff: Option<SignedIn>,
    Path(name): Path<String>,
    Asked(mut asked): Asked,
) -> Response {
    let Some((number, format)) = Format::split(&name) else {
        return Problem::not_found("地址要以 .json 或 .xml 结尾。").into_response();
    };
    let code = asked.optional_text("code");
    let seen = access::for_either(&service, staff.as_ref(), number, code.as_deref()).await;
    format.or_errors(seen.map(|seen| format.answer(StatusCode::OK, &[request(&service.relay.office(), &seen.ticket)])))
}

/// What another system has sent.
type Sent = Result<Form<BTreeMap<String, String>>, FormRejection>;

async fn list(
    State(service): State<Service>,
    staff: Option<SignedIn>,
    Asked(mut asked): Asked,
    format: Format,
) -> Result<Response, Problem> {
    let signed_in = staff.ok_or_else(Problem::staff_only)?;
    let ids = asked.optional("service_request_id", numbers);
    let category = |code: &str| services::category(code.trim()).map(Some);
    let categories = asked.optional("service_code", |text| text.split(',').map(category).collect());
    let statuses = asked.optional("status", statuses).unwrap_or_default();
    let (from, until) = span(&mut asked, (service.clock)());
    let ignored = ["jurisdiction_id", "api_key", "extensions"];
    ignored.iter().for_each(|name| drop(asked.optional_text(name)));
    asked.end()?;
    let (office, store) = (service.relay.office(), service.relay.store());
    let scope = office.scope(&signed_in.staff);
    let filter = match ids {
        // Whoever names the requests asks for nothing else, as GeoReport has it.
        Some(numbers) => Filter { scope, numbers, ..Filter::default() },
        None => {
            let categories = categories.unwrap_or_default();
            Filter { scope, statuses, categories, from, until, ..Filter::default() }
        }
    };
    let mut listed = Vec::new();
    for line in store.page(&filter, Order::Newest, None, MOST).await?.tickets {
        listed.extend(store.ticket(&line.summary.number).await?.map(|ticket| request(&office, &ticket)));
    }
    Ok(format.answer(StatusCode::OK, &listed))
}

async fn make(
    State(service): State<Service>,
    headers: &HeaderMap,
    sent: Sent,
    format: Format,
) -> Result<Response, Problem> {
    let Form(sent) = sent.map_err(|_| {
        Problem::new(StatusCode::BAD_REQUEST, "请用 application/x-www-form-urlencoded 发送，每一项只写一次。")
    })?;
    if let Some(code) = sent.get("service_code").map(|code| code.trim()).filter(|code| !code.is_empty()) {
        services::category(code).map_err(|unknown| Problem::not_found(format!("{unknown}。")))?;
    }
    let key = idempotency::sent(headers)?;
    let assistant = service.relay.assistant();
    let regions = &assistant.knowledge().regions;
    let address = sent.get("address_string").cloned().unwrap_or_default();
    let mut draft = form::read(sent, |fields| register::read(fields, regions))?;
    form::keep_address(&mut draft, &address, regions);
    let keyed = key.map(|key| (key, register::digest(&draft)));
    let ticket = service.relay.register(draft, keyed).await?.ticket;
    let service_notice = format!("查询码 {}", ticket.code);
    let made = MadeBody { service_request_id: ticket.number.to_string(), service_notice };
    Ok(format.answer(StatusCode::CREATED, &[made]))
}

/// The time that is asked for: 90 days at most, the last ones where nothing is said.
fn span(asked: &mut Fields, now: Timestamp) -> (Option<Timestamp>, Option<Timestamp>) {
    let from = asked.optional("start_date", |text| query::moment(text, End::Begin));
    let until = asked.optional("end_date", |text| query::moment(text, End::Close));
    let (from, until) = match (from, until) {
        (None, None) => (now.saturating_sub(SPAN).ok(), None),
        (Some(from), None) => (Some(from), from.saturating_add(SPAN).ok()),
        (None, Some(until)) => (until.saturating_sub(SPAN).ok(), Some(until)),
        (Some(from), Some(until)) => (Some(from), Some(until)),
    };
    if let (Some(from), Some(until)) = (from, until)
        && from.duration_until(until) > SPAN
    {
        asked.fault("start_date", "start_date 到 end_date 最多 90 天");
    }
    (from, until)
}

fn numbers(text: &str) -> Result<Vec<TicketNumber>, String> {
    text.split(',').map(|number| number.parse::<TicketNumber>().map_err(|error| error.to_string())).collect()
}

fn statuses(text: &str) -> Result<Vec<Status>, String> {
    let mut statuses = Vec::new();
    for name in text.split(',').map(str::trim) {
        let closed = match name {
            "open" => false,
            "closed" => true,
            _ => return Err("status 要写 open 或 closed".to_owned()),
        };
        statuses.extend(statuses_that(|status| status.is_settled() == closed));
    }
    Ok(statuses)
}

fn request(office: &Office, ticket: &Ticket) -> RequestBody {
    let time = |at: Timestamp| format!("{}+08:00", calendar::beijing(at).strftime("%Y-%m-%dT%H:%M:%S"));
    let (status, draft) = (ticket.status(), &ticket.draft);
    // What comes after it was closed, such as a rating, is no change of the request to GeoReport.
    let updated = ticket.closed_at.unwrap_or(ticket.updated_at);
    RequestBody {
        service_request_id: ticket.number.to_string(),
        status: if status.is_settled() { "closed" } else { "open" },
        status_notes: ticket.answer().unwrap_or(status.as_str()).to_owned(),
        service_name: draft.category.map(|category| category.as_str()),
        service_code: draft.category.map(services::code),
        description: draft.description.clone(),
        agency_responsible: office.desks().get(&ticket.duty.lead).map(|desk| desk.name.clone()),
        requested_datetime: time(ticket.submitted_at),
        updated_datetime: time(updated),
        expected_datetime: time(ticket.clocks.answer.due),
        address: draft.region.clone(),
    }
}
