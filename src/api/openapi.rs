//! `/api/v1/openapi.json`: the description of the API, made from the routes themselves.

use std::sync::Arc;

use axum::Extension;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use utoipa::openapi::path::{Operation, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder, Schema};
use utoipa::{Modify, OpenApi};

use super::open311::format::ErrorBody;
use crate::http::problem::{self, ProblemBody};

/// What stands above the routes.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "助企接口",
        description = "惠企政策有依据地问，企业诉求有回音地办。工作人员的接口要带令牌（zhuqi staff token add），企业查自己的诉求带单号和查询码。出错一律是 RFC 9457 问题说明。",
    ),
    components(schemas(ProblemBody, ErrorBody)),
    modifiers(&Additions),
    tags(
        (name = "conversation", description = "对话"),
        (name = "documents", description = "回答依据的文件，不用令牌"),
        (name = "own ticket", description = "企业登记和办理自己的诉求，不用令牌"),
        (name = "tickets", description = "诉求单"),
        (name = "attachments", description = "附件"),
        (name = "desk", description = "工作台"),
        (name = "administration", description = "管理"),
        (name = "open311", description = "Open311 GeoReport v2"),
        (name = "operation", description = "运行"),
    )
)]
pub(super) struct Head;

/// How a caller proves who they are.
struct Additions;

impl Modify for Additions {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let token = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some("工作人员的令牌")).build();
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("token", SecurityScheme::Http(token));
    }
}

/// The finished description, as it is sent.
#[derive(Clone)]
pub(super) struct Document(Arc<str>);

impl Document {
    /// The description of all routes, each with the problems it may answer with.
    pub(super) fn of(mut description: utoipa::openapi::OpenApi) -> Self {
        let components = description.components.get_or_insert_default();
        components.responses.insert(OPEN311.to_owned(), RefOr::T(open311_errors()));
        for (status, _) in PROBLEMS {
            components.responses.insert(name(status), RefOr::T(problem(status)));
        }
        for (path, item) in &mut description.paths.paths {
            let writes = [
                ("post", &mut item.post),
                ("put", &mut item.put),
                ("patch", &mut item.patch),
                ("delete", &mut item.delete),
            ];
            for (method, operation) in [("get", &mut item.get)].into_iter().chain(writes) {
                let (writes, Some(operation)) = (method != "get", operation) else { continue };
                operation.operation_id = Some(id(method, path));
                let faults = if path.starts_with("/open311/") { open311_faults() } else { faults(operation, writes) };
                for (status, answer) in faults {
                    let answer = RefOr::Ref(Ref::new(format!("#/components/responses/{answer}")));
                    operation.responses.responses.entry(status).or_insert(answer);
                }
            }
        }
        Self(description.to_json().unwrap_or_default().into())
    }
}

/// What generated clients call an operation, such as `get_tickets_number`.
fn id(method: &str, path: &str) -> String {
    let parts = path.trim_start_matches("/api/v1").split(|c: char| !c.is_ascii_alphanumeric());
    [method].into_iter().chain(parts.filter(|part| !part.is_empty())).collect::<Vec<_>>().join("_")
}

/// The problems an operation may answer with: their statuses and what describes them.
fn faults(operation: &Operation, writes: bool) -> Vec<(String, String)> {
    let possible = PROBLEMS.iter().filter(|(_, when)| when(operation, writes));
    possible.map(|(status, _)| (status.as_str().to_owned(), name(*status))).collect()
}

/// The same for the routes of Open311, which has a form of its own for them.
fn open311_faults() -> Vec<(String, String)> {
    ["4XX", "5XX"].map(|status| (status.to_owned(), OPEN311.to_owned())).to_vec()
}

/// Whether an operation may end in a problem; `true` for one that changes something.
type When = fn(&Operation, bool) -> bool;

/// Every problem, and which operations it may end in it.
const PROBLEMS: [(StatusCode, When); 11] = [
    (StatusCode::BAD_REQUEST, |operation, writes| writes || has(operation, &ParameterIn::Query)),
    // A token that does not stand is refused everywhere, also where none is needed.
    (StatusCode::UNAUTHORIZED, |_, _| true),
    // Also what another site has had a browser send.
    (StatusCode::FORBIDDEN, |operation, writes| writes || needs_token(operation)),
    (StatusCode::NOT_FOUND, |operation, _| has(operation, &ParameterIn::Path)),
    (StatusCode::CONFLICT, |_, writes| writes),
    (StatusCode::PRECONDITION_FAILED, |operation, _| named(operation, "If-Match")),
    (StatusCode::PAYLOAD_TOO_LARGE, |operation, _| operation.request_body.is_some()),
    (StatusCode::UNSUPPORTED_MEDIA_TYPE, |operation, _| operation.request_body.is_some()),
    (StatusCode::TOO_MANY_REQUESTS, |operation, _| is_limited(operation)),
    (StatusCode::INTERNAL_SERVER_ERROR, |_, _| true),
    (StatusCode::SERVICE_UNAVAILABLE, |_, _| true),
];

/// What describes the errors of Open311.
const OPEN311: &str = "Open311Errors";

/// What callers who are not signed in may only ask for so often.
const LIMITED: [&str; 5] = ["conversation", "own ticket", "tickets", "attachments", "open311"];

fn has(operation: &Operation, place: &ParameterIn) -> bool {
    operation.parameters.iter().flatten().any(|parameter| parameter.parameter_in == *place)
}

fn named(operation: &Operation, header: &str) -> bool {
    operation.parameters.iter().flatten().any(|parameter| parameter.name == header)
}

fn needs_token(operation: &Operation) -> bool {
    operation.security.iter().flatten().any(|way| *way != utoipa::openapi::SecurityRequirement::default())
}

fn is_limited(operation: &Operation) -> bool {
    operation.tags.iter().flatten().any(|tag| LIMITED.contains(&tag.as_str()))
}

fn name(status: StatusCode) -> String {
    format!("Problem{}", status.as_u16())
}

fn problem(status: StatusCode) -> Response {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("ProblemBody"))).build();
    ResponseBuilder::new().description(problem::title(status)).content(problem::MEDIA_TYPE, content).build()
}

fn open311_errors() -> Response {
    let of = |schema: RefOr<Schema>| ContentBuilder::new().schema(Some(schema)).build();
    let text = of(ObjectBuilder::new().schema_type(Type::String).into());
    let list = of(Ref::from_schema_name("ErrorBody").to_array_builder().into());
    let problem = of(Ref::from_schema_name("ProblemBody").into());
    let response = ResponseBuilder::new().description("出错").content("application/json", list);
    response.content("text/xml", text).content(problem::MEDIA_TYPE, problem).build()
}

/// 这份说明
#[utoipa::path(get, path = "/api/v1/openapi.json", tag = "operation",
    responses((status = 200, description = "OpenAPI 3.1", body = Object)), security(()))]
pub(super) async fn document(Extension(document): Extension<Document>) -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/json")], document.0.to_string())
}
