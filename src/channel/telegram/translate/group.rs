//! Finds what is meant for the bot in a group: commands, mentions of it, replies to it.

use serde_json::Value;
use teloxide::types::{Message as Post, MessageEntityKind};

use super::super::commands::Command;
use super::super::connect::Bot;
use super::unnamed;
use crate::domain::message::Content;

/// The content as it is meant for us in a group, if it is.
pub(super) fn for_us(content: Content, post: &Post, bot: &Bot) -> Option<Content> {
    if let Content::Text(text) = &content
        && let Some(command) = Command::parse(text)
    {
        let ours = command.bot.map_or_else(|| command.is_ours(), |name| name.eq_ignore_ascii_case(&bot.name));
        return ours.then(|| Content::Text(command.text()));
    }
    if let Some(rest) = without_mention(post, bot) {
        return Some(match content {
            Content::Text(_) => unnamed(Content::Text(rest)),
            other => other,
        });
    }
    let replied_to = post.reply_to_message().and_then(|replied| replied.from.as_ref());
    replied_to.is_some_and(|author| author.id.0 == bot.id).then_some(content)
}

/// The content as it is meant for us in the staff group: answers to us, mentions of us and the commands of staff, but no
/// others, so that nobody is talked to by accident.
pub(super) fn for_staff(content: Content, post: &Post, bot: &Bot) -> Option<Content> {
    if let Some(rest) = without_mention(post, bot) {
        return Some(match content {
            Content::Text(_) => Content::Text(rest),
            other => other,
        });
    }
    if let Content::Text(text) = &content
        && let Some(command) = Command::parse(text)
    {
        let ours = command.bot.map(|named| named.eq_ignore_ascii_case(&bot.name));
        if ours.unwrap_or(command.is_for_staff()) {
            return Some(Content::Text(command.text()));
        }
        if ours.is_some() {
            return None;
        }
    }
    let replied_to = post.reply_to_message().and_then(|replied| replied.from.as_ref());
    replied_to.is_some_and(|author| author.id.0 == bot.id).then_some(content)
}

/// What a group says by taking us in.
pub(super) fn joined(post: &Value, bot: &Bot) -> Option<Content> {
    let taken_in = |members: &Vec<Value>| members.iter().any(|member| member["id"].as_u64() == Some(bot.id));
    let with_us = post["new_chat_members"].as_array().is_some_and(taken_in) || post["group_chat_created"] == true;
    with_us.then(|| Content::Text("/group".to_owned()))
}

/// The text without the mentions of us, if there are any.
fn without_mention(post: &Post, bot: &Bot) -> Option<String> {
    let entities = post.parse_entities().or_else(|| post.parse_caption_entities())?;
    let text = post.text().or_else(|| post.caption())?;
    let (mut rest, mut kept_to) = (String::new(), 0);
    for entity in entities {
        let ours = match entity.kind() {
            MessageEntityKind::Mention => {
                entity.text().strip_prefix('@').is_some_and(|name| name.eq_ignore_ascii_case(&bot.name))
            }
            MessageEntityKind::TextMention { user } => user.id.0 == bot.id,
            _ => false,
        };
        if ours && entity.start() >= kept_to {
            rest.push_str(text[kept_to..entity.start()].trim_end());
            kept_to = entity.end();
        }
    }
    (kept_to > 0).then(|| (rest + &text[kept_to..]).trim().to_owned())
}
