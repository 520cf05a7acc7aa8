//! `/api/v1/openapi.json`: the description of the API, made from the routes themselves.

use std::sync::Arc;

use axum::Extension;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder};
use utoipa::{Modify, OpenApi};

use crate::http::problem::{MEDIA_TYPE, ProblemBody};

/// What stands above the routes.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "助企接口",
        description = "惠企政策有依据地问，企业诉求有回音地办。工作人员的接口要带令牌（zhuqi staff token add），企业查自己的诉求带单号和查询码。出错一律是 RFC 9457 问题说明。",
    ),
    components(schemas(ProblemBody)),
    modifiers(&Additions),
    tags(
        (name = "conversation", description = "对话"),
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
    /// The description of all routes; every one may also answer with a problem.
    pub(super) fn of(mut description: utoipa::openapi::OpenApi) -> Self {
        for item in description.paths.paths.values_mut() {
            let operations = [&mut item.get, &mut item.post, &mut item.patch, &mut item.delete, &mut item.put];
            for operation in operations.into_iter().flatten() {
                operation.responses.responses.entry("default".to_owned()).or_insert_with(|| RefOr::T(problem()));
            }
        }
        Self(description.to_json().unwrap_or_default().into())
    }
}

fn problem() -> Response {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("ProblemBody"))).build();
    ResponseBuilder::new().description("出错：RFC 9457 问题说明").content(MEDIA_TYPE, content).build()
}

/// 这份说明
#[utoipa::path(get, path = "/api/v1/openapi.json", tag = "operation",
    responses((status = 200, description = "OpenAPI 3.1", body = Object)), security(()))]
pub(super) async fn document(Extension(document): Extension<Document>) -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/json")], document.0.to_string())
}
