//! How somebody comes in: their sessions, their link to Telegram, their tokens; for themselves and for administrators.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, Redirect};
use minijinja::{Value, context};

use super::Console;
use super::fields::{Fields, Posted};
use crate::desk::accounts::{self, Account, AccountError, By, Session, reach};
use crate::desk::link;
use crate::desk::tokens::{self, Bearer, TokenError};
use crate::domain::calendar;
use crate::domain::staff::StaffId;
use crate::http::problem::Problem;
use crate::http::staff_session::SignedIn;

/// What was done just now: its code in an address, what is said of it.
const DONE: [(&str, &str); 6] = [
    ("password", "密码已经换好，别处的登录都退出了。"),
    ("sessions", "登录已经结束。"),
    ("unlinked", "Telegram 已经解除绑定。"),
    ("revoked", "令牌已经停用。"),
    ("saved", "已经保存。"),
    ("access", "已经办好。"),
];

/// Something that is shown once and never again.
pub(super) struct Secret<'a> {
    /// What it is.
    pub(super) title: String,
    /// What to do with it.
    pub(super) advice: &'a str,
    /// What goes with it, by name.
    pub(super) beside: Vec<(&'a str, &'a str)>,
    /// What it is called.
    pub(super) name: &'a str,
    /// The secret itself.
    pub(super) text: &'a str,
}

/// What was done just now, in words.
pub(super) fn done(fields: &Fields) -> Option<&'static str> {
    let wanted = fields.get("done")?;
    DONE.into_iter().find(|(code, _)| *code == wanted).map(|(_, words)| words)
}

/// How somebody comes in, as their page shows it.
pub(super) async fn shown(console: &Console, me: &SignedIn, account: &Account) -> Result<Value, Problem> {
    let (store, id) = (&**console.store(), &account.staff.id);
    let this = me.session();
    let session = |session: &Session| {
        context! {
            id => session.id(),
            since => calendar::readable(session.began_at),
            seen => calendar::readable(session.seen_at),
            this => this.as_ref() == Some(&session.digest),
        }
    };
    let token = |bearer: &Bearer| {
        let used = bearer.used_on.map_or_else(|| "还没用过".to_owned(), |day| format!("{day} 用过"));
        context! { id => bearer.id(), label => bearer.label, made => calendar::readable(bearer.made_at), used }
    };
    let sessions: Vec<Value> = accounts::sessions(store, id, console.relay.now()).await?.iter().map(session).collect();
    let tokens: Vec<Value> = tokens::list(store, Some(id)).await?.iter().map(token).collect();
    Ok(context! {
        path => format!("/console/staff/{id}"),
        own => *id == me.staff.id,
        disabled => account.staff.disabled,
        telegram => account.staff.telegram.map(|user| user.to_string()),
        sessions,
        tokens,
    })
}

