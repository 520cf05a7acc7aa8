//! Turns an update into a message of ours.
//!
//! Edits are ignored: what was said first may have been answered or registered already, and a correction can be said as
//! a message of its own.

mod group;

use jiff::Timestamp;
use serde_json::Value;
use teloxide::types::{
    CallbackQuery, CallbackQueryId, Chat, MaybeInaccessibleMessage, MediaKind, Message as Post, MessageKind, Update,
    UpdateKind, User,
};

use super::address::Address;
use super::commands::Command;
use super::connect::Bot;
use super::keyboard;
use crate::domain::message::{Attachment, Content, Enclosed, Message, MessageId};
use crate::domain::ticket::Press;

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
        UpdateKind::CallbackQuery(query) => pressed(id, query, bot, now),
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
    let in_staff_group = bot.staff_chats.contains(&post.chat.id.0);
    let hidden = in_staff_group && post.sender_chat.as_ref().is_some_and(|sender| sender.id == post.chat.id);
    let Some(from) = post.from.as_ref().filter(|from| hidden || !from.is_bot) else {
        return Incoming::Ignored(None);
    };
    let Some(address) = address(&post.chat, from) else { return Incoming::Ignored(None) };
    let content = match content(post, raw) {
        Some(content) if post.chat.is_private() => Some(unnamed(content)),
        Some(content) if in_staff_group => group::for_staff(content, post, bot),
        Some(content) => group::for_us(content, post, bot),
        None => group::joined(raw, bot),
    };
    let Some(content) = content else { return Incoming::Ignored(None) };
    let mut said = message(format!("u{id}"), address, content, now);
    if hidden {
        said.conversation = address.of_nobody();
    }
    Incoming::Said(Message { refers_to: answered(raw, bot), file: enclosed(raw), ..said })
}

/// The message of ours to which a post is the answer.
fn answered(post: &Value, bot: &Bot) -> Option<MessageId> {
    let answered = &post["reply_to_message"];
    let ours = answered["from"]["id"].as_u64() == Some(bot.id);
    answered["message_id"].as_i64().filter(|_| ours).map(|id| MessageId(id.to_string()))
}

/// The photo in its largest size, or the file, that a post brings.
fn enclosed(post: &Value) -> Option<Enclosed> {
    let document = post.get("document").filter(|_| post.get("animation").is_none());
    let photo = || post.get("photo")?.as_array()?.iter().max_by_key(|size| size["width"].as_u64());
    let file = document.or_else(photo)?;
    let name = file["file_name"].as_str().map(str::to_owned);
    Some(Enclosed { id: file["file_id"].as_str()?.to_owned(), name, bytes: file["file_size"].as_u64() })
}

/// The key of the message is its button, not the press: pressing five times is pressing once. A button about a ticket is
/// another matter: what it does hangs on where the ticket stands, so that each press gets its own answer.
fn pressed(id: i64, query: CallbackQuery, bot: &Bot, now: Timestamp) -> Incoming {
    let (Some(shown), Some(data)) = (&query.message, &query.data) else {
        return Incoming::Ignored(Some(query.id));
    };
    let (chat, shown, ours) = match shown {
        MaybeInaccessibleMessage::Regular(post) => (&post.chat, post.id, is_our_own(post, bot)),
        MaybeInaccessibleMessage::Inaccessible(post) => (&post.chat, post.message_id, true),
    };
    let Some(address) = address(chat, &query.from) else { return Incoming::Ignored(Some(query.id)) };
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
    let key = if about_ticket(payload) { format!("u{id}") } else { format!("p{}.{payload}", shown.0) };
    Incoming::Pressed(Message { refers_to, ..message(key, address, content, now) }, query.id)
}

/// Whether a message is from us, and not one of ours that somebody has passed on.
fn is_our_own(post: &Post, bot: &Bot) -> bool {
    post.forward_origin().is_none() && post.from.as_ref().is_some_and(|author| author.id.0 == bot.id)
}

fn message(id: String, address: Address, content: Content, at: Timestamp) -> Message {
    Message::new(MessageId(id), address.conversation(), content, at)
}

fn address(chat: &Chat, from: &User) -> Option<Address> {
    if chat.is_private() {
        return Some(Address { chat: chat.id.0, user: None });
    }
    (chat.is_group() || chat.is_supergroup()).then_some(Address { chat: chat.id.0, user: Some(from.id.0) })
}

/// What a post says; nothing for the notes Telegram itself writes into a chat, such as who has joined.
fn content(post: &Post, raw: &Value) -> Option<Content> {
    let words = post.text().or_else(|| post.caption()).filter(|words| !words.trim().is_empty());
    if let Some(words) = words {
        return Some(Content::Text(words.to_owned()));
    }
    match &post.kind {
        MessageKind::Common(common) => match common.media_kind {
            MediaKind::Migration(_) => None,
            MediaKind::Text(_) => Some(Content::Text(String::new())),
            _ => Some(Content::Unreadable(attachment(raw))),
        },
        MessageKind::Dice(_) => Some(Content::Unreadable(Attachment::Other)),
        _ => None,
    }
}

/// In private nobody else can be meant, whatever bot a command names.
fn unnamed(content: Content) -> Content {
    match content {
        Content::Text(text) => Content::Text(Command::parse(&text).map(Command::text).unwrap_or(text)),
        other => other,
    }
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
        None => Content::Unreadable(attachment(post)),
    };
    let said = message(format!("u{id}"), Address { chat, user: None }, content, now);
    Incoming::Said(Message { refers_to: answered(post, bot), file: enclosed(post), ..said })
}

/// teloxide takes a voice message without a MIME type for nothing and such an animation for a file, so names decide.
fn attachment(post: &Value) -> Attachment {
    let kinds = [
        ("photo", Attachment::Picture),
        ("sticker", Attachment::Picture),
        ("voice", Attachment::Voice),
        ("audio", Attachment::Voice),
        ("video", Attachment::Video),
        ("video_note", Attachment::Video),
        // Telegram repeats an animation as a document.
        ("animation", Attachment::Video),
        ("document", Attachment::File),
    ];
    kinds.iter().find(|(name, _)| post.get(name).is_some()).map_or(Attachment::Other, |(_, kind)| *kind)
}

#[cfg(test)]
mod tests;
