//! What a form of the ticket page has done with it.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::Console;
use super::command::wanted;
use super::fields::{Asked, Posted};
use super::next::{carried, following};
use super::page::no_ticket;
use super::ticket::{Aside, address, done, own, page};
use crate::desk::accounts::known_agent;
use crate::domain::ticket::{Actor, Command, Ticket};
use crate::http::problem::Problem;
use crate::http::staff_session::SignedIn;
use crate::relay::ActError;

/// What is shown to whoever acts on what has changed since.
const STALE: &str = "在您写的时候，这张诉求单有了变化。您写的内容还在下面，看过变化再决定要不要提交。";

/// Does with a ticket what a form wants.
pub(super) async fn act(
    State(console): State<Console>,
    Path(number): Path<String>,
    Asked(asked): Asked,
    posted: Posted,
) -> Result<Response, Problem> {
    let Posted { by, fields } = posted;
    let ticket = own(&console, &by, &number).await?;
    let queue = carried(&asked);
    // Where it stands in the queue now tells which ticket is next; afterwards it may stand anywhere.
    let next = following(&console, &by, &queue, &ticket.number).await?;
    let seen = fields.get("version").and_then(|version| version.parse::<usize>().ok());
    let outcome = match wanted(&fields) {
        Err(refusal) => Err(ActError::Refused(refusal)),
        Ok(command) => match known_agent(&**console.store(), &command).await? {
            Err(refusal) => Err(refusal.into()),
            Ok(()) if seen.is_some_and(|seen| is_repeated(&ticket, seen, &by, &command)) => Ok(ticket.clone()),
            // A form without a version is as stale as can be.
            Ok(()) => console.relay.act(&ticket.number, Some(seen.unwrap_or(0)), &by.who(), &command).await,
        },
    };
    match outcome {
        Ok(ticket) => Ok(Redirect::to(&done(&ticket.number, &queue, next.as_ref())).into_response()),
        Err(ActError::Stale) => {
            let now = own(&console, &by, &number).await?;
            let aside = Aside {
                fault: STALE.to_owned(),
                typed: fields,
                seen: Some(seen.unwrap_or(0)),
                queue,
                ..Aside::default()
            };
            page(&console, &by, &now, aside, StatusCode::CONFLICT).await
        }
        Err(ActError::Refused(refusal)) => {
            let aside =
                Aside { fault: format!("没有办成：{refusal}。"), typed: fields, queue, ..Aside::default() };
            page(&console, &by, &ticket, aside, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(ActError::NotFound) => Err(no_ticket()),
        Err(ActError::Store(error)) => Err(error.into()),
    }
}

/// Has a ticket go on as another one of the same enterprise.
pub(super) async fn merge(
    State(console): State<Console>,
    Path(number): Path<String>,
    posted: Posted,
) -> Result<Response, Problem> {
    let Posted { by, fields } = posted;
    let ticket = own(&console, &by, &number).await?;
    let into = own(&console, &by, fields.get("into").unwrap_or_default()).await?;
    match console.relay.merge(&ticket.number, &into.number, &by.who()).await {
        Ok(target) => Ok(Redirect::to(&format!("{}?done=1", address(&target.number))).into_response()),
        Err(ActError::NotFound) => Err(no_ticket()),
        Err(ActError::Store(error)) => Err(error.into()),
        Err(error) => {
            let aside = Aside { fault: format!("没有并单：{error}。"), ..Aside::default() };
            page(&console, &by, &ticket, aside, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

/// Whether a form was sent twice: since its sender saw the ticket they themselves have done the very same, and nobody
/// anything else.
fn is_repeated(ticket: &Ticket, seen: usize, by: &SignedIn, command: &Command) -> bool {
    let Some(since) = ticket.events.get(seen..).filter(|since| !since.is_empty() && since.len() <= 2) else {
        return false;
    };
    let own = since.iter().all(|event| matches!(&event.actor, Actor::Staff { id, .. } if *id == by.staff.id));
    let Some(last) = since.last() else { return false };
    let code = last.change.code();
    let said = last.change.words().unwrap_or_default();
    let same = match command {
        Command::Accept => code == "accepted",
        Command::Start => code == "started",
        Command::Resume => code == "resumed",
        Command::Answer { text } => code == "answered" && said == text.trim(),
        Command::Reply { text } => code == "replied" && said == text.trim(),
        Command::Note { text } => code == "noted" && said == text.trim(),
        Command::Ask { question } => code == "asked" && said == question.trim(),
        Command::Hold { reason, .. } => code == "held" && said == reason.trim(),
        Command::SendBack { reason } => code == "sent_back" && said == reason.trim(),
        Command::Extend { reason, .. } => code == "extended" && said == reason.trim(),
        Command::Sort { .. } => code == "sorted",
        Command::Correct { .. } => code == "corrected",
        Command::Group { .. } => code == "grouped",
        Command::Assign { lead, agent, .. } => {
            matches!(code, "assigned" | "transferred") && ticket.duty.lead == *lead && ticket.duty.agent == *agent
        }
        _ => false,
    };
    own && same
}
