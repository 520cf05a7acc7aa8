//! What reaches us: one message of one conversation on one channel.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A way by which enterprises reach us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Channel {
    /// The Telegram bot.
    Telegram,
    /// The web chat and the HTTP API.
    Web,
    /// A conversation in the terminal.
    Terminal,
}

impl Channel {
    const ALL: [(Self, &'static str); 3] =
        [(Self::Telegram, "telegram"), (Self::Web, "web"), (Self::Terminal, "terminal")];

    /// The name as it stands in a conversation's id.
    pub fn as_str(self) -> &'static str {
        Self::ALL[self as usize].1
    }

    /// What staff call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Telegram => "Telegram",
            Self::Web => "网页对话",
            Self::Terminal => "终端",
        }
    }

    /// Whether a reply can be sent later, without the enterprise asking for it.
    pub fn can_push(self) -> bool {
        matches!(self, Self::Telegram)
    }

    /// Whether photos and files can be sent over it.
    pub fn takes_files(self) -> bool {
        matches!(self, Self::Telegram | Self::Web)
    }
}

/// One enterprise user on one channel, written `telegram:4711`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ConversationId {
    channel: Channel,
    key: String,
}

/// Says that a text is no conversation id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("不是有效的会话编号")]
pub struct InvalidConversationId;

impl ConversationId {
    /// The conversation of `key` on `channel`; the key is 1 to 80 letters, digits, `-`, `_` or `/`.
    pub fn new(channel: Channel, key: impl Into<String>) -> Result<Self, InvalidConversationId> {
        let key = key.into();
        let well_formed = (1..=80).contains(&key.len())
            && key.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'/'));
        if well_formed { Ok(Self { channel, key }) } else { Err(InvalidConversationId) }
    }

    /// The channel.
    pub fn channel(&self) -> Channel {
        self.channel
    }

    /// What the channel calls the conversation.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// What the channel calls the whole group this conversation is held in, whichever of its topics: `-100` for `-100_45/7`.
    pub fn group_key(&self) -> &str {
        self.key.split(['/', '_']).next().unwrap_or(&self.key)
    }

    /// The group or the topic of a group this conversation is held in, and what the channel calls the person: `-100/7` is person 7 in group -100.
    pub fn in_group(&self) -> Option<(Self, &str)> {
        let (group, person) = self.key.split_once('/')?;
        Some((Self { channel: self.channel, key: group.to_owned() }, person))
    }
}

impl fmt::Display for ConversationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.channel.as_str(), self.key)
    }
}

impl FromStr for ConversationId {
    type Err = InvalidConversationId;

    fn from_str(text: &str) -> Result<Self, InvalidConversationId> {
        let (name, key) = text.split_once(':').ok_or(InvalidConversationId)?;
        let channel = Channel::ALL.iter().find(|(_, known)| *known == name).ok_or(InvalidConversationId)?.0;
        Self::new(channel, key)
    }
}

impl TryFrom<String> for ConversationId {
    type Error = InvalidConversationId;
    fn try_from(text: String) -> Result<Self, InvalidConversationId> {
        text.parse()
    }
}

impl From<ConversationId> for String {
    fn from(id: ConversationId) -> Self {
        id.to_string()
    }
}

/// What the channel calls the message; the same id twice in a conversation is the same message twice.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct MessageId(pub String);

/// What was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Content {
    /// Written words, as they came.
    Text(String),
    /// A button was pressed; the payload is ours, or forged.
    Press(String),
    /// Something that cannot be read: a photo, a voice message, a file.
    Unreadable(Attachment),
    /// Somebody's contact card.
    Contact {
        /// What they are called.
        name: String,
        /// Their number, as the card has it.
        phone: String,
    },
    /// A place on the map.
    Place(Place),
}

/// A place on the map.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// What it is called, if it is called anything.
    pub name: Option<String>,
    /// Its address, if it has one.
    pub address: Option<String>,
    /// How far north it is, in millionths of a degree.
    pub north: i32,
    /// How far east it is, in millionths of a degree.
    pub east: i32,
}

impl Place {
    /// Its coordinates as decimal degrees, north first.
    pub fn degrees(&self) -> (String, String) {
        let [north, east] = [self.north, self.east].map(|millionths| format!("{:.5}", f64::from(millionths) / 1e6));
        (north, east)
    }

    /// What it is called and where it is, as far as that is said.
    pub fn words(&self) -> String {
        let said = [self.name.as_deref(), self.address.as_deref()];
        said.into_iter().flatten().collect::<Vec<_>>().join("，")
    }
}

/// The kinds of content that cannot be read yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Attachment {
    /// A picture or a sticker.
    Picture,
    /// A voice or audio message.
    Voice,
    /// A film.
    Video,
    /// Any other file.
    File,
    /// A poll and the like.
    Other,
}

/// One message of an enterprise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Tells repeats of the same message.
    pub id: MessageId,
    /// Whose message it is.
    pub conversation: ConversationId,
    /// What was sent.
    pub content: Content,
    /// When it reached us.
    pub at: Timestamp,
    /// The message it answers, or whose button it presses, if its channel says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refers_to: Option<MessageId>,
    /// The photo or file that came with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<Enclosed>,
    /// What its channel calls it, where a reply can name it and its words can be changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<MessageId>,
    /// Whether its words take the place of those that `origin` had before.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub revised: bool,
    /// The album it belongs to: messages of one album were sent at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub album: Option<String>,
}

/// A file that came with a message; its bytes are fetched from the channel when they are wanted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enclosed {
    /// What the channel calls it.
    pub id: String,
    /// What its owner calls it.
    pub name: Option<String>,
    /// How large it is, in bytes, as far as the channel says.
    pub bytes: Option<u64>,
}

impl Message {
    /// A message that refers to no other and brings no file.
    pub fn new(id: MessageId, conversation: ConversationId, content: Content, at: Timestamp) -> Self {
        let (refers_to, file, origin, album) = (None, None, None, None);
        Self { id, conversation, content, at, refers_to, file, origin, revised: false, album }
    }

    /// Its words; none of what has no words.
    pub fn words(&self) -> Option<&str> {
        match &self.content {
            Content::Text(text) => Some(text),
            Content::Press(_) | Content::Unreadable(_) | Content::Contact { .. } | Content::Place(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_conversation_id_reads_back() {
        let id = ConversationId::new(Channel::Telegram, "-100/7").unwrap();
        assert_eq!(id.to_string().parse(), Ok(id));
        for bad in ["", "telegram", "telegram:", "fax:1", "web:a b", "web:../x"] {
            assert!(bad.parse::<ConversationId>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_person_in_a_group_is_told_from_the_group() {
        let group: ConversationId = "telegram:-100".parse().unwrap();
        let person: ConversationId = "telegram:-100/7".parse().unwrap();
        assert_eq!(person.in_group(), Some((group.clone(), "7")));
        assert_eq!(group.in_group(), None);
        let in_topic: ConversationId = "telegram:-100_45/7".parse().unwrap();
        assert_eq!(in_topic.group_key(), "-100");
    }

    #[test]
    fn every_channel_has_its_own_name() {
        for (channel, name) in Channel::ALL {
            assert_eq!(channel.as_str(), name);
        }
    }
}
