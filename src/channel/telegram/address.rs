//! Where a conversation is on Telegram: `chat` in private, `chat/user` in a group, `chat_topic/user` in a topic of a group.

use crate::domain::message::{Channel, ConversationId};

/// A chat, and in a group the person in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Address {
    /// The chat to send to.
    pub(super) chat: i64,
    /// The topic of the chat, where it has topics and this is one of them.
    pub(super) topic: Option<i32>,
    /// Whose conversation it is, in a group.
    pub(super) user: Option<u64>,
}

impl Address {
    /// Reads the address out of a conversation's id.
    pub(super) fn of(conversation: &ConversationId) -> Option<Self> {
        if conversation.channel() != Channel::Telegram {
            return None;
        }
        let (place, user) = match conversation.key().split_once('/') {
            None => (conversation.key(), None),
            Some((place, user)) => (place, Some(user.parse().ok()?)),
        };
        let (chat, topic) = match place.split_once('_') {
            None => (place, None),
            Some((chat, topic)) => (chat, Some(topic.parse().ok()?)),
        };
        Some(Self { chat: chat.parse().ok()?, topic, user })
    }

    /// A chat as a whole.
    pub(super) fn of_chat(chat: i64) -> Self {
        Self { chat, topic: None, user: None }
    }

    /// The conversation, in the group of this address, of those who hide behind the group. It has no address of its own.
    pub(super) fn of_nobody(self) -> ConversationId {
        let key = format!("{}/anonymous", self.chat);
        ConversationId::new(Channel::Telegram, key).expect("a number, a slash and letters are a valid key")
    }

    /// The conversation at this address.
    pub(super) fn conversation(self) -> ConversationId {
        let topic = self.topic.map(|topic| format!("_{topic}")).unwrap_or_default();
        let user = self.user.map(|user| format!("/{user}")).unwrap_or_default();
        let key = format!("{}{topic}{user}", self.chat);
        ConversationId::new(Channel::Telegram, key).expect("numbers, a low line and a slash are a valid key")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_reads_back_from_its_conversation() {
        for address in [
            Address::of_chat(77),
            Address { chat: -1_000_123, topic: None, user: Some(u64::MAX) },
            Address { chat: -1_000_123, topic: Some(i32::MAX), user: Some(u64::MAX) },
        ] {
            assert_eq!(Address::of(&address.conversation()), Some(address));
        }
        for foreign in ["web:77", "telegram:abc", "telegram:1/2/3", "telegram:1/", "telegram:1_/2", "telegram:1_2_3/4"]
        {
            assert_eq!(Address::of(&foreign.parse().unwrap()), None, "{foreign}");
        }
    }
}
