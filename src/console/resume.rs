//! A form that comes after its session has ended: what was typed into it is shown again, never lost.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::Response;
use minijinja::context;

use super::Console;
use super::fields::{Fields, Kept};
use super::next::carried;
use super::page::with;
use super::ticket::{Aside, own, page};
use crate::http::problem::Problem;
use crate::http::staff_session::SignedIn;

/// What whoever typed it reads beside it.
const AGAIN: &str = "刚才的登录已经过期，这一次还没有提交。您写的内容还在下面，看一看，再提交一次。";

/// Middleware: a form of a ticket that was not taken is shown again.
pub(super) async fn keep(State(console): State<Console>, request: Request, next: Next) -> Response {
    let me = request.extensions().get::<SignedIn>().cloned();
    let mut response = next.run(request).await;
    let Some(kept) = response.extensions_mut().remove::<Kept>() else { return response };
    let shown = match &me {
        None => sign_in_first(&console, &kept),
        Some(me) => shown_again(&console, me, &kept.path, kept.fields, StatusCode::FORBIDDEN).await,
    };
    shown.unwrap_or(response)
}

/// The sign-in page that carries a form on; none if there is nothing in it that would be missed.
fn sign_in_first(console: &Console, kept: &Kept) -> Option<Response> {
    number(&kept.path)?;
    let typed = kept.fields.written();
    let content = context! { back => kept.path, expired => true, login => "", fault => "", typed };
    let page = console.open_page("sign_in.html", content).ok()?;
    Some(with(StatusCode::UNAUTHORIZED, page))
}

/// The page a form was sent from, with what was typed into it; none if it was not a ticket's, or not for them.
pub(super) async fn shown_again(
    console: &Console,
    me: &SignedIn,
    path: &str,
    typed: Fields,
    status: StatusCode,
) -> Option<Response> {
    let number = number(path)?;
    let shown = async {
        let ticket = own(console, me, number).await?;
        let seen: Option<usize> = typed.get("version").and_then(|version| version.parse().ok());
        let query = path.split_once('?').map_or("", |(_, query)| query);
        let queue = carried(&Fields::read(query.as_bytes()));
        let aside = Aside { fault: AGAIN.to_owned(), typed, seen, queue, ..Aside::default() };
        page(console, me, &ticket, aside, status).await
    };
    let shown: Result<Response, Problem> = shown.await;
    shown.ok()
}

fn number(path: &str) -> Option<&str> {
    let number = path.strip_prefix("/console/tickets/")?.split('?').next()?;
    super::number(number).map(|_| number)
}
