//! The web: the chat, which talks to the API, the page of a ticket and the pages of the documents.

mod documents;
mod pages;
mod tickets;

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use minijinja::{Environment, context};

use self::pages::Pages;
use crate::http::problem::Problem;
use crate::relay::Relay;

/// The template's name; its ending has minijinja escape what is filled in.
const PAGE: &str = "page.html";

/// What every page has around it, but the chat.
const FRAME: &str = "frame.html";

/// So many example questions fit on the first screen of a phone.
const EXAMPLES: usize = 6;

/// The pages and what belongs to them, naming who runs the service; fails only if a page itself is broken.
pub fn routes(relay: Arc<Relay>, operator: Option<String>) -> Result<Router, minijinja::Error> {
    let mut templates = Environment::new();
    templates.add_global("operator", operator);
    templates.add_template(FRAME, include_str!("frame.html"))?;
    let tickets = tickets::routes(relay.clone(), templates.clone())?;
    let documents = documents::routes(relay.clone(), templates.clone())?;
    templates.add_template(PAGE, include_str!("page.html"))?;
    let style = |text: &'static str| get(move || async move { asset("text/css; charset=utf-8", text) });
    Ok(Router::new()
        .route("/", get(page))
        .route("/base.css", style(include_str!("base.css")))
        .route("/frame.css", style(include_str!("frame.css")))
        .route("/chat.css", style(include_str!("chat.css")))
        .route("/plain.css", style(include_str!("plain.css")))
        .route("/chat.js", get(|| async { asset("text/javascript; charset=utf-8", include_str!("chat.js")) }))
        .route("/icon.svg", get(|| async { asset("image/svg+xml", include_str!("icon.svg")) }))
        .with_state(Pages::new(relay, templates))
        .merge(tickets)
        .merge(documents))
}

/// The first screen: greeting and examples are the assistant's own words.
async fn page(State(pages): State<Pages>) -> Result<impl IntoResponse, Problem> {
    let assistant = pages.relay.assistant();
    let help = &assistant.phrases().help;
    let examples: Vec<_> = help.examples.iter().take(EXAMPLES).collect();
    let (documents, over) = documents::every(assistant.knowledge(), pages.today());
    let greeting = assistant.greeting();
    let page = pages.render(PAGE, StatusCode::OK, context! { greeting, examples, documents, over })?;
    Ok(([(CACHE_CONTROL, "no-cache")], page))
}

fn asset(media_type: &'static str, text: &'static str) -> Response {
    ([(CONTENT_TYPE, media_type), (CACHE_CONTROL, "no-cache")], text).into_response()
}
