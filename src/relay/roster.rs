//! Which conversations have messages to handle, in the order in which they come on; each stands in it once.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use crate::domain::message::ConversationId;

/// A conversation whose oldest message is to be handled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Call {
    /// Which.
    pub(super) conversation: ConversationId,
    /// How often the assistant has failed at that message.
    pub(super) broken: u32,
    /// How often the store has failed since the last success.
    pub(super) store_failures: u32,
    /// How much of the album at hand had come at the last look.
    pub(super) gathered: usize,
}

impl Call {
    /// A call after which nothing has failed yet.
    pub(super) fn fresh(conversation: ConversationId) -> Self {
        Self { conversation, broken: 0, store_failures: 0, gathered: 0 }
    }
}

/// The roster.
#[derive(Default)]
pub(super) struct Roster {
    lists: Mutex<Lists>,
    bell: Notify,
}

#[derive(Default)]
struct Lists {
    queue: VecDeque<Call>,
    /// Every conversation that is queued, handled or waits for another try, and whether it was called again meanwhile.
    present: HashMap<ConversationId, bool>,
}

impl Roster {
    /// Says that messages of a conversation have come.
    pub(super) fn call(&self, conversation: &ConversationId) {
        let mut lists = self.lists();
        if let Some(again) = lists.present.get_mut(conversation) {
            *again = true;
            return;
        }
        lists.present.insert(conversation.clone(), false);
        lists.queue.push_back(Call::fresh(conversation.clone()));
        self.bell.notify_one();
    }

    /// Waits for the conversation that comes on; to be given back by [`Roster::requeue`] or [`Roster::rest`].
    pub(super) async fn next(&self) -> Call {
        loop {
            if let Some(call) = self.lists().queue.pop_front() {
                return call;
            }
            self.bell.notified().await;
        }
    }

    /// Puts a conversation at the end of the queue, because more of its messages may wait.
    pub(super) fn requeue(&self, call: Call) {
        self.lists().queue.push_back(call);
        self.bell.notify_one();
    }

    /// Takes off a conversation that has no message left, unless it was called again meanwhile.
    pub(super) fn rest(&self, conversation: &ConversationId) {
        let called_again = self.lists().present.remove(conversation) == Some(true);
        if called_again {
            self.call(conversation);
        }
    }

    fn lists(&self) -> MutexGuard<'_, Lists> {
        self.lists.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::message::Channel;

    fn id(key: &str) -> ConversationId {
        ConversationId::new(Channel::Telegram, key).unwrap()
    }

    #[tokio::test]
    async fn a_conversation_stands_in_the_roster_once() {
        let roster = Roster::default();
        for key in ["1", "2", "1"] {
            roster.call(&id(key));
        }
        assert_eq!(roster.next().await.conversation, id("1"));
        assert_eq!(roster.next().await.conversation, id("2"));
        assert!(roster.lists().queue.is_empty());
    }

    #[tokio::test]
    async fn a_call_during_the_work_is_not_lost() {
        let roster = Roster::default();
        roster.call(&id("1"));
        let call = roster.next().await;
        roster.call(&id("1"));
        assert!(roster.lists().queue.is_empty(), "it must not be handled twice at a time");
        roster.rest(&call.conversation);
        assert_eq!(roster.next().await, call);
        roster.rest(&call.conversation);
        assert!(roster.lists().present.is_empty());
    }
}