/// Ends one of somebody's sessions, or all of them; one's own present one is ended by signing out.
pub(super) async fn end_sessions(
    State(console): State<Console>,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Redirect, Problem> {
    let Posted { by, fields } = posted;
    let id = looked_after(&console, &by, &id).await?.staff.id;
    let (this, one) = (by.session(), fields.get("session"));
    let is_meant =
        |session: &Session| this.as_ref() != Some(&session.digest) && one.is_none_or(|one| session.id() == one);
    let name = by.audit_name();
    accounts::end_sessions(&**console.store(), &id, is_meant, By(&name), console.relay.now()).await?;
    Ok(back(&by, &id, "sessions"))
}

/// Gives a code by which the owner of an account makes themselves known in Telegram.
pub(super) async fn link(
    State(console): State<Console>,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Html<String>, Problem> {
    let account = looked_after(&console, &posted.by, &id).await?;
    let by = posted.by.audit_name();
    let code =
        link::issue(&**console.store(), &account.staff.id, By(&by), console.relay.now()).await.map_err(problem)?;
    let secret = Secret {
        title: format!("{}的 Telegram 绑定码", account.staff.name),
        advice: "15 分钟内有效，只能用一次。由本人在 Telegram 里私聊机器人，发送下面这一行。以前给的码已经作废。",
        beside: vec![("账号", account.staff.id.as_str())],
        name: "发送",
        text: &format!("/link {code}"),
    };
    secret.page(&console, &posted.by, &account.staff.id)
}

/// Undoes the link to Telegram.
pub(super) async fn unlink(
    State(console): State<Console>,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Redirect, Problem> {
    let id = looked_after(&console, &posted.by, &id).await?.staff.id;
    let by = posted.by.audit_name();
    link::undo(&**console.store(), &id, By(&by), console.relay.now()).await.map_err(problem)?;
    Ok(back(&posted.by, &id, "unlinked"))
}

/// Makes a token of one's own and shows it once: nobody makes one for somebody else here.
pub(super) async fn make_token(State(console): State<Console>, posted: Posted) -> Result<Html<String>, Problem> {
    let Posted { by, fields } = posted;
    let (id, label, name) = (&by.staff.id, fields.get("label").unwrap_or_default(), by.audit_name());
    let made = tokens::make(&**console.store(), id, label, By(&name), console.relay.now()).await;
    let (bearer, token) = made.map_err(|error| match error {
        TokenError::Store(error) => error.into(),
        refused => Problem::new(StatusCode::UNPROCESSABLE_ENTITY, format!("{refused}。")),
    })?;
    let secret = Secret {
        title: "新的接口令牌".to_owned(),
        advice: "程序带着它就有您的权限，请像密码一样保管。不用了，在“我的账号”里停用。",
        beside: vec![("用途", &bearer.label)],
        name: "令牌",
        text: token.reveal(),
    };
    secret.page(&console, &by, id)
}

/// Ends a token at once.
pub(super) async fn revoke_token(
    State(console): State<Console>,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Redirect, Problem> {
    let Posted { by, fields } = posted;
    let id = looked_after(&console, &by, &id).await?.staff.id;
    let (store, wanted) = (&**console.store(), fields.get("token").unwrap_or_default());
    // One that is gone already is as good as ended.
    if tokens::list(store, Some(&id)).await?.iter().any(|bearer| bearer.id() == wanted) {
        tokens::revoke(store, wanted, By(&by.audit_name()), console.relay.now()).await?;
    }
    Ok(back(&by, &id, "revoked"))
}

impl Secret<'_> {
    /// The page that shows it.
    pub(super) fn page(self, console: &Console, me: &SignedIn, id: &StaffId) -> Result<Html<String>, Problem> {
        let Self { title, advice, beside, name, text } = self;
        let own = me.staff.id == *id;
        let tab = if own { "account" } else { "staff" };
        console.page(me, "once.html", context! { tab, title, advice, beside, name, text, back => home(me, id) })
    }
}

/// The account of a login, if it is their own or one they manage; others are as if there were none.
pub(super) async fn managed(console: &Console, me: &SignedIn, id: &StaffId) -> Result<Account, Problem> {
    let account = reach::managed(&**console.store(), &console.relay.office(), &me.staff, id).await;
    account.map_err(|error| match error {
        AccountError::Store(error) => error.into(),
        _ => Problem::not_found("没有这个账号。"),
    })
}

/// The same, for whoever need not be an administrator.
async fn looked_after(console: &Console, me: &SignedIn, id: &str) -> Result<Account, Problem> {
    let id = StaffId::new(id).map_err(|_| Problem::not_found("没有这个账号。"))?;
    if !me.looks_after(&id) {
        return Err(Problem::new(StatusCode::FORBIDDEN, "别人的账号由管理员来管。"));
    }
    managed(console, me, &id).await
}

/// Where somebody sees how that account comes in.
fn home(me: &SignedIn, id: &StaffId) -> String {
    if me.staff.id == *id { "/console/account".to_owned() } else { format!("/console/staff/{id}") }
}

fn back(me: &SignedIn, id: &StaffId, done: &str) -> Redirect {
    Redirect::to(&format!("{}?done={done}", home(me, id)))
}

fn problem(error: AccountError) -> Problem {
    match error {
        AccountError::Store(error) => error.into(),
        // Whoever is disabled gets no code.
        AccountError::Unknown(_) => Problem::new(StatusCode::CONFLICT, "这个账号已经停用，先启用再绑定。"),
        refused => Problem::new(StatusCode::UNPROCESSABLE_ENTITY, format!("{refused}。")),
    }
}
