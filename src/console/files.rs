//! Attachments of a ticket: taken in, and given out again so that no browser runs them.

use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Redirect, Response};

use super::Console;
use super::fields::{self, Asked, Fields, forged};
use super::next::{carried, following};
use super::page::no_ticket;
use super::ticket::{Aside, done, own, page};
use crate::desk::attach::examine;
use crate::desk::refusal::Refusal;
use crate::domain::attachment::Attached;
use crate::domain::ticket::Command;
use crate::http::problem::Problem;
use crate::http::staff_session::SignedIn;
use crate::http::upload;
use crate::relay::ActError;

/// The file of a form of one of our own pages, with its name; none if none was chosen.
pub(super) async fn sent(
    me: &SignedIn,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Option<(String, Vec<u8>)>, Problem> {
    let upload = upload::read(form).await?;
    if me.wrote(upload.field(fields::KEY)) { Ok(upload.file()) } else { Err(forged()) }
}

/// Attaches a file to a ticket.
pub(super) async fn upload(
    State(console): State<Console>,
    me: SignedIn,
    Path(number): Path<String>,
    Asked(asked): Asked,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Problem> {
    let ticket = own(&console, &me, &number).await?;
    let queue = carried(&asked);
    let outcome = match sent(&me, form).await? {
        None => Err("请先选择文件".to_owned()),
        Some((name, bytes)) => match keep(&console, &name, bytes).await? {
            Err(refusal) => Err(refusal.to_string()),
            // The same file again, as by a second press, is there already.
            Ok(file) if ticket.files.iter().any(|known| known.digest == file.digest) => Ok(()),
            Ok(file) => match console.relay.act(&ticket.number, None, &me.who(), &Command::Attach { file }).await {
                Err(ActError::Store(error)) => return Err(error.into()),
                Err(error) => Err(error.to_string()),
                Ok(_) => Ok(()),
            },
        },
    };
    match outcome {
        Ok(()) => {
            let next = following(&console, &me, &queue, &ticket.number).await?;
            Ok(Redirect::to(&done(&ticket.number, &queue, next.as_ref())).into_response())
        }
        Err(fault) => {
            let typed = Fields::read(b"command=attach");
            let aside = Aside { fault: format!("附件没有添加：{fault}。"), typed, queue, ..Aside::default() };
            page(&console, &me, &ticket, aside, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

/// Gives a file of a ticket to be kept, not to be run.
pub(super) async fn download(
    State(console): State<Console>,
    me: SignedIn,
    Path((number, digest)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let ticket = own(&console, &me, &number).await?;
    let file = ticket.files.iter().find(|file| file.digest == digest).ok_or_else(no_ticket)?;
    let bytes = console.store().file(&file.digest).await?.ok_or_else(|| Problem::not_found("这个附件已经不在了。"))?;
    // Its address names its content, so that a browser may keep it for a while.
    Ok(([(CACHE_CONTROL, "private, max-age=3600")], upload::saved(file, bytes)).into_response())
}

/// Checks a file and keeps its bytes; the ticket does not have it yet.
async fn keep(console: &Console, name: &str, bytes: Vec<u8>) -> Result<Result<Attached, Refusal>, Problem> {
    let file = match examine(name, &bytes) {
        Err(refusal) => return Ok(Err(refusal)),
        Ok(file) => file,
    };
    console.store().keep_file(&file.digest, bytes).await?;
    Ok(Ok(file))
}
