//! Tickets as Open311 service requests: reported by anybody, listed for staff, followed with the code.

use axum::extract::{Path, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::super::fields::Fields;
use super::super::query::{self, Asked, End};
use super::super::tickets::register;
use super::super::{Service, access, idempotency};
use super::form::{self, ReportForm};
use super::format::{Format, Listed};
use super::sent::Sent;
use super::services;
use crate::desk::office::Office;
use crate::domain::calendar;
use crate::domain::ticket::{Filter, Listed as Line, Order, Status, Summary, Ticket, TicketNumber, statuses_that};
use crate::http::own_address;
use crate::http::problem::Problem;
use crate::http::staff_session::SignedIn;
use crate::store::{Store, StoreError};

/// So long a time is listed at most, as GeoReport has it.
const SPAN: SignedDuration = SignedDuration::from_hours(90 * 24);
/// So many requests are listed at most, as GeoReport has it.
const MOST: usize = 1000;
/// Nobody turns to a later page.
const LAST_PAGE: usize = 1_000_000;

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
    /// 第一个附件的地址；取的时候带同样的令牌（写在 Authorization 里）或 ?code=查询码
    media_url: Option<String>,
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
        ("end_date" = Option<String>, Query, description = "到什么时候登记的"),
        ("updated_after" = Option<String>, Query, description = "从什么时候起有变化的"),
        ("updated_before" = Option<String>, Query, description = "到什么时候为止有变化的"),
        ("page" = Option<String>, Query, description = "第几页，从 1 起"),
        ("page_size" = Option<String>, Query, description = "一页几个，最多 1000，不写就是 1000")),
    responses((status = 200, description = "最多 1000 个，新的在前", body = Vec<RequestBody>)), security(("token" = [])))]
pub(in super::super) async fn list_json(service: State<Service>, staff: Option<SignedIn>, parts: Parts) -> Response {
    Format::Json.or_errors(list(service, staff, &parts, Format::Json).await)
}

/// 列出请求（XML）
#[utoipa::path(get, path = "/open311/v2/requests.xml", tag = "open311",
    params(("api_key" = Option<String>, Query, description = "工作人员的令牌；也可以写在 Authorization 里"),
        ("service_request_id" = Option<String>, Query, description = "单号，可用逗号写几个"),
        ("service_code" = Option<String>, Query, description = "代号，可用逗号写几个"),
        ("status" = Option<String>, Query, description = "open 或 closed，可用逗号写两个"),
        ("start_date" = Option<String>, Query, description = "从什么时候登记的；最多 90 天"),
        ("end_date" = Option<String>, Query, description = "到什么时候登记的"),
        ("updated_after" = Option<String>, Query, description = "从什么时候起有变化的"),
        ("updated_before" = Option<String>, Query, description = "到什么时候为止有变化的"),
        ("page" = Option<String>, Query, description = "第几页，从 1 起"),
        ("page_size" = Option<String>, Query, description = "一页几个，最多 1000，不写就是 1000")),
    responses((status = 200, description = "最多 1000 个，新的在前", body = String, content_type = "text/xml")), security(("token" = [])))]
pub(in super::super) async fn list_xml(service: State<Service>, staff: Option<SignedIn>, parts: Parts) -> Response {
    Format::Xml.or_errors(list(service, staff, &parts, Format::Xml).await)
}

/// 登记（JSON）；表单，企业名称写在 attribute[enterprise]，地区写在 address_string
#[utoipa::path(post, path = "/open311/v2/requests.json", tag = "open311",
    params(("Idempotency-Key" = Option<String>, Header, description = "同一个值重复发，只登记一次")),
    request_body(content((ReportForm = "application/x-www-form-urlencoded"), (ReportForm = "multipart/form-data"))),
    responses((status = 201, description = "登记好了", body = Vec<MadeBody>)), security(()))]
pub(in super::super) async fn make_json(
    service: State<Service>,
    headers: HeaderMap,
    sent: Result<Sent, Problem>,
) -> Response {
    Format::Json.or_errors(make(service, &headers, sent, Format::Json).await)
}

/// 登记（XML）
#[utoipa::path(post, path = "/open311/v2/requests.xml", tag = "open311",
    params(("Idempotency-Key" = Option<String>, Header, description = "同一个值重复发，只登记一次")),
    request_body(content((ReportForm = "application/x-www-form-urlencoded"), (ReportForm = "multipart/form-data"))),
    responses((status = 201, description = "登记好了", body = String, content_type = "text/xml")), security(()))]
pub(in super::super) async fn make_xml(
    service: State<Service>,
    headers: HeaderMap,
    sent: Result<Sent, Problem>,
) -> Response {
    Format::Xml.or_errors(make(service, &headers, sent, Format::Xml).await)
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
    parts: Parts,
) -> Response {
    let Some((number, format)) = Format::split(&name) else {
        return Problem::not_found("地址要以 .json 或 .xml 结尾。").into_response();
    };
    let code = asked.optional_text("code");
    let seen = access::for_either(&service, staff.as_ref(), number, code.as_deref()).await;
    let here = own_address::of(&parts.headers, &parts.extensions);
    let body = |ticket: &Ticket| request(&service.relay.office(), ticket, &here);
    format.or_errors(seen.map(|seen| format.answer(StatusCode::OK, &[body(&seen.ticket)])))
}

