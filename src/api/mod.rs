//! The REST API: conversations, tickets, staff, health.

mod access;
pub mod accounts;
mod audit;
mod causes;
mod command_body;
mod conversations;
mod described;
mod desks;
mod documents;
mod export;
mod fields;
mod figures;
mod health;
mod idempotency;
mod letters;
pub mod link_code;
mod managed;
mod metrics;
mod news;
mod open311;
mod openapi;
mod overview;
mod own_body;
mod query;
mod regions;
mod roster;
mod schema;
pub mod staff;
mod stream;
pub mod ticket_body;
mod tickets;
mod version_tag;
mod views;
mod wording;

use std::num::NonZeroU32;
use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use axum::{Extension, Router, middleware};
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use self::open311::{discovery, key, requests, sent, services};
use self::openapi::{Document, Head};
use self::tickets::{attachments, change, history, list, merge, one, own_command, register};
use crate::http::rate::{self, Allowance, Limit};
use crate::http::upload;
use crate::relay::{Clock, Relay};

/// What the API is joined to.
#[derive(Clone)]
pub struct Service {
    /// Carries messages, registers tickets, knows the store they are read from.
    pub relay: Arc<Relay>,
    /// The time.
    pub clock: Clock,
}

/// Talking: many colleagues may share one address.
const TALK: Allowance = allowance(60, 120);
/// Sending files: each takes room on the disk.
const FILES: Allowance = allowance(20, 20);
/// Asking for news: every open page of theirs does it a few times a minute.
const NEWS: Allowance = allowance(240, 240);
/// Registering and looking up: nobody does it often, and codes are not to be guessed. Staff have proved who they are.
const TICKETS: Allowance = allowance(20, 20);

/// Every route of the API; each is described by what it is made of.
pub fn routes(service: Service) -> Router {
    let files = OpenApiRouter::new()
        .routes(routes!(attachments::list, attachments::add))
        .layer(DefaultBodyLimit::max(upload::LIMIT));
    let tickets = OpenApiRouter::new()
        .routes(routes!(register::register, list::list))
        .routes(routes!(one::one, change::change))
        .routes(routes!(own_command::command))
        .routes(routes!(merge::merge))
        .routes(routes!(history::events))
        .routes(routes!(history::notified))
        .routes(routes!(attachments::fetch))
        .merge(files)
        .layer(middleware::from_fn_with_state(Limit::new(TICKETS).except_staff(), rate::enforce));
    let reported = OpenApiRouter::new()
        .routes(routes!(requests::list_json, requests::make_json))
        .routes(routes!(requests::list_xml, requests::make_xml))
        .layer(DefaultBodyLimit::max(sent::LIMIT));
    let open311 = OpenApiRouter::new()
        .routes(routes!(services::list_json))
        .routes(routes!(services::list_xml))
        .routes(routes!(services::one))
        .routes(routes!(requests::one))
        .routes(routes!(discovery::json))
        .routes(routes!(discovery::xml))
        .merge(reported)
        .layer(middleware::from_fn_with_state(Limit::new(TICKETS).except_staff(), rate::enforce))
        .layer(middleware::from_fn_with_state(service.clone(), key::identify));
    let desk = OpenApiRouter::new()
        .routes(routes!(figures::figures))
        .routes(routes!(overview::show))
        .routes(routes!(export::tickets))
        .routes(routes!(causes::list))
        .routes(routes!(letters::list))
        .routes(routes!(views::list))
        .routes(routes!(views::save, views::forget))
        .routes(routes!(regions::regions))
        .routes(routes!(staff::me))
        .routes(routes!(desks::desks))
        .routes(routes!(audit::audit))
        .routes(routes!(staff::list, accounts::add))
        .routes(routes!(accounts::edit))
        .routes(routes!(accounts::reset))
        .routes(routes!(accounts::access))
        .routes(routes!(link_code::issue))
        .routes(routes!(staff::tokens, staff::make))
        .routes(routes!(staff::revoke));
    let roster =
        OpenApiRouter::new().routes(routes!(roster::list, roster::import)).layer(DefaultBodyLimit::max(upload::LIMIT));
    let operation = OpenApiRouter::new()
        .routes(routes!(health::alive))
        .routes(routes!(health::ready))
        .routes(routes!(metrics::metrics))
        .routes(routes!(openapi::document));
    let all = [talk(), sources(), tickets, open311, desk, roster, operation];
    let all = all.into_iter().fold(OpenApiRouter::with_openapi(Head::openapi()), OpenApiRouter::merge);
    let (routes, description) = all.split_for_parts();
    routes.layer(Extension(Document::of(description))).with_state(service)
}

/// What an enterprise says, and what it is told without saying anything.
fn talk() -> OpenApiRouter<Service> {
    let said = OpenApiRouter::new().routes(routes!(conversations::say));
    let sent = OpenApiRouter::new().routes(routes!(conversations::send)).layer(DefaultBodyLimit::max(upload::LIMIT));
    let told = OpenApiRouter::new().routes(routes!(news::news, stream::follow)).layer(Extension(stream::seats()));
    said.layer(middleware::from_fn_with_state(Limit::new(TALK), rate::enforce))
        .merge(sent.layer(middleware::from_fn_with_state(Limit::new(FILES), rate::enforce)))
        .merge(told.layer(middleware::from_fn_with_state(Limit::new(NEWS), rate::enforce)))
}

/// What the answers rest on.
fn sources() -> OpenApiRouter<Service> {
    OpenApiRouter::new()
        .routes(routes!(documents::list))
        .routes(routes!(documents::one))
        .routes(routes!(documents::place))
}

const fn allowance(burst: u32, per_minute: u32) -> Allowance {
    match (NonZeroU32::new(burst), NonZeroU32::new(per_minute)) {
        (Some(burst), Some(per_minute)) => Allowance { burst, per_minute },
        _ => panic!("an allowance is at least one"),
    }
}
