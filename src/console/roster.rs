//! The roster of officers and secretaries, for administrators: a file is looked at first, then taken over.

use axum::extract::State;
use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use minijinja::{Value, context};
use sha2::{Digest, Sha256};

use super::Console;
use super::fields::Posted;
use super::files::sent;
use crate::content::roster::{self, Imported};
use crate::desk::officers;
use crate::domain::roster::RosterEntry;
use crate::http::problem::Problem;
use crate::http::staff_session::{Administrator, SignedIn};

/// So many entries and faults are shown.
const SHOWN: usize = 50;

/// Shows what the roster has.
pub(super) async fn show(
    State(console): State<Console>,
    Administrator(me): Administrator,
) -> Result<Html<String>, Problem> {
    me.everywhere(&console.relay.office())?;
    page(&console, &me, Value::from(()), "").await
}

/// Looks at a file: nothing is taken over yet.
pub(super) async fn preview(
    State(console): State<Console>,
    Administrator(me): Administrator,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Problem> {
    me.everywhere(&console.relay.office())?;
    let Some((name, bytes)) = sent(&me, form).await?.filter(|(_, bytes)| !bytes.is_empty()) else {
        let page = page(&console, &me, Value::from(()), "请先选择文件").await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    let digest = format!("{:x}", Sha256::digest(&bytes));
    let (bytes, imported) = read(&console, bytes).await?;
    if !imported.entries.is_empty() {
        console.store().keep_file(&digest, bytes).await?;
    }
    let faults: Vec<String> = imported.faults.iter().take(SHOWN).map(ToString::to_string).collect();
    let looked_at = context! {
        name, digest,
        sound => imported.entries.len(),
        sheets => imported.sheets.join("、"),
        wrong => imported.faults.len(),
        faults,
        entries => imported.entries.iter().take(5).map(line).collect::<Vec<_>>(),
    };
    Ok(page(&console, &me, looked_at, "").await?.into_response())
}

/// Takes over the sound rows of a file that was looked at.
pub(super) async fn import(
    State(console): State<Console>,
    _: Administrator,
    posted: Posted,
) -> Result<Redirect, Problem> {
    posted.by.everywhere(&console.relay.office())?;
    let digest = posted.fields.get("digest").unwrap_or_default();
    let bytes = console.store().file(digest).await?;
    let bytes = bytes.ok_or_else(|| Problem::not_found("要导入的文件已经不在了，请重新选择文件。"))?;
    let (_, imported) = read(&console, bytes).await?;
    let actor = posted.by.audit_name();
    officers::import(&**console.store(), &imported.entries, &actor, console.relay.now()).await?;
    Ok(Redirect::to("/console/roster"))
}

/// Reads a file where it holds up nobody else.
async fn read(console: &Console, bytes: Vec<u8>) -> Result<(Vec<u8>, Imported), Problem> {
    let office = console.relay.office();
    let read = move || {
        let imported = roster::read(&bytes, office.regions());
        (bytes, imported)
    };
    tokio::task::spawn_blocking(read).await.map_err(|_| Problem::internal())
}

async fn page(console: &Console, me: &SignedIn, looked_at: Value, fault: &str) -> Result<Html<String>, Problem> {
    let known = officers::all(&**console.store()).await?;
    let entries: Vec<Value> = known.iter().take(SHOWN).map(line).collect();
    let content =
        context! { tab => "roster", looked_at, fault, known => entries, total => known.len(), shown => SHOWN };
    console.page(me, "roster.html", content)
}

fn line(entry: &RosterEntry) -> Value {
    context! {
        enterprise => entry.enterprise,
        region => entry.region,
        role => entry.role.as_str(),
        name => entry.name,
        phone => entry.phone.masked(),
        login => entry.login,
    }
}
