//! `POST /api/v1/staff/{id}/link-code`: a code by which somebody makes themselves known in Telegram.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

use super::Service;
use crate::desk::accounts::AccountError;
use crate::desk::link;
use crate::domain::staff::StaffId;
use crate::http::problem::Problem;
use crate::http::rights::Admin;

/// Who gives codes here, as the audit log names them.
const BY: &str = "console:local";

/// A code to be sent to the bot.
#[derive(Debug, Serialize, Deserialize)]
pub struct CodeBody {
    /// The code; shown once.
    pub code: String,
}

/// Gives a code for an account.
pub(super) async fn issue(
    State(service): State<Service>,
    _admin: Admin,
    Path(id): Path<String>,
) -> Result<(StatusCode, Json<CodeBody>), Problem> {
    let unknown = || Problem::not_found("没有这个账号，请核对。");
    let id = StaffId::new(&id).map_err(|_| unknown())?;
    match link::issue(&**service.relay.store(), &id, BY, (service.clock)()).await {
        Ok(code) => Ok((StatusCode::CREATED, Json(CodeBody { code }))),
        Err(AccountError::Store(error)) => Err(error.into()),
        Err(_) => Err(unknown()),
    }
}
