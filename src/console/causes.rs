//! Common causes: obstacles that several enterprises meet, with what stands behind each.

use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use minijinja::{Value, context};

use super::Console;
use super::criteria::Criteria;
use super::fields::Asked;
use crate::desk::causes::{Cause, causes};
use crate::desk::sheet::Sheet;
use crate::domain::calendar;
use crate::http::download;
use crate::http::problem::Problem;
use crate::http::staff_session::SignedIn;

/// Shows every cause, the most frequent first.
pub(super) async fn show(
    State(console): State<Console>,
    me: SignedIn,
    Asked(fields): Asked,
) -> Result<Response, Problem> {
    let causes = causes(&**console.store(), console.relay.office().scope(&me.staff)).await?;
    match fields.get("format") {
        Some(format) => download::sheet(sheet(causes), format == "csv", "共性问题").await,
        None => Ok(page(&console, &me, &causes)?.into_response()),
    }
}

fn page(console: &Console, me: &SignedIn, causes: &[Cause]) -> Result<Html<String>, Problem> {
    let line = |cause: &Cause| -> Value {
        let name = cause.name.as_str();
        context! {
            cause => name,
            total => cause.total,
            open => cause.open,
            closed => cause.closed,
            enterprises => cause.enterprises.len(),
            regions => cause.regions.join("、"),
            last => calendar::readable(cause.updated_at),
            all_link => Criteria::link(&[("status", "all"), ("cause", name)]),
            open_link => Criteria::link(&[("status", "open"), ("cause", name)]),
            closed_link => Criteria::link(&[("status", "closed"), ("cause", name)]),
        }
    };
    let causes: Vec<Value> = causes.iter().map(line).collect();
    console.page(me, "causes.html", context! { tab => "causes", causes })
}

fn sheet(causes: Vec<Cause>) -> Sheet {
    let columns =
        vec![("共性问题", 40), ("诉求", 8), ("未办结", 8), ("已办结", 8), ("企业", 60), ("地区", 40), ("最近变化", 17)];
    let row = |cause: Cause| {
        let [total, open, closed] = [cause.total, cause.open, cause.closed].map(|count| count.to_string());
        let last = calendar::readable(cause.updated_at);
        vec![cause.name, total, open, closed, cause.enterprises.join("、"), cause.regions.join("、"), last]
    };
    Sheet { name: "共性问题", columns, rows: causes.into_iter().map(row).collect() }
}
