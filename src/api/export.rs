//! `GET /api/v1/export`: tickets as a spreadsheet.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::Service;
use super::query::Asked;
use super::tickets::filtered::Filtered;
use super::tickets::list::filter;
use crate::desk::export::{ExportError, export};
use crate::domain::calendar;
use crate::http::download;
use crate::http::problem::Problem;
use crate::http::staff_session::SignedIn;

/// 导出诉求单（XLSX 或 CSV），最多一万张；可用的条件和 GET /api/v1/tickets 一样（不含 order、after、limit）
#[utoipa::path(get, path = "/api/v1/export", tag = "desk",
    params(Filtered, ("format" = Option<String>, Query, description = "xlsx（默认）或 csv")),
    responses((status = 200, description = "表格", content((Vec<u8> = "text/csv"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))), security(("token" = [])))]
pub(super) async fn tickets(
    State(service): State<Service>,
    signed_in: SignedIn,
    Asked(mut asked): Asked,
) -> Result<Response, Problem> {
    let filter = filter(&mut asked, &service, &signed_in);
    let as_csv = asked.optional("format", |text| match text {
        "csv" => Ok(true),
        "xlsx" => Ok(false),
        _ => Err("可选：xlsx、csv".to_owned()),
    });
    asked.end()?;
    let (store, office, now) = (&**service.relay.store(), service.relay.office(), (service.clock)());
    let sheet = export(store, &office, &filter, signed_in.audit_name(), now).await.map_err(|error| match error {
        ExportError::Store(error) => error.into(),
        many @ ExportError::TooMany(_) => Problem::new(StatusCode::BAD_REQUEST, format!("{many}。")),
    })?;
    download::sheet(sheet, as_csv.unwrap_or(false), &format!("诉求单-{}", calendar::day(now))).await
}
