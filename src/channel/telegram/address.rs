//! Where a conversation is on Telegram: `chat` in private, `chat/user` in a group.

use crate::domain::message::{Channel, ConversationId};

/// A chat, and in a group the person in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Address {
    /// The chat to send to.
    pub(super) chat: i64,
    /// Whose conversation it is, in a group.
    pub(super) user: Option<u64>,
}

impl Address {
    /// Reads the address out of a conversation's id.
    pub(super) fn of(conversation: &ConversationId) -> Option<Self> {
        if conversation.channel() != Channel::Telegram {
            return None;
        }
        match conversation.key().split_once('/') {
            None => Some(Self { chat: conversation.key().parse().ok()?, user: None }),
            Some((chat, user)) => Some(Self { chat: chat.parse().ok()?, user: Some(user.parse().ok()?) }),
        }
    }

    /// The conversation, in the group of this address, of those who hide behind the group. It has no address of its own.
    pub(super) fn of_nobody(self) -> ConversationId {
        let key = format!("{}/anonymous", self.chat);
        ConversationId::new(Channel::Telegram, key).expect("a number, a slash and letters are a valid key")
    }

    /// The conversation at this address.
    pub(super) fn conversation(self) -> ConversationId {
        let key = match self.user {
            None => self.chat.to_string(),
            Some(user) => format!("{}/{user}", self.chat),
        };
        ConversationId::new(Channel::Telegram, key).expect("two numbers and a slash are a valid key")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_reads_back_from_its_conversation() {
        for address in [Address { chat: 77, user: None }, Address { chat: -1_000_123, user: Some(u64::MAX) }] {
            assert_eq!(Address::of(&address.conversation()), Some(address));
        }
        for foreign in ["web:77", "telegram:abc", "telegram:1/2/3", "telegram:1/"] {
            assert_eq!(Address::of(&foreign.parse().unwrap()), None, "{foreign}");
        }
    }
}
