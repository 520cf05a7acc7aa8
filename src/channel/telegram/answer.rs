//! Answers button presses, so that the button stops turning on the enterprise's screen.

use std::sync::Arc;
use std::time::Duration;

use serde::de::IgnoredAny;
use teloxide::payloads::AnswerCallbackQuery;
use teloxide::types::CallbackQueryId;
use tracing::debug;

use super::client::Client;
use super::errors::CallError;
use crate::domain::message::MessageId;

/// An answer later than this helps nobody.
const PATIENCE: Duration = Duration::from_secs(3);

/// What a person reads who presses a button that was shown to somebody else; at most 200 characters.
const NOT_YOURS: &str = "这个按钮是给另一位用户的。您有问题请直接发消息并 @我，我来为您解答。";

/// Telegram takes no longer text with an answer, in characters.
const LONGEST: usize = 200;

/// So many characters are read in passing.
const PASSING: usize = 40;

/// A press that waits for its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tap {
    /// Which press.
    pub(super) query: CallbackQueryId,
    /// Whether the button was shown to somebody else.
    pub(super) refused: bool,
}

/// Answers one press; a failure changes nothing of what the press causes, so it is only noted.
pub(super) async fn answer(client: Arc<Client>, tap: Tap) {
    let mut payload = AnswerCallbackQuery::new(tap.query);
    payload.text = tap.refused.then(|| NOT_YOURS.to_owned());
    if let Err(error) = client.call::<IgnoredAny, _>(&payload, PATIENCE).await {
        debug!(%error, "a button press could not be answered");
    }
}

/// Shows a text to whoever pressed a button; a longer one in a window of its own. Without a text the press is only answered.
pub(super) async fn alert(client: &Client, press: &MessageId, text: &str) -> Result<(), CallError> {
    let mut payload = AnswerCallbackQuery::new(CallbackQueryId(press.0.clone()));
    if !text.is_empty() {
        payload.text = Some(text.chars().take(LONGEST).collect());
        payload.show_alert = Some(text.chars().count() > PASSING);
    }
    client.call::<IgnoredAny, _>(&payload, PATIENCE).await.map(|_| ())
}
