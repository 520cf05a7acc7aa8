//! Saved views of the queue.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::{Value, context};

use super::Console;
use super::criteria::Criteria;
use super::fields::{Fields, Posted};
use crate::desk::views::{self, View, ViewError};
use crate::http::problem::Problem;
use crate::http::staff_session::SignedIn;

/// The views of somebody, as the queue shows them.
pub(super) async fn shown(console: &Console, me: &SignedIn, query: &str) -> Result<Vec<Value>, Problem> {
    let views = views::of(&**console.store(), &me.staff.id).await?;
    let link = |view: View| {
        let href = format!("/console/tickets?{}", view.query);
        context! { name => view.name, href, here => view.query == query }
    };
    Ok(views.into_iter().map(link).collect())
}

/// Saves what the queue shows under a name.
pub(super) async fn save(State(console): State<Console>, posted: Posted) -> Result<Response, Problem> {
    let query = kept(&posted.fields);
    let name = posted.fields.get("name").unwrap_or_default().to_owned();
    let view = View { staff: posted.by.staff.id, name, query: query.clone() };
    match views::save(&**console.store(), view, console.relay.now()).await {
        Ok(()) => Ok(to(&query)),
        Err(ViewError::Refused(refusal)) => Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, refusal.to_string())),
        Err(ViewError::Store(error)) => Err(error.into()),
    }
}

/// Forgets a view.
pub(super) async fn forget(State(console): State<Console>, posted: Posted) -> Result<Response, Problem> {
    let name = posted.fields.get("name").unwrap_or_default();
    views::forget(&**console.store(), &posted.by.staff.id, name, console.relay.now()).await?;
    Ok(to(&kept(&posted.fields)))
}

/// The queue's address in a form, with nothing in it that is none of the queue's.
fn kept(fields: &Fields) -> String {
    Criteria::read(&Fields::read(fields.get("query").unwrap_or_default().as_bytes())).query()
}

fn to(query: &str) -> Response {
    Redirect::to(&format!("/console/tickets?{query}")).into_response()
}
