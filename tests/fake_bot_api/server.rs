//! The wire: takes calls, plays the scripted faults, answers as Telegram does.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State as Shared;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use tokio::time::timeout_at;
use tokio_util::io::ReaderStream;

use super::faults::{self, Fault};
use super::form::{Params, nested, number, params};
use super::methods::{Outcome, Refusal, bad, carry_out, refusal};
use super::world::Call;
use super::{State, TOKEN};

/// Telegram holds no poll longer than this.
const LONGEST_POLL: i64 = 50;

pub(crate) async fn serve(listener: TcpListener, state: Arc<State>) {
    let router = Router::new().fallback(handle).with_state(state);
    axum::serve(listener, router).await.expect("the server runs");
}

async fn handle(Shared(state): Shared<Arc<State>>, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    if let Some(path) = uri.path().strip_prefix("/file/bot") {
        return download(&state, path);
    }
    let Some((token, method)) = uri.path().strip_prefix("/bot").and_then(|path| path.split_once('/')) else {
        return answer(Err(refusal(404, "Not Found")));
    };
    if token != TOKEN {
        return answer(Err(refusal(401, "Unauthorized")));
    }
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let params = match params(content_type, uri.query().unwrap_or_default(), &body) {
        Ok(params) => params,
        Err(description) => return answer(Err(bad(description))),
    };
    let fault = state.with(|world| {
        world.calls.push(Call { method: method.to_owned(), params: params.clone(), at: Instant::now() });
        faults::take(&mut world.faults, method, number(&params, "chat_id"))
    });
    match fault {
        Some(Fault::Refuse { code, description, parameters }) => answer(Err(Refusal { code, description, parameters })),
        Some(Fault::Silence) => std::future::pending().await,
        Some(Fault::Page(code)) => page(code),
        Some(Fault::SlowBody(over)) => slow(answer_bytes(&outcome(&state, method, &params).await), over),
        Some(Fault::Vanish) => broken(answer_bytes(&outcome(&state, method, &params).await)),
        None => answer(outcome(&state, method, &params).await),
    }
}

async fn outcome(state: &State, method: &str, params: &Params) -> Outcome {
    if method.eq_ignore_ascii_case("getUpdates") {
        return get_updates(state, params).await;
    }
    state.with(|world| carry_out(world, method, params))
}

/// A file that `getFile` has named.
fn download(state: &State, path: &str) -> Response {
    let known = path.strip_prefix(TOKEN).and_then(|path| path.strip_prefix("/photos/"));
    match known.and_then(|id| state.look(|world| world.files.get(id).cloned())) {
        Some(bytes) => respond(200, "application/octet-stream", Body::from(bytes)),
        None => answer(Err(refusal(404, "Not Found"))),
    }
}

/// Waits for updates; what is not confirmed by a later offset is delivered again.
async fn get_updates(state: &State, params: &Params) -> Outcome {
    let patience = number(params, "timeout").unwrap_or(0).clamp(0, LONGEST_POLL);
    let deadline = tokio::time::Instant::now() + Duration::from_secs(patience.unsigned_abs());
    let limit = usize::try_from(number(params, "limit").unwrap_or(100).clamp(1, 100)).expect("1 to 100");
    let mine = state.with(|world| {
        if !world.webhook.url.is_empty() {
            let why = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first";
            return Err(refusal(409, why));
        }
        if let Some(kinds) = nested(params, "allowed_updates").and_then(|kinds| serde_json::from_value(kinds).ok()) {
            world.allowed = Some(kinds);
        }
        world.confirm(number(params, "offset").unwrap_or(0));
        world.poll += 1;
        Ok(world.poll)
    })?;
    let mut changes = state.changes.subscribe();
    loop {
        let (current, batch) =
            state.look(|world| (world.poll, world.queue.iter().take(limit).cloned().collect::<Vec<Value>>()));
        if current != mine {
            let why =
                "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running";
            return Err(refusal(409, why));
        }
        if !batch.is_empty() || timeout_at(deadline, changes.changed()).await.is_err() {
            return Ok(Value::Array(batch));
        }
    }
}

fn answer(outcome: Outcome) -> Response {
    let code = outcome.as_ref().map_or_else(|refusal| refusal.code, |_| 200);
    respond(code, "application/json", Body::from(answer_bytes(&outcome)))
}

fn answer_bytes(outcome: &Outcome) -> Vec<u8> {
    let answer = match outcome {
        Ok(result) => json!({"ok": true, "result": result}),
        Err(Refusal { code, description, parameters }) if parameters.is_null() => {
            json!({"ok": false, "error_code": code, "description": description})
        }
        Err(Refusal { code, description, parameters }) => {
            json!({"ok": false, "error_code": code, "description": description, "parameters": parameters})
        }
    };
    answer.to_string().into_bytes()
}

fn page(code: u16) -> Response {
    respond(code, "text/html", Body::from("<html><body><h1>nginx</h1></body></html>"))
}

fn respond(code: u16, content_type: &str, body: Body) -> Response {
    let status = StatusCode::from_u16(code).expect("an HTTP status");
    (status, [(header::CONTENT_TYPE, content_type)], body).into_response()
}

/// Sends the answer in two halves with the time between them.
fn slow(bytes: Vec<u8>, over: Duration) -> Response {
    let (mut writer, reader) = tokio::io::duplex(64);
    tokio::spawn(async move {
        let (first, second) = bytes.split_at(bytes.len() / 2);
        // The bot may have hung up; then there is nobody to answer.
        let _ = writer.write_all(first).await;
        tokio::time::sleep(over).await;
        let _ = writer.write_all(second).await;
    });
    respond(200, "application/json", Body::from_stream(ReaderStream::new(reader)))
}

/// Promises the whole answer and hangs up after half of it.
fn broken(bytes: Vec<u8>) -> Response {
    let half = bytes[..bytes.len() / 2].to_vec();
    let reader = ReaderStream::new(std::io::Cursor::new(half));
    let mut response = respond(200, "application/json", Body::from_stream(reader));
    response.headers_mut().insert(header::CONTENT_LENGTH, bytes.len().into());
    response
}
