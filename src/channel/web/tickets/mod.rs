//! The page on which an enterprise follows its ticket by number and code; it works without JavaScript.

mod shown;

use std::num::NonZeroU32;
use std::sync::Arc;

use axum::Form;
use axum::Router;
use axum::extract::multipart::MultipartRejection;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{DefaultBodyLimit, Multipart, Query, Request, State};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use minijinja::{Environment, Value};
use serde::{Deserialize, Serialize};

use self::shown::Shown;
use super::pages::Pages;
use crate::desk::own::OwnTicket;
use crate::desk::who::Who;
use crate::domain::ticket::{Command, Rating, Ticket};
use crate::http::problem::Problem;
use crate::http::rate::{self, Allowance, Limit};
use crate::http::upload::{self, Upload};
use crate::relay::{ActError, Relay};

/// The template's name; its ending has minijinja escape what is filled in.
const PAGE: &str = "tickets.html";

/// Nobody looks often, and codes are not to be guessed.
const LOOKING: Option<NonZeroU32> = NonZeroU32::new(20);

#[derive(Clone)]
struct Desk(Pages);

/// What opens a ticket. It travels in the body of a form, never in an address that logs and histories keep.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
struct Opened {
    #[serde(default)]
    number: String,
    #[serde(default)]
    code: String,
    /// Which file, where one is fetched.
    #[serde(default, skip_serializing)]
    digest: String,
}

/// What the page says.
#[derive(Debug, Default, Serialize)]
struct Page {
    opened: Opened,
    ticket: Option<Shown>,
    done: Option<&'static str>,
    fault: Option<String>,
    /// What was typed and not taken.
    words: String,
}

/// The page and its style; fails only if the page itself is broken.
pub(super) fn routes(relay: Arc<Relay>, mut templates: Environment<'static>) -> Result<Router, minijinja::Error> {
    templates.add_template(PAGE, include_str!("tickets.html"))?;
    let desk = Desk(Pages::new(relay, templates));
    let looking = LOOKING.map(|often| Limit::new(Allowance { burst: often, per_minute: often }));
    let asked = Router::new()
        .route("/tickets", get(form).post(look))
        .route("/tickets/file", post(file))
        .route("/tickets/act", post(act).layer(DefaultBodyLimit::max(upload::LIMIT)));
    let asked = match looking {
        Some(limit) => asked.layer(middleware::from_fn_with_state(limit, rate::enforce)),
        None => asked,
    };
    let asked = asked.layer(middleware::from_fn_with_state(desk.clone(), plainly));
    let style = get(|| async { super::asset("text/css; charset=utf-8", include_str!("tickets.css")) });
    Ok(asked.route("/tickets.css", style).with_state(desk))
}

/// The empty form, perhaps with the number filled in.
async fn form(State(desk): State<Desk>, opened: Result<Query<Opened>, QueryRejection>) -> Result<Response, Problem> {
    let number = opened.map(|Query(opened)| opened.number).unwrap_or_default();
    let opened = Opened { number, ..Opened::default() };
    desk.render(StatusCode::OK, &Page { opened, ..Page::default() })
}

/// The ticket of a number and a code.
async fn look(State(desk): State<Desk>, form: Result<Form<Opened>, FormRejection>) -> Result<Response, Problem> {
    let Form(opened) = form.map_err(|_| Problem::new(StatusCode::BAD_REQUEST, "表单没有收全，请再试一次。"))?;
    match desk.0.relay.own(&opened.number, &opened.code).await? {
        Some(ticket) => desk.show(StatusCode::OK, opened, &ticket, Page::default()),
        None => desk.unknown(opened),
    }
}

/// Does what a button says and shows the ticket as it stands then.
async fn act(State(desk): State<Desk>, form: Result<Multipart, MultipartRejection>) -> Result<Response, Problem> {
    let upload = upload::read(form).await?;
    let field = |name: &str| upload.field(name).to_owned();
    let opened = Opened { number: field("number"), code: field("code"), digest: String::new() };
    let Some(ticket) = desk.0.relay.own(&opened.number, &opened.code).await? else { return desk.unknown(opened) };
    let words = field("words");
    match desk.perform(&ticket, upload).await {
        Ok((ticket, done)) => {
            let page = Page { done: Some(done), ..Page::default() };
            desk.show(StatusCode::OK, opened, &ticket, page)
        }
        Err(ActError::Store(error)) => Err(error.into()),
        Err(error) => {
            let problem = Problem::from(error).body(None);
            let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::BAD_REQUEST);
            let page = Page { fault: Some(problem.detail), words, ..Page::default() };
            let ticket = desk.0.relay.own(&opened.number, &opened.code).await?.unwrap_or(ticket);
            desk.show(status, opened, &ticket, page)
        }
    }
}

