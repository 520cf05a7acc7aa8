//! Reads a transcript: who is talked to, and what the enterprise sends, line by line.

use zhuqi::domain::message::{Attachment, Channel};

/// A transcript.
pub(crate) struct Script {
    pub(crate) channel: Channel,
    pub(crate) lines: Vec<Line>,
}

/// What the enterprise sends.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Line {
    Words(String),
    /// So many times the same.
    Repeated(String, usize),
    /// The newest button with this label.
    Press(String),
    /// A payload that we never gave.
    Forged(String),
    Sent(Attachment),
    /// Words that answer the last message about a ticket.
    Answered(String),
    /// A photo, perhaps with words under it.
    Photo(String),
    /// What staff do with the newest ticket, and what they say.
    Staff(String, String),
    /// So many minutes go by.
    Later(i64),
}

/// Reads a transcript; panics with the line that it does not understand.
pub(crate) fn read(text: &str) -> Script {
    let mut script = Script { channel: Channel::Web, lines: Vec::new() };
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        match line.strip_prefix("channel:") {
            Some(channel) => script.channel = self::channel(channel.trim()),
            None => script.lines.push(sent(line).unwrap_or_else(|| panic!("what does “{line}” send?"))),
        }
    }
    script
}

fn channel(name: &str) -> Channel {
    let all = [Channel::Telegram, Channel::Web, Channel::Terminal];
    all.into_iter().find(|channel| channel.as_str() == name).unwrap_or_else(|| panic!("no channel {name}"))
}

fn sent(line: &str) -> Option<Line> {
    if let Some(words) = line.strip_prefix(">>") {
        return Some(Line::Answered(words.trim().to_owned()));
    }
    if let Some(done) = line.strip_prefix("staff:") {
        let (act, words) = done.trim().split_once(' ').unwrap_or((done.trim(), ""));
        return Some(Line::Staff(act.to_owned(), words.to_owned()));
    }
    if let Some(words) = line.strip_prefix('>') {
        return Some(Line::Words(words.trim().to_owned()));
    }
    if let Some(button) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return Some(match button.strip_prefix('!') {
            Some(payload) => Line::Forged(payload.to_owned()),
            None => Line::Press(button.to_owned()),
        });
    }
    let inside = line.strip_prefix('(')?.strip_suffix(')')?;
    if let Some((words, count)) = inside.split_once(" × ") {
        return Some(Line::Repeated(words.to_owned(), count.parse().ok()?));
    }
    if let Some(minutes) = inside.strip_suffix(" minutes later") {
        return Some(Line::Later(minutes.parse().ok()?));
    }
    if let Some(words) = inside.strip_prefix("photo") {
        return Some(Line::Photo(words.trim().to_owned()));
    }
    let attachment = match inside {
        "picture" => Attachment::Picture,
        "voice" => Attachment::Voice,
        "video" => Attachment::Video,
        "file" => Attachment::File,
        "other" => Attachment::Other,
        _ => return None,
    };
    Some(Line::Sent(attachment))
}

#[test]
fn every_form_of_a_line_is_read() {
    let script = read(
        "channel: telegram\n# 说明\n> 停电了\n>\n[同意]\n[!b1.9]\n(voice)\n(电 × 3)\n>> 修好了\n(photo 电表)\n(31 minutes later)\nstaff: 答复 已修好\n",
    );
    let expected = [
        Line::Words("停电了".to_owned()),
        Line::Words(String::new()),
        Line::Press("同意".to_owned()),
        Line::Forged("b1.9".to_owned()),
        Line::Sent(Attachment::Voice),
        Line::Repeated("电".to_owned(), 3),
        Line::Answered("修好了".to_owned()),
        Line::Photo("电表".to_owned()),
        Line::Later(31),
        Line::Staff("答复".to_owned(), "已修好".to_owned()),
    ];
    assert_eq!((script.channel, script.lines.as_slice()), (Channel::Telegram, expected.as_slice()));
}
