//! The REST API: conversations, tickets, health.

mod conversations;
mod fields;
mod health;
pub mod link_code;
mod lookup;
mod registration;
pub mod ticket_body;

use std::num::NonZeroU32;
use std::sync::Arc;

use axum::Router;
use axum::middleware;
use axum::routing::{get, post};

use crate::http::rate::{self, Allowance, Limit};
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
/// Registering and looking up: nobody does it often, and codes are not to be guessed.
const TICKETS: Allowance = allowance(20, 20);

/// Every route of the API.
pub fn routes(service: Service) -> Router {
    let talk = Router::new()
        .route("/api/v1/conversations/{conversation}/messages", post(conversations::say))
        .layer(middleware::from_fn_with_state(Limit::new(TALK), rate::enforce));
    let tickets = Router::new()
        .route("/api/v1/tickets", post(registration::register).get(lookup::list))
        .route("/api/v1/tickets/{number}", get(lookup::one))
        .layer(middleware::from_fn_with_state(Limit::new(TICKETS), rate::enforce));
    let staff = Router::new().route("/api/v1/staff/{id}/link-code", post(link_code::issue));
    let health = Router::new().route("/healthz", get(health::alive)).route("/readyz", get(health::ready));
    talk.merge(tickets).merge(staff).merge(health).with_state(service)
}

const fn allowance(burst: u32, per_minute: u32) -> Allowance {
    match (NonZeroU32::new(burst), NonZeroU32::new(per_minute)) {
        (Some(burst), Some(per_minute)) => Allowance { burst, per_minute },
        _ => panic!("an allowance is at least one"),
    }
}