/// A file of the ticket.
async fn file(State(desk): State<Desk>, form: Result<Form<Opened>, FormRejection>) -> Result<Response, Problem> {
    let Form(opened) = form.map_err(|_| Problem::no_ticket())?;
    let Some(ticket) = desk.0.relay.own(&opened.number, &opened.code).await? else { return desk.unknown(opened) };
    let unknown = || Problem::not_found("这张诉求单没有这个附件。");
    let file = ticket.files.iter().find(|file| file.digest == opened.digest).ok_or_else(unknown)?;
    let bytes = desk.0.relay.store().file(&file.digest).await?.ok_or_else(unknown)?;
    Ok(upload::saved(file, bytes))
}

/// Middleware: whoever reads a page gets problems as a page.
async fn plainly(State(desk): State<Desk>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let Some(problem) = response.extensions_mut().remove::<Problem>() else { return response };
    let page = Page { fault: Some(problem.body(None).detail), ..Page::default() };
    let Ok(mut readable) = desk.render(response.status(), &page) else { return problem.into_response() };
    if let Some(wait) = response.headers_mut().remove(axum::http::header::RETRY_AFTER) {
        readable.headers_mut().insert(axum::http::header::RETRY_AFTER, wait);
    }
    readable
}

impl Desk {
    /// Does what a form wants; gives the ticket and what is said of it.
    async fn perform(&self, ticket: &Ticket, upload: Upload) -> Result<(Ticket, &'static str), ActError> {
        let words = upload.field("words").trim().to_owned();
        let said = (!words.is_empty()).then(|| words.clone());
        // A form of an older version was sent twice, or something has happened meanwhile.
        let seen = Some(upload.field("version").parse().unwrap_or(0));
        let (command, done) = match upload.field("act") {
            "confirm" => (Command::Confirm, "太好了，已经办结。请您再评个分。"),
            "reopen" => (Command::Reopen { reason: words }, "已经重新办理，我们会尽快答复您。"),
            "withdraw" => (Command::Withdraw { reason: said }, "已经撤回。"),
            "rate" => {
                let points = upload.field("rating").parse().unwrap_or(0);
                let rating = Rating::new(points).map_err(|error| invalid(&error.to_string()))?;
                (Command::Rate { rating, words: said }, "谢谢您的评价。")
            }
            "supply" => return self.supply(ticket, seen, said, upload.file()).await,
            _ => return Err(invalid("没有看懂要做什么，请再点一次")),
        };
        let number = &ticket.number;
        Ok((self.0.relay.act(number, seen, &Who::Enterprise, &command).await?, done))
    }

    async fn supply(
        &self,
        ticket: &Ticket,
        seen: Option<usize>,
        said: Option<String>,
        file: Option<(String, Vec<u8>)>,
    ) -> Result<(Ticket, &'static str), ActError> {
        let (number, who) = (&ticket.number, &Who::Enterprise);
        if said.is_none() && file.is_none() {
            return Err(invalid("请写几个字，或者选一个文件"));
        }
        // A file that is refused must not leave half of the form done.
        if let Some((name, bytes)) = &file {
            crate::desk::attach::examine(name, bytes)?;
        }
        let mut now = ticket.clone();
        if let Some(text) = said {
            now = self.0.relay.act(number, seen, who, &Command::Supply { text }).await?;
        }
        if let Some((name, bytes)) = file {
            now = self.0.relay.attach(number, who, (&name, bytes), None).await?;
        }
        Ok((now, "收到，已经补充到诉求单。"))
    }

    fn show(&self, status: StatusCode, opened: Opened, ticket: &Ticket, page: Page) -> Result<Response, Problem> {
        let own = OwnTicket::of(ticket, &self.0.relay.office(), self.0.relay.now());
        self.render(status, &Page { opened, ticket: Some(Shown::from(own)), ..page })
    }

    fn unknown(&self, opened: Opened) -> Result<Response, Problem> {
        let fault = Some("没有找到这张诉求单，请核对单号和查询码。".to_owned());
        self.render(StatusCode::NOT_FOUND, &Page { opened, fault, ..Page::default() })
    }

    fn render(&self, status: StatusCode, page: &Page) -> Result<Response, Problem> {
        let page = self.0.render(PAGE, status, Value::from_serialize(page))?;
        let robots = (axum::http::HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex"));
        Ok(([robots], page).into_response())
    }
}

fn invalid(reason: &str) -> ActError {
    crate::desk::refusal::Refusal::Invalid(reason.to_owned()).into()
}
