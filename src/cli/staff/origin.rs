//! Where accounts are kept: with the running server, or in the store when none runs.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::json;

use super::super::Ending;
use super::BY;
use crate::api::accounts::{AccountBody, AccountForm};
use crate::app;
use crate::config::Settings;
use crate::desk::accounts::{self, Account, AccountError, Password};
use crate::desk::office::Office;
use crate::domain::ids::DeskId;
use crate::domain::staff::{Role, Staff, StaffId};
use crate::http::control::{Client, ClientError};
use crate::store::SharedStore;

/// Where accounts are kept.
pub(super) enum Origin {
    Served(Client),
    Opened(SharedStore, Arc<Office>),
}

/// A member of staff as lists show them.
#[derive(Debug, Deserialize)]
pub(super) struct Member {
    pub(super) id: StaffId,
    pub(super) name: String,
    pub(super) role: Role,
    pub(super) region: Option<String>,
    pub(super) desk: Option<DeskId>,
    pub(super) disabled: bool,
}

impl Origin {
    /// The running server if there is one, else the store.
    pub(super) fn find(settings: &Settings) -> anyhow::Result<Self> {
        if let Some(client) = app::running(settings) {
            return Ok(Self::Served(client));
        }
        let store = app::store(settings)?;
        let assistant = app::assistant(settings)?;
        Ok(Self::Opened(store, app::office(settings, &assistant)?))
    }

    /// Everybody, by login.
    pub(super) async fn all(&self) -> anyhow::Result<Vec<Member>> {
        #[derive(Deserialize)]
        struct Everybody {
            staff: Vec<Member>,
        }
        Ok(match self {
            Self::Served(client) => client.get::<Everybody>("/api/v1/staff", &[]).await?.staff,
            Self::Opened(store, _) => {
                let accounts = accounts::all(&**store).await?;
                accounts.into_iter().map(|account| Member::from(account.staff)).collect()
            }
        })
    }

    /// Makes an account.
    pub(super) async fn add(&self, staff: Staff, password: &Password) -> anyhow::Result<()> {
        match self {
            Self::Served(client) => {
                let Staff { id, name, role, region, desk, .. } = staff;
                let password = Some(password.reveal().to_owned());
                let form = AccountForm { id: id.to_string(), name, role, region, desk, password };
                client.post::<AccountBody>("/api/v1/staff", &form).await?;
            }
            Self::Opened(store, office) => {
                accounts::add(&**store, office, staff, password, BY, (app::clock())()).await?;
            }
        }
        Ok(())
    }

    /// Gives somebody another password; faults if there is no such account.
    pub(super) async fn reset(&self, id: &StaffId, password: &Password) -> anyhow::Result<Ending> {
        match self {
            Self::Served(client) => {
                let form = json!({ "password": password.reveal() });
                served(client.post::<AccountBody>(&format!("/api/v1/staff/{id}/password"), &form).await)
            }
            Self::Opened(store, _) => opened(accounts::reset(&**store, id, password, BY, (app::clock())()).await),
        }
    }

    /// Lets somebody in no more, or again; faults if there is no such account.
    pub(super) async fn set_disabled(&self, id: &StaffId, disabled: bool) -> anyhow::Result<Ending> {
        match self {
            Self::Served(client) => {
                let form = json!({ "disabled": disabled });
                served(client.post::<AccountBody>(&format!("/api/v1/staff/{id}/access"), &form).await)
            }
            Self::Opened(store, _) => {
                opened(accounts::set_disabled(&**store, id, disabled, BY, (app::clock())()).await)
            }
        }
    }
}

fn served(outcome: Result<AccountBody, ClientError>) -> anyhow::Result<Ending> {
    match outcome {
        Ok(_) => Ok(Ending::Done),
        Err(ClientError::Problem(problem)) if problem.status == 404 => Ok(Ending::Faults),
        Err(error) => Err(error.into()),
    }
}

fn opened(outcome: Result<Account, AccountError>) -> anyhow::Result<Ending> {
    match outcome {
        Ok(_) => Ok(Ending::Done),
        Err(AccountError::Unknown(_)) => Ok(Ending::Faults),
        Err(error) => Err(error.into()),
    }
}

impl From<Staff> for Member {
    fn from(staff: Staff) -> Self {
        let Staff { id, name, role, region, desk, disabled, .. } = staff;
        Self { id, name, role, region, desk, disabled }
    }
}
