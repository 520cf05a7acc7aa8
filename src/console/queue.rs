//! The queue: tickets by what is asked for, in an order, page by page.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::{Value, context};

use super::Console;
use super::criteria::{Criteria, GROUPS, NONE, ORDERS, code};
use super::fields::{Asked, Fields};
use super::glance::glance;
use super::next::carrying;
use super::row::Row;
use super::ticket::address;
use super::views::shown;
use crate::desk::office::Office;
use crate::desk::perform::sees;
use crate::domain::staff::Staff;
use crate::domain::ticket::{Category, Measure, Scope, Status};
use crate::http::problem::Problem;
use crate::http::staff_session::SignedIn;

/// Tickets on a page.
const PAGE: usize = 30;

/// Shows the tickets that are asked for.
pub(super) async fn show(
    State(console): State<Console>,
    me: SignedIn,
    Asked(fields): Asked,
) -> Result<Response, Problem> {
    let (office, now) = (console.relay.office(), console.relay.now());
    let criteria = Criteria::read(&fields);
    if let Some(found) = named(&console, &me, criteria.get("q")).await? {
        return Ok(Redirect::to(&found).into_response());
    }
    let (filter, after) = (criteria.filter(&me.staff, &office, now), Criteria::after(&fields));
    let found = console.store().page(&filter, criteria.order(), after.as_ref(), PAGE).await?;
    let names = console.names().await?;
    let rows: Vec<Row> = found.tickets.into_iter().map(|ticket| Row::of(ticket, &office, &names, now)).collect();
    let query = criteria.query();
    let with = |rest: &str| if query.is_empty() { rest.to_owned() } else { format!("{query}&{rest}") };
    let content = context! {
        tab => "tickets",
        rows,
        total => found.total,
        next => found.next.map(|number| with(&format!("after={number}"))),
        is_first => after.is_none(),
        query => query.clone(),
        onward => carrying("", &criteria, &[]),
        csv => with("format=csv"),
        xlsx => with("format=xlsx"),
        views => shown(&console, &me, &query).await?,
        narrow => criteria.is_narrow(),
        rate => rate(&criteria),
        glance => glance(&console, &criteria, &me.staff, now).await?,
        tabs => tabs(&criteria),
        elsewhere => elsewhere(&criteria),
        chosen => chosen(&fields, &criteria),
        choices => choices(&office, &me.staff, &names.into_iter().map(|(id, name)| (id.to_string(), name)).collect::<Vec<_>>()),
    };
    Ok(console.page(&me, "queue.html", content)?.into_response())
}

/// The page of the ticket whose whole number was searched for, if they may see it.
async fn named(console: &Console, me: &SignedIn, words: &str) -> Result<Option<String>, Problem> {
    let Some(number) = super::number(&words.to_ascii_uppercase()) else { return Ok(None) };
    let ticket = console.store().ticket(&number).await?;
    let seen = ticket.filter(|ticket| sees(&me.who(), ticket, &console.relay.office()).is_ok());
    Ok(seen.map(|ticket| address(&ticket.number)))
}

/// The same search in all states, for whoever finds nothing in some.
fn elsewhere(criteria: &Criteria) -> Option<String> {
    let words = criteria.get("q");
    (!words.is_empty() && criteria.status() != "all").then(|| Criteria::link(&[("status", "all"), ("q", words)]))
}

/// The groups of states as tabs, with everything else that is asked for kept.
fn tabs(criteria: &Criteria) -> Vec<Value> {
    let tab = |(group, name): (&str, &str)| {
        let mut pairs = vec![("status", group)];
        let kept = ["category", "region", "desk", "agent", "due", "from", "until", "q", "cause", "order"];
        pairs.extend(kept.map(|name| (name, criteria.get(name))));
        context! { name, href => Criteria::link(&pairs), here => criteria.status() == group }
    };
    [("open", "未办结"), ("answered", "待评价"), ("closed", "已办结"), ("all", "全部")].map(tab).to_vec()
}

/// What the filter form shows as chosen.
fn chosen(fields: &Fields, criteria: &Criteria) -> Value {
    let mut chosen: std::collections::BTreeMap<String, String> =
        fields.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    chosen.insert("status".to_owned(), criteria.status().to_owned());
    for name in ["category", "region", "desk", "agent", "due", "from", "until", "q", "cause", "rate", "side", "order"] {
        chosen.entry(name.to_owned()).or_default();
    }
    Value::from_serialize(chosen)
}

/// What the filter form offers.
fn choices(office: &Office, staff: &Staff, people: &[(String, String)]) -> Value {
    let scope = office.scope(staff);
    let statuses: Vec<(String, &str)> = GROUPS
        .iter()
        .map(|(group, name, _)| ((*group).to_owned(), *name))
        .chain(Status::ALL.iter().map(|(status, name)| (code(*status), *name)))
        .collect();
    let regions: Vec<&str> =
        office.regions().iter().map(|region| region.name.as_str()).filter(|name| scope.covers_region(name)).collect();
    let desks: Vec<(&str, &str)> = office.desks().iter().map(|desk| (desk.id.as_str(), desk.name.as_str())).collect();
    let categories: Vec<&str> = Category::ALL.iter().map(|(_, name)| *name).collect();
    let orders: Vec<(&str, &str)> = ORDERS.iter().map(|(_, code, name)| (*code, *name)).collect();
    let mut people = people.to_vec();
    people.sort();
    context! { statuses, regions, desks, categories, orders, people, none => NONE, sees_all => scope == Scope::Everything }
}

/// The figure behind which the tickets stand, in words.
fn rate(criteria: &Criteria) -> Option<String> {
    let wanted = criteria.get("rate");
    let (.., name, _, rest) = Measure::ALL.into_iter().find(|(_, code, ..)| *code == wanted)?;
    Some(match criteria.get("side") {
        "part" => format!("计入{name}、达到要求的诉求"),
        "rest" => format!("计入{name}、{rest}的诉求"),
        _ => format!("计入{name}的全部诉求"),
    })
}
