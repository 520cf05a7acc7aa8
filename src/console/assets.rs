//! The one stylesheet and the one script of the console.

use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use crate::http::problem::Problem;

/// Serves one of them.
pub(super) async fn show(Path(name): Path<String>) -> Result<Response, Problem> {
    let (media, text) = match name.as_str() {
        "console.css" => ("text/css; charset=utf-8", include_str!("templates/console.css")),
        "console.js" => ("text/javascript; charset=utf-8", include_str!("templates/console.js")),
        _ => return Err(Problem::not_found("没有这个文件。")),
    };
    Ok(([(CONTENT_TYPE, media), (CACHE_CONTROL, "no-cache")], text).into_response())
}
