//! Lets only one turn of a conversation happen at a time.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard};

use crate::domain::message::ConversationId;

/// The conversations that somebody is at work on.
#[derive(Default)]
pub(super) struct Turns {
    locks: Mutex<HashMap<ConversationId, Arc<AsyncMutex<()>>>>,
}

/// The right to work on a conversation; ends when dropped.
pub(super) struct TurnOf<'a> {
    turns: &'a Turns,
    conversation: ConversationId,
    guard: Option<OwnedMutexGuard<()>>,
}

impl Turns {
    /// Waits until nobody else is at work on the conversation; first come, first served.
    pub(super) async fn of(&self, conversation: &ConversationId) -> TurnOf<'_> {
        // Made before the wait, so that a caller that gives up waiting leaves no lock behind.
        let mut turn = TurnOf { turns: self, conversation: conversation.clone(), guard: None };
        let lock = self.with(|locks| locks.entry(conversation.clone()).or_default().clone());
        turn.guard = Some(lock.lock_owned().await);
        turn
    }

    fn with<T>(&self, work: impl FnOnce(&mut HashMap<ConversationId, Arc<AsyncMutex<()>>>) -> T) -> T {
        work(&mut self.locks.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for TurnOf<'_> {
    fn drop(&mut self) {
        drop(self.guard.take());
        self.turns.with(|locks| {
            if locks.get(&self.conversation).is_some_and(|lock| Arc::strong_count(lock) == 1) {
                locks.remove(&self.conversation);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::message::Channel;

    #[tokio::test(start_paused = true)]
    async fn a_conversation_has_one_turn_at_a_time_and_leaves_no_lock() {
        let turns = Turns::default();
        let one = ConversationId::new(Channel::Web, "1").unwrap();
        let two = ConversationId::new(Channel::Web, "2").unwrap();
        let turn = turns.of(&one).await;
        drop(turns.of(&two).await);
        let soon = std::time::Duration::from_millis(1);
        assert!(tokio::time::timeout(soon, turns.of(&one)).await.is_err());
        drop(turn);
        drop(turns.of(&one).await);
        assert!(turns.with(|locks| locks.is_empty()));
    }
}
