//! Gives a list as a file to be saved.

use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use super::problem::Problem;
use super::upload::disposition;
use crate::desk::sheet::{Sheet, SheetError};

/// What a spreadsheet is called as CSV and as XLSX.
pub const MEDIA_TYPES: [&str; 2] =
    ["text/csv; charset=utf-8", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"];

/// A list as CSV or XLSX; `name` is the file's, without its ending.
pub async fn sheet(sheet: Sheet, as_csv: bool, name: &str) -> Result<Response, Problem> {
    // A long list keeps a thread busy for a while.
    let write = move || if as_csv { sheet.csv() } else { sheet.xlsx() };
    let written = tokio::task::spawn_blocking(write).await.map_err(|_| Problem::internal())?;
    let bytes = written.map_err(|error: SheetError| {
        tracing::error!(%error, "a list was not exported");
        Problem::internal()
    })?;
    let [csv, xlsx] = MEDIA_TYPES;
    let (media, ending) = if as_csv { (csv, "csv") } else { (xlsx, "xlsx") };
    let headers = [(CONTENT_TYPE, media.to_owned()), (CONTENT_DISPOSITION, disposition(&format!("{name}.{ending}")))];
    Ok((headers, bytes).into_response())
}
