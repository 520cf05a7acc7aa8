//! Staff accounts, for administrators: who works here, in which role, for which region.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use minijinja::{Value, context};

use super::Console;
use super::access::{Secret, done, managed, shown};
use super::criteria::Criteria;
use super::fields::{Asked, Fields, Posted};
use super::page::with;
use crate::desk::accounts::{self, Account, AccountError, By, Password, reach};
use crate::desk::office::Office;
use crate::domain::calendar;
use crate::domain::ids::DeskId;
use crate::domain::staff::{Role, Staff, StaffId};
use crate::domain::ticket::{Filter, Status, statuses_that};
use crate::http::problem::Problem;
use crate::http::staff_session::{Administrator, SignedIn};

/// Shows everybody.
pub(super) async fn show(
    State(console): State<Console>,
    Administrator(me): Administrator,
) -> Result<Html<String>, Problem> {
    list(&console, &me, "", &Fields::default()).await
}

/// Makes an account and shows its password once.
pub(super) async fn add(State(console): State<Console>, _: Administrator, posted: Posted) -> Result<Response, Problem> {
    let Posted { by, fields } = posted;
    let password = Password::fresh();
    let (office, now) = (console.relay.office(), console.relay.now());
    let outcome = match written(fields.get("login").unwrap_or_default(), &fields) {
        Err(fault) => Err(AccountError::Invalid(fault)),
        Ok(staff) => match reach::may_give(&office, &by.staff, None, &staff) {
            Err(error) => Err(error),
            Ok(()) => accounts::add(&**console.store(), &office, staff, &password, By(&by.audit_name()), now).await,
        },
    };
    match outcome {
        Ok(account) => Ok(shown_once(&console, &by, &account, &password)?.into_response()),
        Err(AccountError::Store(error)) => Err(error.into()),
        Err(error) => {
            Ok(with(StatusCode::UNPROCESSABLE_ENTITY, list(&console, &by, &error.to_string(), &fields).await?))
        }
    }
}

/// Shows one account.
pub(super) async fn one(
    State(console): State<Console>,
    Administrator(me): Administrator,
    Path(id): Path<String>,
    Asked(fields): Asked,
) -> Result<Html<String>, Problem> {
    form(&console, &me, &existing(&console, &me, &id).await?, "", done(&fields)).await
}

/// Changes what somebody is and may do.
pub(super) async fn edit(
    State(console): State<Console>,
    _: Administrator,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, Problem> {
    let Posted { by, fields } = posted;
    let account = existing(&console, &by, &id).await?;
    let (office, now) = (console.relay.office(), console.relay.now());
    let outcome = match written(&id, &fields) {
        Err(fault) => Err(AccountError::Invalid(fault)),
        // Whoever locks themselves out cannot let themselves in again.
        Ok(staff) if staff.id == by.staff.id && staff.role < Role::Admin => {
            Err(AccountError::Invalid("不能取消自己的管理员身份；请另一位管理员来做".to_owned()))
        }
        Ok(staff) => {
            let Staff { telegram, disabled, .. } = account.staff;
            let staff = Staff { telegram, disabled, ..staff };
            match reach::may_give(&office, &by.staff, Some(&account.staff), &staff) {
                Err(error) => Err(error),
                Ok(()) => accounts::edit(&**console.store(), &office, staff, By(&by.audit_name()), now).await,
            }
        }
    };
    match outcome {
        Ok(account) => Ok(Redirect::to(&format!("/console/staff/{}?done=saved", account.staff.id)).into_response()),
        Err(AccountError::Store(error)) => Err(error.into()),
        Err(error) => {
            let page = form(&console, &by, &account, &error.to_string(), None).await?;
            Ok(with(StatusCode::UNPROCESSABLE_ENTITY, page))
        }
    }
}

/// Has somebody come in no more, at once, or again.
pub(super) async fn access(
    State(console): State<Console>,
    _: Administrator,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Redirect, Problem> {
    let Posted { by, fields } = posted;
    let id = existing(&console, &by, &id).await?.staff.id;
    let disabled = fields.get("disabled") == Some("yes");
    if disabled && id == by.staff.id {
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "不能停用自己；请另一位管理员来做。"));
    }
    let (name, now) = (by.audit_name(), console.relay.now());
    match accounts::set_disabled(&**console.store(), &id, disabled, By(&name), now).await {
        Ok(_) => Ok(Redirect::to(&format!("/console/staff/{id}?done=access"))),
        Err(AccountError::Store(error)) => Err(error.into()),
        Err(error) => Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, error.to_string())),
    }
}

