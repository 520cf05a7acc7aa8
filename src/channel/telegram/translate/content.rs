//! What a post says and brings: words, files, contact cards, places.

use serde_json::Value;
use teloxide::types::{MediaKind, Message as Post, MessageKind};

use super::super::commands::Command;
use crate::domain::message::{Attachment, Content, Enclosed, Place};

/// What a post says; nothing for the notes Telegram itself writes into a chat, such as who has joined.
pub(super) fn content(post: &Post, raw: &Value) -> Option<Content> {
    let words = post.text().or_else(|| post.caption()).filter(|words| !words.trim().is_empty());
    if let Some(words) = words {
        return Some(Content::Text(words.to_owned()));
    }
    match &post.kind {
        MessageKind::Common(common) => match common.media_kind {
            MediaKind::Migration(_) => None,
            MediaKind::Text(_) => Some(Content::Text(String::new())),
            _ => Some(shared(raw)),
        },
        MessageKind::Dice(_) => Some(Content::Unreadable(Attachment::Other)),
        _ => None,
    }
}

/// In private nobody else can be meant, whatever bot a command names.
pub(super) fn unnamed(content: Content) -> Content {
    match content {
        Content::Text(text) => Content::Text(Command::parse(&text).map(Command::text).unwrap_or(text)),
        other => other,
    }
}

/// What a post without words is: a contact card, a place, or nothing that can be read.
pub(super) fn shared(post: &Value) -> Content {
    card(post).or_else(|| place(post)).unwrap_or_else(|| Content::Unreadable(attachment(post)))
}

/// The photo in its largest size, or the file, that a post brings.
pub(super) fn enclosed(post: &Value) -> Option<Enclosed> {
    let document = post.get("document").filter(|_| post.get("animation").is_none());
    let photo = || post.get("photo")?.as_array()?.iter().max_by_key(|size| size["width"].as_u64());
    let file = document.or_else(photo)?;
    let name = file["file_name"].as_str().map(str::to_owned);
    Some(Enclosed { id: file["file_id"].as_str()?.to_owned(), name, bytes: file["file_size"].as_u64() })
}

fn card(post: &Value) -> Option<Content> {
    let card = post.get("contact")?;
    let part = |name: &str| card[name].as_str().unwrap_or_default().trim();
    let (family, given) = (part("last_name"), part("first_name"));
    // Names in letters are written the other way round.
    let name = if family.is_ascii() { format!("{given} {family}") } else { format!("{family}{given}") };
    Some(Content::Contact { name: name.trim().to_owned(), phone: part("phone_number").to_owned() })
}

/// Telegram repeats where a venue is as a location of its own.
fn place(post: &Value) -> Option<Content> {
    let point = post.get("location")?;
    let text = |name: &str| post["venue"][name].as_str().map(str::trim).filter(|text| !text.is_empty());
    let (north, east) = (millionths(&point["latitude"])?, millionths(&point["longitude"])?);
    let [name, address] = ["title", "address"].map(|part| text(part).map(str::to_owned));
    Some(Content::Place(Place { name, address, north, east }))
}

#[expect(clippy::cast_possible_truncation, reason = "degrees are at most 180, so that millionths of them fit")]
fn millionths(degrees: &Value) -> Option<i32> {
    degrees.as_f64().filter(|degrees| degrees.abs() <= 180.0).map(|degrees| (degrees * 1e6).round() as i32)
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
