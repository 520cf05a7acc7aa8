//! Turns an update into a message of ours.

mod content;
mod group;

use jiff::Timestamp;
use serde_json::Value;
use teloxide::types::{
    CallbackQuery, CallbackQueryId, Chat, MaybeInaccessibleMessage, Message as Post, MessageKind, Update, UpdateKind,
    User,
};

use self::content::{content, enclosed, shared, unnamed};
use super::address::Address;
use super::connect::Bot;
use super::keyboard;
use crate::domain::message::{Content, Message, MessageId};
use crate::domain::ticket::Press;

/// As whom those appear who hide behind their group.
const HIDDEN: u64 = 1_087_968_824;

/// What an update is to us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Incoming {
    /// Something was said.
    Said(Message),
    /// A button was pressed, which wants an answer.
    Pressed(Message, CallbackQueryId),
    /// A button about a ticket was pressed in the staff group; whoever handles it answers the press, which is the id of
    /// the message.
    StaffPressed(Message),
    /// A button was pressed that was shown to somebody else.
    NotYours(CallbackQueryId),
    /// A group goes on under another number.
    Moved {
        /// The number it had.
        from: i64,
        /// The number it has now.
        to: i64,
    },
    /// Nothing for us; a press wants an answer all the same.
    Ignored(Option<CallbackQueryId>),
    /// It is not what the Bot API describes, or newer than we are.
    Unparsable,
}

/// Translates the update with the number `id`, which reached us at `now`.
pub(super) fn translate(id: i64, update: &Value, bot: &Bot, now: Timestamp) -> Incoming {
    if let Some(moved) = moved(&update["message"]) {
        return moved;
    }
    // teloxide reads updates from text only.
    let Ok(parsed) = serde_json::from_str::<Update>(&update.to_string()) else {
        return rescued(id, update, bot, now);
    };
    match parsed.kind {
        UpdateKind::Message(post) if post.kind == (MessageKind::Empty {}) && post.chat.is_private() => {
            rescued(id, update, bot, now)
        }
        UpdateKind::Message(post) => said(id, &post, &update["message"], bot, now),
        UpdateKind::EditedMessage(post) => revised(id, &post, bot, now),
        UpdateKind::CallbackQuery(query) => pressed(id, query, &update["callback_query"], bot, now),
        UpdateKind::Error(_) => rescued(id, update, bot, now),
        _ => Incoming::Ignored(None),
    }
}

/// The two notes Telegram writes when a group becomes a supergroup: one into the old one, one into the new one.
fn moved(post: &Value) -> Option<Incoming> {
    let here = post["chat"]["id"].as_i64()?;
    let to = post["migrate_to_chat_id"].as_i64().map(|to| (here, to));
    let (from, to) = to.or_else(|| Some((post["migrate_from_chat_id"].as_i64()?, here)))?;
    Some(Incoming::Moved { from, to })
}

fn said(id: i64, post: &Post, raw: &Value, bot: &Bot, now: Timestamp) -> Incoming {
    // What a channel has posted comes by itself into the group in which it is talked about.
    if raw["is_automatic_forward"] == true {
        return Incoming::Ignored(None);
    }
    let in_staff_group = bot.staff_chats.contains(&post.chat.id.0);
    let hidden = post.sender_chat.as_ref().is_some_and(|sender| sender.id == post.chat.id);
    let Some(from) = post.from.as_ref().filter(|from| hidden || !from.is_bot) else {
        return Incoming::Ignored(None);
    };
    // Staff read and write in the group as a whole.
    let topic = topic(raw).filter(|_| !in_staff_group);
    let Some(address) = address(&post.chat, from, topic) else { return Incoming::Ignored(None) };
    let content = match content(post, raw) {
        Some(content) if post.chat.is_private() => Some(unnamed(content)),
        Some(content) if in_staff_group => group::for_staff(content, post, bot),
        Some(content) => group::for_us(content, post, bot),
        None => group::joined(raw, bot),
    };
    let Some(content) = content else { return Incoming::Ignored(None) };
    let mut said = message(format!("u{id}"), address, content, now);
    // Whoever acts for staff must be somebody.
    if hidden && in_staff_group {
        said.conversation = address.of_nobody();
    }
    Incoming::Said(complete(said, raw, bot))
}

/// A message with everything it brings besides its words.
fn complete(said: Message, raw: &Value, bot: &Bot) -> Message {
    Message {
        refers_to: answered(raw, bot),
        file: enclosed(raw),
        origin: raw["message_id"].as_i64().map(|id| MessageId(id.to_string())),
        album: raw["media_group_id"].as_str().map(str::to_owned),
        ..said
    }
}

