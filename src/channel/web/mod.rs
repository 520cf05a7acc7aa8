//! The web: the chat, which talks to the API, and the page of a ticket.

mod tickets;

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{Html, IntoResponse};
use axum::routing::get;
use minijinja::{Environment, context};

use crate::http::problem::Problem;
use crate::relay::Relay;

/// The template's name; its ending has minijinja escape what is filled in.
const PAGE: &str = "page.html";

/// So many example questions fit on the first screen of a phone.
const EXAMPLES: usize = 6;

#[derive(Clone)]
struct Chat {
    relay: Arc<Relay>,
    templates: Arc<Environment<'static>>,
}

/// The page and what belongs to it; fails only if the page itself is broken.
pub fn routes(relay: Arc<Relay>) -> Result<Router, minijinja::Error> {
    let mut templates = Environment::new();
    templates.add_template(PAGE, include_str!("page.html"))?;
    let tickets = tickets::routes(relay.clone())?;
    let chat = Chat { relay, templates: Arc::new(templates) };
    Ok(Router::new()
        .route("/", get(page))
        .route("/chat.css", get(|| async { asset("text/css; charset=utf-8", include_str!("chat.css")) }))
        .route("/chat.js", get(|| async { asset("text/javascript; charset=utf-8", include_str!("chat.js")) }))
        .route("/icon.svg", get(|| async { asset("image/svg+xml", include_str!("icon.svg")) }))
        .with_state(chat)
        .merge(tickets))
}

/// The first screen: greeting and examples are the assistant's own words.
async fn page(State(chat): State<Chat>) -> Result<impl IntoResponse, Problem> {
    let assistant = chat.relay.assistant();
    let help = &assistant.phrases().help;
    let examples: Vec<_> = help.examples.iter().take(EXAMPLES).collect();
    let filled = chat.templates.get_template(PAGE).and_then(|page| {
        let greeting = &help.start;
        page.render(context! { greeting, examples })
    });
    let html = filled.map_err(|error| {
        tracing::error!(%error, "the page could not be filled in");
        Problem::internal()
    })?;
    Ok(([(CACHE_CONTROL, "no-cache")], Html(html)))
}

fn asset(media_type: &'static str, text: &'static str) -> impl IntoResponse {
    ([(CONTENT_TYPE, media_type), (CACHE_CONTROL, "no-cache")], text)
}
