//! Where tickets are read from: the running server, or the store when none runs.

use anyhow::anyhow;

use crate::api::ticket_body::{TicketBody, TicketsBody};
use crate::app;
use crate::config::Settings;
use crate::domain::ticket::TicketNumber;
use crate::http::control::{Client, ClientError};
use crate::store::{SharedStore, StoreError, TicketQuery};

/// Tickets read at once.
const PAGE: usize = 200;

/// Where tickets are read from.
pub(super) enum Origin {
    Served(Client),
    Opened(SharedStore),
}

impl Origin {
    /// The running server if there is one, else the store.
    pub(super) fn find(settings: &Settings) -> anyhow::Result<Self> {
        match app::running(settings) {
            Some(client) => Ok(Self::Served(client)),
            None => Ok(Self::Opened(app::store(settings)?)),
        }
    }

    /// The newest tickets, at most `most`.
    pub(super) async fn newest(&self, most: usize) -> anyhow::Result<Vec<TicketBody>> {
        let mut tickets = Vec::new();
        let mut before = None;
        while tickets.len() < most {
            let (page, next) = self.page(before, PAGE.min(most - tickets.len())).await?;
            tickets.extend(page);
            before = next;
            if before.is_none() {
                break;
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
            Self::Opened(store) => Ok(store.ticket(number).await.map_err(unreadable)?.map(TicketBody::from)),
        }
    }

    /// A page, newest first, and before which ticket the next one begins.
    async fn page(
        &self,
        before: Option<TicketNumber>,
        limit: usize,
    ) -> anyhow::Result<(Vec<TicketBody>, Option<TicketNumber>)> {
        match self {
            Self::Served(client) => {
                let mut query = vec![("limit", limit.to_string())];
                query.extend(before.map(|number| ("after", number.to_string())));
                let page: TicketsBody = client.get("/api/v1/tickets", &query).await?;
                Ok((page.tickets, page.next))
            }
            Self::Opened(store) => {
                let query = TicketQuery { conversation: None, before, limit };
                let tickets = store.tickets(&query).await.map_err(unreadable)?;
                let next = tickets.last().filter(|_| tickets.len() >= limit).map(|ticket| ticket.number.clone());
                Ok((tickets.into_iter().map(TicketBody::from).collect(), next))
            }
        }
    }
}

fn unreadable(error: StoreError) -> anyhow::Error {
    anyhow!(error).context("读不了存储")
}
