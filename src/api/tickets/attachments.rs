//! Files of a ticket: listed, added and fetched by staff and by its enterprise.

use axum::Json;
use axum::extract::{Multipart, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use super::super::Service;
use super::super::access;
use super::super::idempotency;
use super::super::query::Asked;
use super::super::ticket_body::FileBody;
use crate::http::problem::Problem;
use crate::http::staff_session::SignedIn;
use crate::http::upload;

/// 一张诉求单的附件
#[derive(Debug, Serialize, ToSchema)]
pub(in super::super) struct FilesBody {
    /// 旧的在前
    files: Vec<FileBody>,
}

/// 上传的表单
#[derive(ToSchema)]
#[expect(dead_code, reason = "it only describes the form")]
pub(in super::super) struct UploadForm {
    /// 照片（JPEG、PNG、WebP）或 PDF，最大 10 MB
    #[schema(value_type = String, format = Binary)]
    file: String,
}

/// 列出附件
#[utoipa::path(get, path = "/api/v1/tickets/{number}/attachments", tag = "attachments",
    params(("number" = String, Path, description = "单号"), ("code" = Option<String>, Query, description = "查询码，企业用")),
    responses((status = 200, description = "附件", body = FilesBody)), security((), ("token" = [])))]
pub(in super::super) async fn list(
    State(service): State<Service>,
    signed_in: Option<SignedIn>,
    Path(number): Path<String>,
    Asked(mut asked): Asked,
) -> Result<Json<FilesBody>, Problem> {
    let code = asked.optional_text("code");
    asked.end()?;
    let seen = access::for_either(&service, signed_in.as_ref(), &number, code.as_deref()).await?;
    Ok(Json(FilesBody { files: seen.ticket.files.into_iter().map(FileBody::from).collect() }))
}

/// 添加附件；是什么文件看内容，不看扩展名
#[utoipa::path(post, path = "/api/v1/tickets/{number}/attachments", tag = "attachments",
    params(("number" = String, Path, description = "单号"), ("code" = Option<String>, Query, description = "查询码，企业用"),
        ("Idempotency-Key" = Option<String>, Header, description = "同一个值重复发，只办一次")),
    request_body(content = UploadForm, content_type = "multipart/form-data"),
    responses((status = 201, description = "全部附件", body = FilesBody)), security((), ("token" = [])))]
pub(in super::super) async fn add(
    State(service): State<Service>,
    signed_in: Option<SignedIn>,
    Path(number): Path<String>,
    headers: HeaderMap,
    Asked(mut asked): Asked,
    form: Result<Multipart, axum::extract::multipart::MultipartRejection>,
) -> Result<(StatusCode, Json<FilesBody>), Problem> {
    let code = asked.optional_text("code");
    asked.end()?;
    let seen = access::for_either(&service, signed_in.as_ref(), &number, code.as_deref()).await?;
    let (name, bytes) = upload::read(form).await?.file().ok_or_else(upload::missing)?;
    let key = idempotency::key(&headers, &seen.caller, &[b"attach", name.as_bytes(), &bytes])?;
    let ticket = service.relay.attach(&seen.ticket.number, &seen.who, (&name, bytes), key.as_ref()).await?;
    let files = ticket.files.into_iter().map(FileBody::from).collect();
    Ok((StatusCode::CREATED, Json(FilesBody { files })))
}

/// 下载附件
#[utoipa::path(get, path = "/api/v1/tickets/{number}/attachments/{digest}", tag = "attachments",
    params(("number" = String, Path, description = "单号"), ("digest" = String, Path, description = "附件的 digest"),
        ("code" = Option<String>, Query, description = "查询码，企业用")),
    responses((status = 200, description = "文件的内容", content((Vec<u8> = "image/jpeg"), (Vec<u8> = "image/png"),
        (Vec<u8> = "image/webp"), (Vec<u8> = "application/pdf")))), security((), ("token" = [])))]
pub(in super::super) async fn fetch(
    State(service): State<Service>,
    signed_in: Option<SignedIn>,
    Path((number, digest)): Path<(String, String)>,
    Asked(mut asked): Asked,
) -> Result<Response, Problem> {
    let code = asked.optional_text("code");
    asked.end()?;
    let seen = access::for_either(&service, signed_in.as_ref(), &number, code.as_deref()).await?;
    let unknown = || Problem::not_found("这张诉求单没有这个附件。");
    // Only what belongs to this ticket is fetched: a digest alone opens nothing.
    let file = seen.ticket.files.iter().find(|file| file.digest == digest).ok_or_else(unknown)?;
    let bytes = service.relay.store().file(&file.digest).await?.ok_or_else(unknown)?;
    Ok(upload::saved(file, bytes))
}
