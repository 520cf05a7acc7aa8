//! Brings the bot up: who we are, no webhook, the menu of commands.

use std::time::Duration;

use serde::Serialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use teloxide::payloads::{DeleteWebhook, GetMe, SetMyCommands};
use teloxide::requests::Payload;
use teloxide::types::User;
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
    /// The group in which staff work on tickets.
    pub(super) staff_chat: Option<i64>,
}

/// Prepares polling; waits out every failure but a wrong token. `None` when asked to stop before it succeeded.
pub(super) async fn connect(
    client: &Client,
    pace: Pace,
    staff_chat: Option<i64>,
    shutdown: &CancellationToken,
) -> Result<Option<Bot>, TelegramError> {
    tokio::select! {
        () = shutdown.cancelled() => Ok(None),
        bot = prepare(client, pace, staff_chat) => bot.map(Some),
    }
}

async fn prepare(client: &Client, pace: Pace, staff_chat: Option<i64>) -> Result<Bot, TelegramError> {
    let user: User = insist(client, &GetMe::new(), pace).await?;
    let bot = Bot { id: user.id.0, name: user.username.unwrap_or_default(), staff_chat };
    // What waits at Telegram was said to us: it is not dropped.
    let mut no_webhook = DeleteWebhook::new();
    no_webhook.drop_pending_updates = Some(false);
    let _: IgnoredAny = insist(client, &no_webhook, pace).await?;
    // Without the menu everything still works, so it is tried once.
    let menu = SetMyCommands::new(commands::menu());
    if let Err(error) = client.call::<IgnoredAny, _>(&menu, pace.patience).await {
        warn!(%error, "Telegram did not take the menu of commands");
    }
    info!(telegram.bot = bot.name, "connected to Telegram");
    Ok(bot)
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