async fn list(
    State(service): State<Service>,
    staff: Option<SignedIn>,
    parts: &Parts,
    format: Format,
) -> Result<Response, Problem> {
    let signed_in = staff.ok_or_else(Problem::staff_only)?;
    let mut asked = asked(parts.uri.query().unwrap_or_default());
    let ids = asked.optional("service_request_id", numbers);
    let category = |code: &str| services::category(code.trim()).map(Some);
    let categories = asked.optional("service_code", |text| text.split(',').map(category).collect());
    let statuses = asked.optional("status", statuses).unwrap_or_default();
    let changed_from = asked.optional("updated_after", |text| query::moment(text, End::Begin));
    let changed_until = asked.optional("updated_before", |text| query::moment(text, End::Close));
    let follows = changed_from.is_some() || changed_until.is_some();
    let (from, until) = span(&mut asked, follows, (service.clock)());
    let size = asked.optional("page_size", |text| query::count(text, 1, MOST)).unwrap_or(MOST);
    let page = asked.optional("page", |text| query::count(text, 1, LAST_PAGE)).unwrap_or(1);
    asked.end_of_known()?;
    let (office, store) = (service.relay.office(), service.relay.store());
    let scope = office.scope(&signed_in.staff);
    let filter = match ids {
        // Whoever names the requests asks for nothing else, as GeoReport has it.
        Some(numbers) => Filter { scope, numbers, ..Filter::default() },
        None => {
            let categories = categories.unwrap_or_default();
            Filter { scope, statuses, categories, from, until, changed_from, changed_until, ..Filter::default() }
        }
    };
    let here = own_address::of(&parts.headers, &parts.extensions);
    let mut listed = Vec::new();
    for line in page_of(&**store, &filter, (page - 1).saturating_mul(size), size).await? {
        listed.extend(store.ticket(&line.summary.number).await?.map(|ticket| request(&office, &ticket, &here)));
    }
    Ok(format.answer(StatusCode::OK, &listed))
}

/// What stands after the question mark; what was named twice counts as a list.
fn asked(query: &str) -> Fields {
    let mut fields = Map::<String, Value>::new();
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        let before = fields.get(&*name).and_then(Value::as_str).filter(|before| !before.is_empty());
        let together = before.map_or_else(|| value.to_string(), |before| format!("{before},{value}"));
        fields.insert(name.into_owned(), Value::String(together));
    }
    Fields::new(fields)
}

/// So many lines behind so many others, the newest first.
async fn page_of(store: &dyn Store, filter: &Filter, mut before: usize, size: usize) -> Result<Vec<Line>, StoreError> {
    let mut after = None;
    while before > 0 {
        let passed = store.page(filter, Order::Newest, after.as_ref(), before.min(MOST)).await?;
        let Some(last) = passed.next else { return Ok(Vec::new()) };
        before -= passed.tickets.len();
        after = Some(last);
    }
    Ok(store.page(filter, Order::Newest, after.as_ref(), size).await?.tickets)
}

async fn make(
    State(service): State<Service>,
    headers: &HeaderMap,
    sent: Result<Sent, Problem>,
    format: Format,
) -> Result<Response, Problem> {
    let mut sent = sent?;
    let key = idempotency::sent(headers)?;
    let assistant = service.relay.assistant();
    let draft = form::read(&mut sent, &assistant.knowledge().regions)?;
    let files = form::files(sent.files)?;
    let digests: Vec<&str> = files.iter().map(|(file, _)| file.digest.as_str()).collect();
    let keyed = key.map(|key| (key, register::digest(&draft, &digests)));
    let ticket = service.relay.register_with(draft, files, keyed).await?.ticket;
    let service_notice = format!("查询码 {}", ticket.code);
    let made = MadeBody { service_request_id: ticket.number.to_string(), service_notice };
    Ok(format.answer(StatusCode::CREATED, &[made]))
}

/// The time that is asked for: 90 days at most, the last ones where nothing is said. Whoever `follows` the changes asks
/// for those of all tickets.
fn span(asked: &mut Fields, follows: bool, now: Timestamp) -> (Option<Timestamp>, Option<Timestamp>) {
    let from = asked.optional("start_date", |text| query::moment(text, End::Begin));
    let until = asked.optional("end_date", |text| query::moment(text, End::Close));
    let (from, until) = match (from, until) {
        (None, None) if follows => (None, None),
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
    text.split(',').map(|number| number.trim().parse::<TicketNumber>().map_err(|error| error.to_string())).collect()
}

fn statuses(text: &str) -> Result<Vec<Status>, String> {
    let mut statuses = Vec::new();
    for name in text.split(',').map(|name| name.trim().to_ascii_lowercase()) {
        let closed = match name.as_str() {
            "open" => false,
            "closed" => true,
            _ => return Err("status 要写 open 或 closed".to_owned()),
        };
        statuses.extend(statuses_that(|status| status.is_settled() == closed));
    }
    Ok(statuses)
}

fn request(office: &Office, ticket: &Ticket, here: &str) -> RequestBody {
    let time = |at: Timestamp| format!("{}+08:00", calendar::beijing(at).strftime("%Y-%m-%dT%H:%M:%S"));
    let (status, draft) = (ticket.status(), &ticket.draft);
    let media = |digest: &str| format!("{here}/api/v1/tickets/{}/attachments/{digest}", ticket.number);
    RequestBody {
        service_request_id: ticket.number.to_string(),
        status: if status.is_settled() { "closed" } else { "open" },
        status_notes: ticket.answer().unwrap_or(status.as_str()).to_owned(),
        service_name: draft.category.map(|category| category.as_str()),
        service_code: draft.category.map(services::code),
        description: draft.description.clone(),
        agency_responsible: office.desks().get(&ticket.duty.lead).map(|desk| desk.name.clone()),
        requested_datetime: time(ticket.submitted_at),
        updated_datetime: time(Summary::of(ticket).changed_at()),
        expected_datetime: time(ticket.clocks.answer.due),
        address: draft.region.clone(),
        media_url: ticket.files.first().map(|file| media(&file.digest)),
    }
}
