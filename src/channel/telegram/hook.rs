//! Takes the updates that Telegram delivers to us by its webhook.

use std::ops::RangeInclusive;
use std::sync::Arc;

use async_trait::async_trait;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use tracing::{error, warn};

use super::{Inbox, Telegram};
use crate::http::webhook::{NotTaken, Receive};

/// The path under which Telegram reaches us.
pub(super) const PATH: &str = "/telegram/webhook";

/// The header by which Telegram proves itself.
pub(super) const SECRET_HEADER: &str = "x-telegram-bot-api-secret-token";

/// How long the secret is: too long to be guessed, and no longer than Telegram takes it.
const SECRET_CHARS: RangeInclusive<usize> = 32..=256;

/// Whether a secret cannot be guessed and is one that Telegram takes.
pub(super) fn is_strong(secret: &SecretString) -> bool {
    let secret = secret.expose_secret();
    SECRET_CHARS.contains(&secret.len())
        && secret.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}

/// Puts what Telegram delivers into an inbox.
pub(super) struct Hook {
    /// The bot it is delivered to.
    pub(super) telegram: Arc<Telegram>,
    /// Where it goes.
    pub(super) inbox: Arc<dyn Inbox>,
}

#[async_trait]
impl Receive for Hook {
    async fn receive(&self, body: &[u8]) -> Result<(), NotTaken> {
        // Who we are decides what an update is to us; until that is known Telegram keeps it.
        let Some(intake) = self.telegram.intake.get() else { return Err(NotTaken) };
        let Ok(update) = serde_json::from_slice::<Value>(body) else {
            // Repeating would not make it better.
            warn!(bytes = body.len(), "skipped an update that is no JSON");
            return Ok(());
        };
        intake.take(&*self.inbox, &[update]).await.map_err(|failure| {
            error!(error = %failure, "the inbox cannot take an update; Telegram keeps it");
            NotTaken
        })
    }
}