/// Gives somebody a new password and shows it once.
pub(super) async fn reset(
    State(console): State<Console>,
    _: Administrator,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Html<String>, Problem> {
    let account = existing(&console, &posted.by, &id).await?;
    let password = Password::fresh();
    let by = posted.by.audit_name();
    let outcome = accounts::reset(&**console.store(), &account.staff.id, &password, By(&by), console.relay.now()).await;
    match outcome {
        Ok(account) => shown_once(&console, &posted.by, &account, &password),
        Err(AccountError::Store(error)) => Err(error.into()),
        Err(error) => Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, error.to_string())),
    }
}

async fn existing(console: &Console, me: &SignedIn, id: &str) -> Result<Account, Problem> {
    let id = StaffId::new(id).map_err(|_| Problem::not_found("没有这个账号。"))?;
    managed(console, me, &id).await
}

/// What a form says of somebody.
fn written(login: &str, fields: &Fields) -> Result<Staff, String> {
    let role = fields.get("role").unwrap_or_default();
    let role = Role::ALL.into_iter().find(|(_, name)| *name == role);
    Ok(Staff {
        id: StaffId::new(login).map_err(|error| error.to_string())?,
        name: fields.get("name").unwrap_or_default().to_owned(),
        role: role.map(|(role, _)| role).ok_or("请选择角色")?,
        region: fields.get("region").map(str::to_owned),
        desk: fields.get("desk").map(DeskId::new).transpose().map_err(|_| "没有这个服务台")?,
        telegram: None,
        disabled: false,
    })
}

async fn list(console: &Console, me: &SignedIn, fault: &str, typed: &Fields) -> Result<Html<String>, Problem> {
    let office = console.relay.office();
    let line = |account: &Account| -> Value {
        let staff = &account.staff;
        let desk = staff.desk.as_ref().map(|desk| office.desk_name(desk));
        context! {
            id => staff.id.as_str(),
            name => staff.name,
            role => staff.role.as_str(),
            region => staff.region.as_deref().unwrap_or("全部地区"),
            desk,
            disabled => staff.disabled,
            temporary => account.is_temporary,
            since => calendar::readable(account.password_set_at),
        }
    };
    let managed = reach::all_managed(&**console.store(), &office, &me.staff).await?;
    let people: Vec<Value> = managed.iter().map(line).collect();
    let field = |name: &str| typed.get(name).unwrap_or_default().to_owned();
    let typed = context! {
        login => field("login"), name => field("name"), role => field("role"), region => field("region"), desk => field("desk"),
    };
    console.page(
        me,
        "staff.html",
        context! { tab => "staff", people, fault, typed, choices => choices(&console.relay.office(), me) },
    )
}

async fn form(
    console: &Console,
    me: &SignedIn,
    account: &Account,
    fault: &str,
    done: Option<&str>,
) -> Result<Html<String>, Problem> {
    let staff = &account.staff;
    let open = statuses_that(Status::is_open);
    let theirs = Filter { statuses: open, agent: Some(Some(staff.id.clone())), ..Filter::default() };
    let person = context! {
        login => staff.id.as_str(),
        name => staff.name,
        role => staff.role.as_str(),
        region => staff.region.as_deref().unwrap_or_default(),
        desk => staff.desk.as_ref().map_or("", |desk| desk.as_str()),
        disabled => staff.disabled,
        temporary => account.is_temporary,
        open => console.store().count(&theirs).await?,
        open_link => Criteria::link(&[("status", "open"), ("agent", staff.id.as_str())]),
    };
    let access = shown(console, me, account).await?;
    let content =
        context! { tab => "staff", person, access, fault, done, choices => choices(&console.relay.office(), me) };
    console.page(me, "one_staff.html", content)
}

fn choices(office: &Office, me: &SignedIn) -> Value {
    let regions = reach::regions(office, &me.staff);
    let desks: Vec<(&str, &str)> = office.desks().iter().map(|desk| (desk.id.as_str(), desk.name.as_str())).collect();
    context! { regions, desks, roles => Role::ALL.map(|(_, name)| name) }
}

fn shown_once(
    console: &Console,
    me: &SignedIn,
    account: &Account,
    password: &Password,
) -> Result<Html<String>, Problem> {
    let secret = Secret {
        title: format!("{}的临时密码", account.staff.name),
        advice: "请当面或用可靠的方式交给本人，登录后要先换成自己的。",
        beside: vec![("账号", account.staff.id.as_str())],
        name: "密码",
        text: password.reveal(),
    };
    secret.page(console, me, &account.staff.id)
}
