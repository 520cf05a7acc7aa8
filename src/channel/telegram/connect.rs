//! Brings the bot up: who we are, how updates arrive, the menus of commands.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use teloxide::payloads::{DeleteWebhook, GetMe};
use teloxide::requests::Payload;
use teloxide::types::{AllowedUpdate, True, User};
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use super::Pace;
use super::backoff::Backoff;
use super::client::Client;
use super::commands;
use super::errors::{CallError, TelegramError};

/// Who we are on Telegram.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bot {
    /// Our user id.
    pub(super) id: u64,
    /// Our name, without the `@`.
    pub(super) name: String,
    /// The group in which staff work on tickets, by every id it has had.
    pub(super) staff_chats: Vec<i64>,
}

/// How updates arrive.
#[derive(Debug)]
pub(super) enum Arrival {
    /// We ask for them.
    Asked,
    /// Telegram delivers them.
    Delivered {
        /// Where to.
        url: String,
        /// What Telegram proves itself with.
        secret: SecretString,
    },
}

/// The kinds of updates we want.
pub(super) const ALLOWED: [AllowedUpdate; 3] =
    [AllowedUpdate::Message, AllowedUpdate::EditedMessage, AllowedUpdate::CallbackQuery];

/// setWebhook as JSON; teloxide would send a form, for the sake of certificates that we do not send.
#[derive(Serialize)]
struct SetPlainWebhook<'a> {
    url: &'a str,
    secret_token: &'a str,
    allowed_updates: [AllowedUpdate; 3],
    drop_pending_updates: bool,
}

impl Payload for SetPlainWebhook<'_> {
    type Output = True;
    const NAME: &'static str = "SetWebhook";
}

/// Asks who we are, waiting out every failure but a wrong token; `None` when asked to stop before it succeeded.
pub(super) async fn identify(
    client: &Client,
    pace: Pace,
    shutdown: &CancellationToken,
) -> Result<Option<Bot>, TelegramError> {
    let identified = async {
        let user: User = insist(client, &GetMe::new(), pace).await?;
        Ok(Bot { id: user.id.0, name: user.username.unwrap_or_default(), staff_chats: Vec::new() })
    };
    shutdown.run_until_cancelled(identified).await.transpose()
}

/// Tells Telegram how updates arrive and what can be said to us, waiting out every failure but a wrong token; false
/// when asked to stop before it succeeded.
pub(super) async fn connect(
    client: &Client,
    pace: Pace,
    arrival: &Arrival,
    staff_chat: Option<i64>,
    shutdown: &CancellationToken,
) -> Result<bool, TelegramError> {
    let connected = async {
        arrange(client, pace, arrival).await?;
        show_menus(client, pace, staff_chat).await;
        info!("connected to Telegram");
        Ok(())
    };
    Ok(shutdown.run_until_cancelled(connected).await.transpose()?.is_some())
}

/// What waits at Telegram was said to us: it is not dropped.
async fn arrange(client: &Client, pace: Pace, arrival: &Arrival) -> Result<(), TelegramError> {
    let _: IgnoredAny = match arrival {
        Arrival::Asked => {
            let mut none = DeleteWebhook::new();
            none.drop_pending_updates = Some(false);
            insist(client, &none, pace).await?
        }
        Arrival::Delivered { url, secret } => {
            let secret_token = secret.expose_secret();
            let webhook = SetPlainWebhook { url, secret_token, allowed_updates: ALLOWED, drop_pending_updates: false };
            insist(client, &webhook, pace).await?
        }
    };
    Ok(())
}

/// Without the menus everything still works, so each is tried once.
async fn show_menus(client: &Client, pace: Pace, staff_chat: Option<i64>) {
    for menu in commands::menus(staff_chat) {
        if let Err(error) = client.call::<IgnoredAny, _>(&menu, pace.patience).await {
            warn!(%error, "Telegram did not take a menu of commands");
        }
    }
}

async fn insist<T: DeserializeOwned, P: Payload + Serialize>(
    client: &Client,
    payload: &P,
    pace: Pace,
) -> Result<T, TelegramError> {
    let mut backoff = Backoff::new(pace);
    loop {
        match client.call(payload, pace.patience).await {
            Ok(result) => return Ok(result),
            Err(error) if error.is_wrong_token() => return Err(TelegramError::WrongToken),
            Err(error) => wait(&error, &mut backoff).await,
        }
    }
}

async fn wait(error: &CallError, backoff: &mut Backoff) {
    let wait: Duration = error.wait().unwrap_or_else(|| backoff.next());
    warn!(%error, wait_seconds = wait.as_secs_f32(), "cannot reach Telegram yet, trying again");
    tokio::time::sleep(wait).await;
}
