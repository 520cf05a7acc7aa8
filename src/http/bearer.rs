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
    let token = if scheme.eq_ignore_ascii_case("bearer") { token } else { "" };
    match whose(&relay, token).await {
        Err(problem) => problem.into_response(),
        Ok(signed_in) => {
            request.extensions_mut().insert(signed_in);
            next.run(request).await
        }
    }
}

/// As whom a program acts that sends this token.
pub async fn whose(relay: &Relay, token: &str) -> Result<SignedIn, Problem> {
    let token = Token::sent(token.trim()).ok_or_else(Problem::unknown_token)?;
    let staff = tokens::whose(&**relay.store(), &token, relay.now()).await?;
    let staff = staff.ok_or_else(Problem::unknown_token)?;
    Ok(SignedIn { staff, proof: Proof::Bearer, has_temporary_password: false })
}
