//! Fetches a file that somebody sent to the bot.

use std::time::Duration;

use serde::Deserialize;
use teloxide::payloads::GetFile;
use teloxide::types::FileId;

use super::client::Client;
use super::errors::CallError;
use crate::domain::attachment::Attached;
use crate::domain::message::Enclosed;

/// A file takes longer than a call.
const PATIENCE: Duration = Duration::from_secs(40);

/// Of what Telegram tells of a file only the path is of use to us.
#[derive(Deserialize)]
struct Found {
    file_path: Option<String>,
}

/// The bytes of a file; of one that is too large for a ticket just enough to see that.
pub(super) async fn fetch(client: &Client, file: &Enclosed, patience: Duration) -> Result<Vec<u8>, CallError> {
    let wanted = GetFile::new(FileId(file.id.clone()));
    let found: Found = client.call(&wanted, patience).await?;
    let path = found.file_path.ok_or_else(|| CallError::Lost("the file has no path".to_owned()))?;
    client.download(&path, Attached::MAX_BYTES, PATIENCE.max(patience)).await
}
