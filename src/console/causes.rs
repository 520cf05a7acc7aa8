//! Common causes: obstacles that several enterprises meet, with what stands behind each.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use jiff::Timestamp;
use minijinja::{Value, context};

use super::Console;
use super::criteria::Criteria;
use super::export::send;
use super::fields::Asked;
use crate::desk::sheet::Sheet;
use crate::domain::calendar;
use crate::domain::ticket::{Common, Filter, Status, Summary};
use crate::http::problem::Problem;
use crate::http::staff_session::SignedIn;

/// What stands behind a cause.
#[derive(Default)]
struct Behind {
    total: usize,
    open: usize,
    closed: usize,
    enterprises: Vec<String>,
    regions: Vec<String>,
    last: Timestamp,
}

/// Shows every cause, the most frequent first.
pub(super) async fn show(
    State(console): State<Console>,
    me: SignedIn,
    Asked(fields): Asked,
) -> Result<Response, Problem> {
    let mut causes = BTreeMap::<String, Behind>::new();
    let scope = console.relay.office().scope(&me.staff);
    let filter = Filter { scope, common: Some(Common::Any), ..Filter::default() };
    let mut look = |ticket: &Summary| {
        let Some(cause) = &ticket.cause else { return };
        let behind = causes.entry(cause.clone()).or_default();
        behind.total += 1;
        behind.open += usize::from(ticket.is_open());
        behind.closed += usize::from(ticket.status == Status::Closed);
        behind.enterprises.push(ticket.enterprise.clone());
        behind.regions.extend(ticket.region.clone());
        behind.last = behind.last.max(ticket.updated_at);
    };
    console.store().survey(&filter, &mut look).await?;
    let mut causes: Vec<(String, Behind)> = causes.into_iter().collect();
    for (_, behind) in &mut causes {
        for names in [&mut behind.enterprises, &mut behind.regions] {
            names.sort();
            names.dedup();
        }
    }
    causes.sort_by_key(|(_, behind)| std::cmp::Reverse(behind.total));
    match fields.get("format") {
        Some(format) => send(sheet(causes), format == "csv", "共性问题").await,
        None => Ok(page(&console, &me, &causes)?.into_response()),
    }
}

fn page(console: &Console, me: &SignedIn, causes: &[(String, Behind)]) -> Result<Html<String>, Problem> {
    let line = |(cause, behind): &(String, Behind)| -> Value {
        context! {
            cause,
            total => behind.total,
            open => behind.open,
            closed => behind.closed,
            enterprises => behind.enterprises.len(),
            regions => behind.regions.join("、"),
            last => calendar::readable(behind.last),
            all_link => Criteria::link(&[("status", "all"), ("cause", cause)]),
            open_link => Criteria::link(&[("status", "open"), ("cause", cause)]),
            closed_link => Criteria::link(&[("status", "closed"), ("cause", cause)]),
        }
    };
    let causes: Vec<Value> = causes.iter().map(line).collect();
    console.page(me, "causes.html", context! { tab => "causes", causes })
}

fn sheet(causes: Vec<(String, Behind)>) -> Sheet {
    let columns =
        vec![("共性问题", 40), ("诉求", 8), ("未办结", 8), ("已办结", 8), ("企业", 60), ("地区", 40), ("最近变化", 17)];
    let row = |(cause, behind): (String, Behind)| {
        let [total, open, closed] = [behind.total, behind.open, behind.closed].map(|count| count.to_string());
        vec![
            cause,
            total,
            open,
            closed,
            behind.enterprises.join("、"),
            behind.regions.join("、"),
            calendar::readable(behind.last),
        ]
    };
    Sheet { name: "共性问题", columns, rows: causes.into_iter().map(row).collect() }
}
