//! One's own account: who one is here, and how one comes in.

use axum::extract::State;
use axum::response::Html;
use minijinja::context;

use super::Console;
use super::access::{done, shown};
use super::fields::Asked;
use crate::desk::accounts;
use crate::domain::calendar;
use crate::http::problem::Problem;
use crate::http::staff_session::SignedIn;

/// Shows it.
pub(super) async fn show(
    State(console): State<Console>,
    me: SignedIn,
    Asked(fields): Asked,
) -> Result<Html<String>, Problem> {
    let account = accounts::find(&**console.store(), &me.staff.id).await?;
    let account = account.ok_or_else(|| Problem::not_found("没有这个账号。"))?;
    let office = console.relay.office();
    let content = context! {
        tab => "account",
        desk => account.staff.desk.as_ref().map(|desk| office.desk_name(desk)),
        password_since => calendar::readable(account.password_set_at),
        access => shown(&console, &me, &account).await?,
        done => done(&fields),
    };
    console.page(&me, "account.html", content)
}
