//! Takes in the files that came with a message: each is held on disk for its conversation before anything is decided.

use std::collections::BTreeSet;
use std::time::Duration;

use super::decide::Decide;
use super::said::{Came, Said};
use super::{Relay, SendError};
use crate::assistant::outcome::{Brought, Effect, Unfit};
use crate::desk::attach::examine;
use crate::domain::attachment::Attached;
use crate::domain::conversation::Conversation;
use crate::domain::message::{ConversationId, Enclosed};
use crate::store::StoreError;

/// A file that could not be fetched is tried for again after each of these times.
const RETRIES: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(3)];

/// What a photo is called, which comes without a name.
const NAMELESS: &str = "照片";

impl<D: Decide> Relay<D> {
    /// Takes in every file that came along; those that fit are on disk when it returns. In a group nothing is taken in:
    /// what is registered is registered in private.
    pub(super) async fn take_in(&self, said: &Said) -> Result<Vec<Brought>, StoreError> {
        let from = &said.message.conversation;
        let mut brought = Vec::new();
        if from.in_group().is_some() || said.message.revised {
            return Ok(brought);
        }
        for file in &said.files {
            brought.push(match file {
                Came::Whole(name, bytes) => self.hold(from, name, bytes.clone()).await?,
                Came::There(file) if file.bytes.is_some_and(|bytes| bytes > Attached::MAX_BYTES) => {
                    Err(Unfit::TooLarge)
                }
                Came::There(file) => match self.fetch(from, file).await {
                    Some(bytes) => self.hold(from, file.name.as_deref().unwrap_or(NAMELESS), bytes).await?,
                    None => Err(Unfit::NotFetched),
                },
            });
        }
        Ok(brought)
    }

    async fn hold(&self, of: &ConversationId, name: &str, bytes: Vec<u8>) -> Result<Brought, StoreError> {
        let file = match examine(name, &bytes) {
            Ok(file) => file,
            Err(unfit) => return Ok(Err(Unfit::Refused(unfit.to_string()))),
        };
        let held = self.store.hold_file(of, &file.digest, bytes, self.now()).await?;
        Ok(if held { Ok(file) } else { Err(Unfit::NoRoom) })
    }

    /// Keeps for good what is to be attached; gives what is missing, because it was held too long.
    pub(super) async fn keep_held(
        &self,
        of: &ConversationId,
        effects: &[Effect],
    ) -> Result<BTreeSet<String>, StoreError> {
        let mut missing = BTreeSet::new();
        for effect in effects {
            let Effect::Attach { files, .. } = effect else { continue };
            for file in files {
                match self.store.held_file(of, &file.digest).await? {
                    Some(bytes) => self.store.keep_file(&file.digest, bytes).await?,
                    None => drop(missing.insert(file.digest.clone())),
                }
            }
        }
        Ok(missing)
    }

    /// Lets go of what a conversation does not hold any more. What a crash leaves behind is swept later.
    pub(super) async fn let_go(&self, conversation: &Conversation) {
        if let Err(error) = self.store.let_go(&conversation.id, &conversation.held.digests()).await {
            tracing::warn!(conversation = %conversation.id, %error, "files that nobody wants are left to the sweep");
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