/// Words that were changed after they were sent. In a group everybody has read the earlier ones, and they stand; where
/// only a picture or a place has changed, nothing new is said.
fn revised(id: i64, post: &Post, bot: &Bot, now: Timestamp) -> Incoming {
    let words = post.text().or_else(|| post.caption()).filter(|words| !words.trim().is_empty());
    let author = post.from.as_ref().filter(|from| !from.is_bot && from.id.0 != bot.id);
    let (Some(words), Some(author), true) = (words, author, post.chat.is_private()) else {
        return Incoming::Ignored(None);
    };
    let Some(address) = address(&post.chat, author, None) else { return Incoming::Ignored(None) };
    let said = message(format!("u{id}"), address, unnamed(Content::Text(words.to_owned())), now);
    Incoming::Said(Message { origin: Some(MessageId(post.id.0.to_string())), revised: true, ..said })
}

/// The topic a message belongs to, where its group has topics.
fn topic(post: &Value) -> Option<i32> {
    let topic = post["message_thread_id"].as_i64().filter(|_| post["is_topic_message"] == true)?;
    i32::try_from(topic).ok()
}

/// The message of ours to which a post is the answer.
fn answered(post: &Value, bot: &Bot) -> Option<MessageId> {
    let answered = &post["reply_to_message"];
    let ours = answered["from"]["id"].as_u64() == Some(bot.id);
    answered["message_id"].as_i64().filter(|_| ours).map(|id| MessageId(id.to_string()))
}

/// Each press is a message of its own: whether it is one tap too many hangs on what has happened since the last one.
fn pressed(id: i64, query: CallbackQuery, raw: &Value, bot: &Bot, now: Timestamp) -> Incoming {
    let (Some(shown), Some(data)) = (&query.message, &query.data) else {
        return Incoming::Ignored(Some(query.id));
    };
    let (chat, shown, ours) = match shown {
        MaybeInaccessibleMessage::Regular(post) => (&post.chat, post.id, is_our_own(post, bot)),
        MaybeInaccessibleMessage::Inaccessible(post) => (&post.chat, post.message_id, true),
    };
    let topic = topic(&raw["message"]).filter(|_| !bot.staff_chats.contains(&chat.id.0));
    let Some(mut address) = address(chat, &query.from, topic) else { return Incoming::Ignored(Some(query.id)) };
    if address.user.is_some() && keyboard::is_of(data, HIDDEN) {
        address.user = Some(HIDDEN);
    }
    let for_staff = ours && bot.staff_chats.contains(&address.chat);
    let about_ticket = |payload: &str| payload.parse::<Press>().is_ok();
    let payload = match keyboard::payload(data, address) {
        Some(payload) => payload,
        // Cards of the staff group are for everybody in it.
        None if for_staff && about_ticket(data) => data,
        None => return Incoming::NotYours(query.id),
    };
    let content = Content::Press(payload.to_owned());
    let refers_to = Some(MessageId(shown.0.to_string()));
    if for_staff && about_ticket(payload) {
        let message = message(query.id.0, address, content, now);
        return Incoming::StaffPressed(Message { refers_to, ..message });
    }
    Incoming::Pressed(Message { refers_to, ..message(format!("u{id}"), address, content, now) }, query.id)
}

/// Whether a message is from us, and not one of ours that somebody has passed on.
fn is_our_own(post: &Post, bot: &Bot) -> bool {
    post.forward_origin().is_none() && post.from.as_ref().is_some_and(|author| author.id.0 == bot.id)
}

fn message(id: String, address: Address, content: Content, at: Timestamp) -> Message {
    Message::new(MessageId(id), address.conversation(), content, at)
}

fn address(chat: &Chat, from: &User, topic: Option<i32>) -> Option<Address> {
    if chat.is_private() {
        return Some(Address::of_chat(chat.id.0));
    }
    let in_group = || Address { chat: chat.id.0, topic, user: Some(from.id.0) };
    (chat.is_group() || chat.is_supergroup()).then(in_group)
}

/// A private message that teloxide cannot read, as far as its oldest fields tell: Telegram adds new parts to messages
/// every few months, teloxide insists on some that may be missing, and what an enterprise says must not be lost for that.
fn rescued(id: i64, update: &Value, bot: &Bot, now: Timestamp) -> Incoming {
    let post = &update["message"];
    let (Some(chat), Some("private")) = (post["chat"]["id"].as_i64(), post["chat"]["type"].as_str()) else {
        return Incoming::Unparsable;
    };
    if post["from"]["is_bot"].as_bool() != Some(false) {
        return Incoming::Unparsable;
    }
    let content = match post["text"].as_str().or_else(|| post["caption"].as_str()) {
        Some(words) => unnamed(Content::Text(words.to_owned())),
        None => shared(post),
    };
    let said = message(format!("u{id}"), Address::of_chat(chat), content, now);
    Incoming::Said(complete(said, post, bot))
}

#[cfg(test)]
mod tests;
