//! Finds out as whom a program acts that sends a bearer token.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::AUTHORIZATION;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::problem::Problem;
use super::staff_session::{Proof, SignedIn};
use crate::desk::accounts::Token;
use crate::desk::tokens;
use crate::relay::Relay;

/// Middleware: a request with a bearer token has the rights of whose it is; with one that does not stand it is refused.
pub async fn identify(State(relay): State<Arc<Relay>>, mut request: Request, next: Next) -> Response {
    let sent = request.headers().get(AUTHORIZATION).map(|value| value.to_str().unwrap_or_default());
    let Some(sent) = sent else { return next.run(request).await };
    let (scheme, token) = sent.split_once(' ').unwrap_or((sent, ""));
    let token = scheme.eq_ignore_ascii_case("bearer").then(|| Token::sent(token.trim())).flatten();
    let staff = match token {
        Some(token) => tokens::whose(&**relay.store(), &token, relay.now()).await,
        None => Ok(None),
    };
    match staff {
        Err(error) => Problem::from(error).into_response(),
        Ok(None) => Problem::unknown_token().into_response(),
        Ok(Some(staff)) => {
            let (proof, has_temporary_password) = (Proof::Bearer, false);
            request.extensions_mut().insert(SignedIn { staff, proof, has_temporary_password });
            next.run(request).await
        }
    }
}
