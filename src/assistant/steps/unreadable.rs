//! Messages without words, with too many, or in another language.

use super::super::Assistant;
use super::super::phrases::fill;
use super::super::situation::situation;
use super::super::turn::Turn;
use crate::domain::message::{Attachment, Content};
use crate::domain::reply::{Kind, Reply};
use crate::search::words::is_han;

/// More characters than these are not read.
const LIMIT: usize = 4000;
/// A message of so many letters without a Chinese one is in another language.
const FOREIGN_LETTERS: usize = 25;

/// Why a kind of content cannot be read.
pub(super) fn unreadable(assistant: &Assistant, attachment: Attachment) -> &str {
    let phrases = &assistant.phrases().unreadable;
    match attachment {
        Attachment::Picture => &phrases.picture,
        Attachment::Voice => &phrases.voice,
        Attachment::Video => &phrases.video,
        Attachment::File => &phrases.file,
        Attachment::Other => &phrases.other,
    }
}

/// Says what cannot be read and why; reads everything else.
pub(super) fn step(assistant: &Assistant, turn: &mut Turn<'_>) -> Option<Vec<Reply>> {
    let phrases = &assistant.phrases().unreadable;
    let plain = |text: &str| Some(vec![Reply::plain(Kind::Smalltalk, text)]);
    if let Content::Unreadable(attachment) = &turn.content {
        return plain(unreadable(assistant, *attachment));
    }
    let words = turn.words();
    if words.chars().all(|c| c.is_whitespace() || c.is_control()) {
        return plain(&phrases.empty);
    }
    if words.chars().count() > LIMIT {
        return plain(&fill(&phrases.too_long, &[("limit", &LIMIT.to_string())]));
    }
    let words = words.to_owned();
    turn.reading = assistant.reader.read(&words, situation(turn));
    let text = &turn.reading.text;
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    if letters >= FOREIGN_LETTERS && !text.chars().any(is_han) && turn.reading.chat.is_none() {
        return plain(&phrases.language);
    }
    None
}
