//! Where tickets are read from: the running server, or the store when none runs.

use anyhow::anyhow;

use super::wanted::Wanted;
use crate::api::ticket_body::{TicketBody, TicketsBody};
use crate::app;
use crate::config::Settings;
use crate::domain::ticket::{Order, TicketNumber};
use crate::http::control::{Client, ClientError};
use crate::store::{SharedStore, StoreError};

/// Tickets read at once.
const PAGE: usize = 200;

/// Where tickets are read from.
pub(super) enum Origin<'a> {
    Served(Client),
    Opened(SharedStore, &'a Settings),
}

impl<'a> Origin<'a> {
    /// The running server if there is one, else the store.
    pub(super) fn find(settings: &'a Settings) -> anyhow::Result<Self> {
        match app::running(settings) {
            Some(client) => Ok(Self::Served(client)),
            None => Ok(Self::Opened(app::store(settings)?, settings)),
        }
    }

    /// The newest tickets that are wanted, at most `most`.
    pub(super) async fn newest(&self, wanted: &Wanted, most: usize) -> anyhow::Result<Vec<TicketBody>> {
        let mut tickets = Vec::new();
        match self {
            Self::Served(client) => {
                let mut query = wanted.query();
                while tickets.len() < most {
                    query.push(("limit", PAGE.min(most - tickets.len()).to_string()));
                    let page: TicketsBody = client.get("/api/v1/tickets", &query).await?;
                    tickets.extend(page.tickets);
                    let Some(next) = page.next else { break };
                    query.retain(|(name, _)| !matches!(*name, "limit" | "after"));
                    query.push(("after", next.to_string()));
                }
            }
            Self::Opened(store, settings) => {
                let filter = wanted.filter(settings, app::clock()())?;
                let page = store.page(&filter, Order::Newest, None, most).await.map_err(unreadable)?;
                for line in page.tickets {
                    tickets.extend(store.ticket(&line.summary.number).await.map_err(unreadable)?.map(TicketBody::from));
                }
            }
        }
        Ok(tickets)
    }

    /// One ticket.
    pub(super) async fn one(&self, number: &TicketNumber) -> anyhow::Result<Option<TicketBody>> {
        match self {
            Self::Served(client) => match client.get(&format!("/api/v1/tickets/{number}"), &[]).await {
                Ok(ticket) => Ok(Some(ticket)),
                Err(ClientError::Problem(problem)) if problem.status == 404 => Ok(None),
                Err(error) => Err(error.into()),
            },
            Self::Opened(store, _) => Ok(store.ticket(number).await.map_err(unreadable)?.map(TicketBody::from)),
        }
    }
}

fn unreadable(error: StoreError) -> anyhow::Error {
    anyhow!(error).context("读不了存储")
}
