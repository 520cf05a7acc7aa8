//! The queue as a spreadsheet.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::Console;
use super::criteria::Criteria;
use super::fields::Asked;
use crate::desk::export::{ExportError, export};
use crate::domain::calendar;
use crate::http::download;
use crate::http::problem::Problem;
use crate::http::staff_session::SignedIn;

/// Gives every ticket the queue would show, in all its pages.
pub(super) async fn tickets(
    State(console): State<Console>,
    me: SignedIn,
    Asked(fields): Asked,
) -> Result<Response, Problem> {
    let (office, now) = (console.relay.office(), console.relay.now());
    let criteria = Criteria::read(&fields);
    let filter = criteria.filter(&me.staff, &office, now);
    let sheet = export(&**console.store(), &office, &filter, me.audit_name(), now).await;
    let sheet = sheet.map_err(|error| match error {
        ExportError::Store(error) => error.into(),
        many @ ExportError::TooMany(_) => Problem::new(StatusCode::UNPROCESSABLE_ENTITY, format!("{many}。")),
    })?;
    let day = calendar::day(now);
    download::sheet(sheet, fields.get("format") == Some("csv"), &format!("诉求单-{day}")).await
}
