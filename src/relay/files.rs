//! Fetches the files that belong to a message and keeps those that fit.

use std::collections::HashMap;
use std::time::Duration;

use super::decide::Decide;
use super::{Relay, SendError};
use crate::assistant::outcome::Effect;
use crate::desk::attach::examine;
use crate::domain::attachment::Attached;
use crate::domain::message::{ConversationId, Enclosed};
use crate::store::StoreError;

/// A file that could not be fetched is tried for again after each of these times.
const RETRIES: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(3)];

/// What the enterprise reads whose file did not arrive.
const NOT_FETCHED: &str = "这个文件没有收到，请过一会儿再发一次。";

/// What the enterprise reads whose file is larger than a ticket takes.
const TOO_LARGE: &str = "文件太大了，最大 10 MB，请压缩一下，或者拍张照片发来。";

/// What a photo is called, which comes without a name.
const NAMELESS: &str = "照片";

/// What came of the files of a message, by what the channel calls them: the file, or why it is not taken.
pub(super) type Files = HashMap<String, Result<Attached, String>>;

impl<D: Decide> Relay<D> {
    /// Fetches every file that is to be attached; those that fit are on disk when it returns.
    pub(super) async fn fetch_files(&self, from: &ConversationId, effects: &[Effect]) -> Result<Files, StoreError> {
        let mut files = Files::new();
        for effect in effects {
            if let Effect::Attach { file, .. } = effect {
                files.insert(file.id.clone(), self.fetch_file(from, file).await?);
            }
        }
        Ok(files)
    }

    async fn fetch_file(&self, from: &ConversationId, file: &Enclosed) -> Result<Result<Attached, String>, StoreError> {
        if file.bytes.is_some_and(|bytes| bytes > Attached::MAX_BYTES) {
            return Ok(Err(TOO_LARGE.to_owned()));
        }
        let Some(bytes) = self.fetch(from, file).await else { return Ok(Err(NOT_FETCHED.to_owned())) };
        match examine(file.name.as_deref().unwrap_or(NAMELESS), &bytes) {
            Err(unfit) => Ok(Err(unfit.to_string())),
            Ok(attached) => {
                self.store.keep_file(&attached.digest, bytes).await?;
                Ok(Ok(attached))
            }
        }
    }

    async fn fetch(&self, from: &ConversationId, file: &Enclosed) -> Option<Vec<u8>> {
        let post = self.post();
        for wait in RETRIES.iter().map(Some).chain([None]) {
            match (post.fetch(from, file).await, wait) {
                (Ok(bytes), _) => return Some(bytes),
                (Err(SendError::Wait(_) | SendError::Passing(_)), Some(wait)) => tokio::time::sleep(*wait).await,
                (Err(error), _) => {
                    tracing::warn!(conversation = %from, ?error, "a file could not be fetched");
                    return None;
                }
            }
        }
        None
    }
}
