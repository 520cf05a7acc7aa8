//! One thing done with several tickets of the queue: each for itself, each with its own result.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Html;
use jiff::Timestamp;
use minijinja::context;
use serde::Serialize;

use super::Console;
use super::criteria::Criteria;
use super::fields::{Fields, Posted};
use super::ticket::own;
use crate::desk::accounts::known_agent;
use crate::domain::ids::DeskId;
use crate::domain::staff::StaffId;
use crate::domain::ticket::{Command, Ticket};
use crate::http::problem::Problem;
use crate::http::staff_session::SignedIn;
use crate::relay::ActError;

/// So many at once: as many as the queue shows on a page.
const MOST: usize = 30;

/// What became of one of them.
#[derive(Debug, Serialize)]
struct Outcome {
    number: String,
    enterprise: String,
    is_done: bool,
    words: String,
}

impl Outcome {
    /// There is no such ticket, or none that they may see any more; the others are done all the same.
    fn absent(number: &str, problem: &Problem) -> Self {
        // The page ends the sentence itself.
        let words = problem.body(None).detail.trim_end_matches('。').to_owned();
        Self { number: number.to_owned(), enterprise: String::new(), is_done: false, words }
    }
}

/// What is to be done with each of them.
enum Wish {
    /// 受理.
    Accept,
    /// 派单 to a desk, or to the one that is responsible for each; and perhaps to somebody.
    Assign(Option<DeskId>, Option<StaffId>),
}

impl Wish {
    fn read(fields: &Fields) -> Option<Self> {
        let agent = || fields.get("agent").and_then(|agent| StaffId::new(agent).ok());
        match fields.get("command")? {
            "accept" => Some(Self::Accept),
            "assign" => Some(Self::Assign(fields.get("lead").and_then(|desk| DeskId::new(desk).ok()), agent())),
            _ => None,
        }
    }

    fn of(&self, ticket: &Ticket) -> Command {
        let Self::Assign(lead, agent) = self else { return Command::Accept };
        let lead = lead.clone().unwrap_or_else(|| ticket.duty.lead.clone());
        Command::Assign { lead, helpers: ticket.duty.helpers.clone(), agent: agent.clone(), reason: None }
    }
}

/// Does it, and shows what became of each.
pub(super) async fn act(State(console): State<Console>, posted: Posted) -> Result<Html<String>, Problem> {
    let Posted { by, fields } = posted;
    let wish = Wish::read(&fields)
        .ok_or_else(|| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "几张一起只能受理或派单，别的请一张一张办。"))?;
    let mut outcomes = Vec::new();
    for picked in fields.all("ticket").take(MOST) {
        outcomes.push(one(&console, &by, picked, &wish).await?);
    }
    let query = Fields::read(fields.get("query").unwrap_or_default().as_bytes());
    let content = context! {
        tab => "tickets",
        done => outcomes.iter().filter(|outcome| outcome.is_done).count(),
        left => outcomes.iter().filter(|outcome| !outcome.is_done).count(),
        outcomes,
        what => if matches!(wish, Wish::Accept) { "受理" } else { "派单" },
        back => format!("/console/tickets?{}", Criteria::read(&query).query()),
    };
    console.page(&by, "batch.html", content)
}

/// Does it with one ticket, if nothing has happened to it since the queue was shown: `picked` is its number with the
/// moment of its last change.
async fn one(console: &Console, by: &SignedIn, picked: &str, wish: &Wish) -> Result<Outcome, Problem> {
    let (number, seen) = picked.split_once('@').unwrap_or((picked, ""));
    let ticket = match own(console, by, number).await {
        Ok(ticket) => ticket,
        Err(problem) if problem.is_not_found() => return Ok(Outcome::absent(number, &problem)),
        Err(problem) => return Err(problem),
    };
    let is_as_seen = seen.parse::<Timestamp>().is_ok_and(|seen| seen == ticket.updated_at);
    let command = wish.of(&ticket);
    let acted = match known_agent(&**console.store(), &command).await? {
        Err(refusal) => Err(refusal.into()),
        Ok(()) if !is_as_seen => Err(ActError::Stale),
        Ok(()) => console.relay.act(&ticket.number, Some(ticket.version()), &by.who(), &command).await,
    };
    let (is_done, words) = match acted {
        Ok(ticket) => (true, ticket.status().as_str().to_owned()),
        Err(ActError::Store(error)) => return Err(error.into()),
        Err(error) => (false, error.to_string()),
    };
    Ok(Outcome { number: ticket.number.to_string(), enterprise: ticket.draft.enterprise, is_done, words })
}
