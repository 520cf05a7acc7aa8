//! What a message does that is for the desk and not for the assistant.

use super::Relay;
use super::decide::Decide;
use crate::domain::message::{Channel, Content, ConversationId, Message, MessageId};
use crate::domain::ticket::Press;

/// The command by which staff make themselves known in private.
const LINK: &str = "/link";

/// Tells how the staff group works.
const HELP: &str = "/help";

/// Tells the figures of the day.
const TODAY: &str = "/today";

/// Tells a group what it is; channels say it when we join one.
const GROUP: &str = "/group";

/// What a message does that is for the desk and not for the assistant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Deed {
    /// A button on a card was pressed.
    Press {
        /// The button.
        press: Press,
        /// The message it stands under.
        card: Option<MessageId>,
        /// The user of Telegram who pressed it.
        user: u64,
    },
    /// A card was replied to.
    Reply {
        /// The card.
        card: MessageId,
        /// What was written; none for a photo and the like.
        words: Option<String>,
        /// The user of Telegram who wrote it; none who hides behind the group.
        user: Option<u64>,
    },
    /// Somebody makes themselves known.
    Link {
        /// The code they sent.
        code: String,
        /// The user of Telegram they are.
        user: u64,
    },
    /// Somebody wants to make themselves known where everybody reads along.
    LinkInGroup,
    /// How the staff group works is to be told.
    Help,
    /// The figures of the day are to be told.
    Today,
    /// A group that is not the staff group is to be told what it is.
    Group,
}

impl<D: Decide> Relay<D> {
    /// What a message does, if it is for the desk.
    pub(super) fn deed(&self, message: &Message) -> Option<Deed> {
        let conversation = &message.conversation;
        if conversation.channel() != Channel::Telegram {
            return None;
        }
        let words = message.words().map(str::trim);
        let Some((group, person)) = conversation.in_group() else {
            let user = conversation.key().parse().ok()?;
            return Some(Deed::Link { code: link(words?)?.to_owned(), user });
        };
        if words.and_then(link).is_some() {
            return Some(Deed::LinkInGroup);
        }
        if self.staff_rooms().contains(&group) {
            return in_staff_group(message, words, person.parse().ok());
        }
        (words == Some(GROUP)).then_some(Deed::Group)
    }

    /// Where the answer to a message goes: to the group, if it was said in one.
    pub(super) fn room_of(&self, message: &Message) -> ConversationId {
        message.conversation.in_group().map_or_else(|| message.conversation.clone(), |(room, _)| room)
    }
}

fn in_staff_group(message: &Message, words: Option<&str>, user: Option<u64>) -> Option<Deed> {
    match (words, &message.content) {
        (Some(HELP | GROUP), _) => return Some(Deed::Help),
        (Some(TODAY), _) => return Some(Deed::Today),
        _ => {}
    }
    let card = message.refers_to.clone();
    match &message.content {
        Content::Press(payload) => Some(Deed::Press { press: payload.parse().ok()?, card, user: user? }),
        _ => Some(Deed::Reply { card: card?, words: words.map(str::to_owned), user }),
    }
}

/// What follows the command to make oneself known, if that is what was said.
fn link(words: &str) -> Option<&str> {
    let code = words.strip_prefix(LINK)?;
    (code.is_empty() || code.starts_with(char::is_whitespace)).then(|| code.trim())
}
