//! Pages for staff: the queue, each ticket, the dashboard, and what administrators look after.

mod access;
mod account;
mod actions;
mod assets;
mod audit;
mod batch;
mod causes;
mod chart;
mod command;
mod criteria;
mod dashboard;
mod export;
mod fields;
mod files;
mod glance;
mod history;
mod letters;
mod next;
mod page;
mod presence;
mod queue;
mod resume;
mod roster;
mod row;
mod sign_in;
mod staff;
mod ticket;
mod views;

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use axum::{Router, middleware};
use minijinja::Environment;

use self::presence::Presence;
use self::sign_in::Tries;
use crate::desk::accounts;
use crate::domain::staff::StaffId;
use crate::domain::ticket::TicketNumber;
use crate::http::rate::{self, Allowance, Limit};
use crate::http::upload;
use crate::relay::Relay;
use crate::store::{SharedStore, StoreError};

/// Signing in, for one caller: a whole office may share an address.
const SIGN_IN: Allowance = match (NonZeroU32::new(30), NonZeroU32::new(30)) {
    (Some(burst), Some(per_minute)) => Allowance { burst, per_minute },
    _ => panic!("an allowance is at least one"),
};
/// What the pages are made of.
#[derive(Clone)]
struct Console {
    relay: Arc<Relay>,
    pages: Arc<Environment<'static>>,
    presence: Arc<Presence>,
    tries: Arc<Tries>,
}

impl Console {
    fn store(&self) -> &SharedStore {
        self.relay.store()
    }

    /// The names of staff by login.
    async fn names(&self) -> Result<HashMap<StaffId, String>, StoreError> {
        let accounts = accounts::all(&**self.store()).await?;
        Ok(accounts.into_iter().map(|account| (account.staff.id, account.staff.name)).collect())
    }
}

/// Every route of the console; fails only if a template is broken.
pub fn routes(relay: Arc<Relay>) -> Result<Router, minijinja::Error> {
    let pages = Arc::new(page::templates()?);
    let console = Console { relay, pages, presence: Arc::default(), tries: Arc::default() };
    let uploads = Router::new()
        .route("/console/tickets/{number}/files", post(files::upload))
        .route("/console/roster", get(roster::show).post(roster::preview))
        .layer(DefaultBodyLimit::max(upload::LIMIT));
    let doors = Router::new()
        .route("/console/sign-in", get(sign_in::show).post(sign_in::sign_in))
        .layer(middleware::from_fn_with_state(Limit::new(SIGN_IN), rate::enforce));
    let tickets = Router::new()
        .route("/console/tickets", get(queue::show))
        .route("/console/tickets/export", get(export::tickets))
        .route("/console/tickets/batch", post(batch::act))
        .route("/console/tickets/{number}", get(ticket::show).post(actions::act))
        .route("/console/tickets/{number}/merge", post(actions::merge))
        .route("/console/tickets/{number}/here", get(presence::here))
        .route("/console/tickets/{number}/files/{digest}", get(files::download))
        .route("/console/views", post(views::save))
        .route("/console/views/forget", post(views::forget));
    let upkeep = Router::new()
        .route("/console/causes", get(causes::show))
        .route("/console/letters", get(letters::show))
        .route("/console/audit", get(audit::show))
        .route("/console/roster/import", post(roster::import))
        .route("/console/staff", get(staff::show).post(staff::add))
        .route("/console/staff/{id}", get(staff::one).post(staff::edit))
        .route("/console/staff/{id}/reset", post(staff::reset))
        .route("/console/staff/{id}/access", post(staff::access));
    let accounts = Router::new()
        .route("/console/account", get(account::show))
        .route("/console/account/tokens", post(access::make_token))
        .route("/console/staff/{id}/sessions", post(access::end_sessions))
        .route("/console/staff/{id}/link", post(access::link))
        .route("/console/staff/{id}/unlink", post(access::unlink))
        .route("/console/staff/{id}/tokens/revoke", post(access::revoke_token));
    let pages = Router::new()
        .route("/console", get(dashboard::show))
        .route("/console/", get(dashboard::home))
        .route("/console/sign-out", post(sign_in::sign_out))
        .route("/console/password", get(sign_in::password).post(sign_in::change_password))
        .route("/console/assets/{name}", get(assets::show))
        .route("/console/{*rest}", get(page::unknown))
        .merge(uploads)
        .merge(doors)
        .merge(tickets)
        .merge(accounts)
        .merge(upkeep);
    let pages = pages
        .layer(middleware::from_fn_with_state(console.clone(), resume::keep))
        .layer(middleware::from_fn_with_state(console.clone(), page::friendly));
    Ok(pages.with_state(console))
}

/// A ticket's number in an address; none if it cannot be one.
fn number(text: &str) -> Option<TicketNumber> {
    text.parse().ok()
}
