//! Which group is the staff group: one that becomes a supergroup goes on under another id.

use std::sync::PoisonError;

use serde::{Deserialize, Serialize};

use super::Relay;
use super::decide::Decide;
use crate::domain::conversation::Conversation;
use crate::domain::message::ConversationId;
use crate::store::record::{self, Record};
use crate::store::{Store, StoreError, Turn};

/// A group that goes on under another id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Moved {
    from: ConversationId,
    to: ConversationId,
}

impl Record for Moved {
    const KIND: &'static str = "moved_group";

    fn key(&self) -> String {
        self.from.to_string()
    }
}

/// Every id that a group has had since the settings named it, the present one last.
pub async fn ids_of(store: &dyn Store, named: ConversationId) -> Result<Vec<ConversationId>, StoreError> {
    let mut ids = vec![named];
    while let Some(last) = ids.last()
        && let Some(moved) = record::find::<Moved>(store, &last.to_string()).await?
        && !ids.contains(&moved.to)
    {
        ids.push(moved.to);
    }
    if let [named, .., now] = &ids[..] {
        remind(named, now);
    }
    Ok(ids)
}

/// Tells the operator what to change.
fn remind(named: &ConversationId, now: &ConversationId) {
    let (named, now) = (named.key(), now.key());
    tracing::warn!(
        telegram.chat = now,
        "the staff group {named} has become a supergroup: set telegram.staff_chat = {now}; until then the new id is used all the same"
    );
}

impl<D: Decide> Relay<D> {
    /// The staff group, if there is one.
    pub fn staff_room(&self) -> Option<ConversationId> {
        self.staff_rooms().pop()
    }

    /// Every id the staff group has had, the present one last.
    pub fn staff_rooms(&self) -> Vec<ConversationId> {
        self.staff_rooms.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// A conversation goes on under another id: what waits for it and what was talked about go along. If it is the staff
    /// group, that is kept for the next start, too.
    pub async fn go_on(&self, from: &ConversationId, to: &ConversationId) -> Result<(), StoreError> {
        if from == to {
            return Ok(());
        }
        let _turn = self.turns.of(to).await;
        let before = match self.store.conversation(to).await? {
            Some(_) => None,
            None => self.store.conversation(from).await?,
        };
        let conversation = before.map(|before| Conversation { id: to.clone(), ..before });
        let mut turn =
            Turn { conversation, moved: Some((from.clone(), to.clone())), at: self.now(), ..Turn::default() };
        let is_staff_room = self.staff_room().as_ref() == Some(from);
        if is_staff_room {
            turn.keep(&Moved { from: from.clone(), to: to.clone() })?;
        }
        self.store.commit(turn).await?;
        tracing::info!(conversation = %from, %to, "conversation goes on elsewhere");
        if is_staff_room {
            let mut rooms = self.staff_rooms.write().unwrap_or_else(PoisonError::into_inner);
            rooms.push(to.clone());
            remind(rooms.first().unwrap_or(from), to);
        }
        self.outbox_bell.notify_one();
        Ok(())
    }
}
