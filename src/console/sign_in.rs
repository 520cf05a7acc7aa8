//! Signing in and out, and changing one's own password.

use std::net::IpAddr;
use std::num::NonZeroU32;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota};
use minijinja::context;

use super::Console;
use super::fields::{Asked, Fields, Posted};
use super::page::with;
use super::resume::shown_again;
use crate::desk::accounts::{self, AccountError, Password};
use crate::domain::staff::StaffId;
use crate::http::client_address;
use crate::http::problem::Problem;
use crate::http::staff_session::{Proof, SIGN_IN, SignedIn, begin_cookie, end_cookie};

/// So many tries at once, from one address with one login.
const BURST: NonZeroU32 = NonZeroU32::new(6).expect("six is not zero");
/// And then so many a minute.
const PER_MINUTE: NonZeroU32 = NonZeroU32::new(2).expect("two is not zero");
/// Above so many remembered tries those of long ago are forgotten.
const REMEMBERED: usize = 10_000;

/// Counts tries to sign in, by address and login: a stranger who guesses does not lock out whom he pretends to be.
pub(super) struct Tries(DefaultKeyedRateLimiter<(Option<IpAddr>, String)>);

impl Default for Tries {
    fn default() -> Self {
        Self(DefaultKeyedRateLimiter::keyed(Quota::per_minute(PER_MINUTE).allow_burst(BURST)))
    }
}

impl Tries {
    fn check(&self, caller: Option<IpAddr>, login: &str) -> Result<(), Problem> {
        if self.0.len() > REMEMBERED {
            self.0.retain_recent();
        }
        let login: String = login.chars().take(32).collect();
        self.0
            .check_key(&(caller, login.to_ascii_lowercase()))
            .map_err(|early| Problem::too_many(early.wait_time_from(DefaultClock::default().now())))
    }
}

/// The page on which staff sign in.
pub(super) async fn show(
    State(console): State<Console>,
    me: Option<SignedIn>,
    asked: Asked,
) -> Result<Response, Problem> {
    let back = back(&asked.0);
    if me.is_some() {
        return Ok(Redirect::to(&back).into_response());
    }
    let expired = asked.0.get("back").is_some_and(|back| back != "/console");
    let content = context! { back, expired, login => "", fault => "", typed => "" };
    Ok(console.open_page("sign_in.html", content)?.into_response())
}

/// Signs somebody in and leads them where they wanted to go.
pub(super) async fn sign_in(State(console): State<Console>, parts: Parts, body: Bytes) -> Result<Response, Problem> {
    let fields = Fields::read(&body);
    let login = fields.get("login").unwrap_or_default();
    console.tries.check(client_address::counted(&parts.headers, &parts.extensions), login)?;
    let password = Password::typed(fields.typed("password"));
    let outcome = match StaffId::new(login) {
        Err(_) => Err(AccountError::Wrong),
        Ok(id) => accounts::sign_in(&**console.store(), &id, &password, console.relay.now()).await,
    };
    match outcome {
        Ok((account, token)) => {
            let cookie = begin_cookie(&token, &parts).ok_or_else(Problem::internal)?;
            let me = SignedIn::by_session(account, token);
            let page = resumed(&console, &me, &fields).await;
            let page = page.unwrap_or_else(|| Redirect::to(&back(&fields)).into_response());
            Ok(([(SET_COOKIE, cookie)], page).into_response())
        }
        Err(AccountError::Store(error)) => Err(error.into()),
        Err(error) => {
            let typed = fields.typed("typed");
            let fault = error.to_string();
            let content = context! { back => back(&fields), expired => false, login, fault, typed };
            Ok(with(StatusCode::UNPROCESSABLE_ENTITY, console.open_page("sign_in.html", content)?))
        }
    }
}

/// The page of a form that came too late, for whoever has signed in again.
async fn resumed(console: &Console, me: &SignedIn, fields: &Fields) -> Option<Response> {
    let typed = fields.get("typed").filter(|_| !me.has_temporary_password)?;
    shown_again(console, me, &back(fields), Fields::read(typed.as_bytes()), StatusCode::OK).await
}

/// Signs somebody out.
pub(super) async fn sign_out(State(console): State<Console>, parts: Parts, body: Bytes) -> Result<Response, Problem> {
    let key = Fields::read(&body);
    if let Some(me) = parts.extensions.get::<SignedIn>() {
        if !me.wrote(key.get(super::fields::KEY).unwrap_or_default()) {
            return Err(super::fields::forged());
        }
        if let Proof::Session(token) = &me.proof {
            accounts::sign_out(&**console.store(), token, &me.staff.id, console.relay.now()).await?;
        }
    }
    let gone: HeaderValue = end_cookie(&parts).ok_or_else(Problem::internal)?;
    Ok(([(SET_COOKIE, gone)], Redirect::to(SIGN_IN)).into_response())
}

/// The page on which somebody changes their password.
pub(super) async fn password(State(console): State<Console>, me: SignedIn) -> Result<Response, Problem> {
    Ok(console.page(&me, "password.html", context! { fault => "" })?.into_response())
}

/// Changes somebody's own password; the other browsers they are signed in on are signed out.
pub(super) async fn change_password(
    State(console): State<Console>,
    parts: Parts,
    posted: Posted,
) -> Result<Response, Problem> {
    let Posted { by, fields } = posted;
    let (old, new) = (Password::typed(fields.typed("old")), Password::typed(fields.typed("new")));
    let (store, now) = (&**console.store(), console.relay.now());
    let outcome = if new.reveal() == fields.typed("again") {
        accounts::change_password(store, &by.staff.id, &old, &new, now).await
    } else {
        Err(AccountError::Invalid("两次输入的新密码不一样".to_owned()))
    };
    match outcome {
        Ok(account) => {
            let token = accounts::open_session(store, &account, now).await?;
            let cookie = begin_cookie(&token, &parts).ok_or_else(Problem::internal)?;
            let on = if by.has_temporary_password { "/console" } else { "/console/account?done=password" };
            Ok(([(SET_COOKIE, cookie)], Redirect::to(on)).into_response())
        }
        Err(AccountError::Store(error)) => Err(error.into()),
        Err(error) => {
            let page = console.page(&by, "password.html", context! { fault => error.to_string() })?;
            Ok(with(StatusCode::UNPROCESSABLE_ENTITY, page))
        }
    }
}

/// Where to go after signing in: only to pages of ours.
fn back(fields: &Fields) -> String {
    let wanted = fields.get("back").unwrap_or_default();
    let ours = wanted == "/console" || wanted.starts_with("/console/") || wanted.starts_with("/console?");
    let plain = wanted.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    let door = wanted.starts_with(SIGN_IN);
    if ours && plain && !door { wanted.to_owned() } else { "/console".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_led_to_another_site() {
        let back = |text: &str| back(&Fields::read(format!("back={text}").as_bytes()));
        assert_eq!(back("/console/tickets?status=todo"), "/console/tickets?status=todo");
        for bad in
            ["//evil.example", "https://evil.example", "/console.evil", "/%5Cevil", "", "/console/sign-in?back=/"]
        {
            assert_eq!(back(bad), "/console", "{bad}");
        }
    }
}
