//! A conversation in the terminal, also usable through a pipe: a line is a message, buttons are numbered choices.

use std::io::{self, BufRead, Write};
use std::sync::Arc;

use serde_json::json;
use tokio::sync::mpsc;
use uuid::Uuid;

use crate::domain::message::{Channel, Content, ConversationId, Message, MessageId};
use crate::domain::reply::{Button, Reply, Source};
use crate::http::control::Client;
use crate::http::reply_body::RepliesBody;
use crate::relay::{Clock, Relay};

/// Whom the terminal talks to.
pub enum Counterpart {
    /// A relay in this process.
    Here(Arc<Relay>, Clock),
    /// A running server, through its control socket.
    Served(Client),
}

/// Talks until the input ends or Ctrl-C; `person` says whether somebody types.
pub async fn converse(counterpart: &Counterpart, conversation: Uuid, person: bool) -> anyhow::Result<()> {
    let mut lines = typed_lines();
    let mut buttons = Vec::new();
    if person {
        writeln!(io::stdout(), "您好，我是助企。请直接输入问题；按 Ctrl-D 离开。")?;
    }
    loop {
        if person {
            write!(io::stdout(), "\n您> ")?;
            io::stdout().flush()?;
        }
        let line = tokio::select! {
            line = lines.recv() => line,
            _ = tokio::signal::ctrl_c() => None,
        };
        let Some(line) = line.transpose()? else { return Ok(()) };
        if line.trim().is_empty() {
            continue;
        }
        let replies = tokio::select! {
            replies = counterpart.say(conversation, meant(&line, &buttons)) => replies?,
            _ = tokio::signal::ctrl_c() => return Ok(()),
        };
        io::stdout().write_all(page(&replies).as_bytes())?;
        buttons = replies.into_iter().flat_map(|reply| reply.buttons).collect();
    }
}

/// Reads lines on a thread of its own: a read that never ends must not keep the process from leaving.
fn typed_lines() -> mpsc::Receiver<io::Result<String>> {
    let (sender, receiver) = mpsc::channel(1);
    std::thread::spawn(move || {
        let mut stdin = io::stdin().lock();
        loop {
            let mut line = Vec::new();
            let read = stdin.read_until(b'\n', &mut line);
            let line = match read {
                Ok(0) => return,
                // A terminal may send half a character after it was edited away.
                Ok(_) => Ok(String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']).to_owned()),
                Err(error) => Err(error),
            };
            if sender.blocking_send(line).is_err() {
                return;
            }
        }
    });
    receiver
}

/// A number that stands before a button presses it; everything else is said.
fn meant(line: &str, buttons: &[Button]) -> Content {
    let chosen = line.trim().parse::<usize>().ok().and_then(|number| buttons.get(number.checked_sub(1)?));
    match chosen {
        Some(button) => Content::Press(button.payload.clone()),
        None => Content::Text(line.to_owned()),
    }
}

/// Replies as they are printed, buttons numbered through.
fn page(replies: &[Reply]) -> String {
    let mut text = String::new();
    let mut number = 0;
    for reply in replies {
        text.push_str(&format!("\n{}\n", reply.text));
        if !reply.citations.is_empty() {
            text.push_str("\n依据：\n");
        }
        for (n, source) in (1..).zip(&reply.citations) {
            let mark = if reply.is_marked() { Source::mark(n) } else { "·".to_owned() };
            let over = if source.in_force { "" } else { "，已到期" };
            let (title, locator, region, period) = (&source.title, &source.locator, &source.region, source.period);
            text.push_str(&format!("{mark} {} {locator}（{region}，{period}{over}）\n", titled(title)));
        }
        if !reply.buttons.is_empty() {
            text.push('\n');
        }
        for button in &reply.buttons {
            number += 1;
            text.push_str(&format!("  {number}. {}\n", button.label));
        }
    }
    text
}

/// A title in its marks, unless it carries some already.
fn titled(title: &str) -> String {
    if title.contains('《') { title.to_owned() } else { format!("《{title}》") }
}

impl Counterpart {
    async fn say(&self, conversation: Uuid, content: Content) -> anyhow::Result<Vec<Reply>> {
        let id = Uuid::new_v4();
        match self {
            Self::Here(relay, clock) => {
                let conversation = ConversationId::new(Channel::Terminal, conversation.to_string())?;
                let message = Message::new(MessageId(id.to_string()), conversation, content, clock());
                Ok(relay.converse(message).await?)
            }
            Self::Served(client) => {
                let body = match content {
                    Content::Press(payload) => json!({ "id": id, "payload": payload }),
                    Content::Text(text) => json!({ "id": id, "text": text }),
                    _ => json!({ "id": id, "text": "" }),
                };
                let route = format!("/api/v1/conversations/{conversation}/messages");
                let answer: RepliesBody = client.post(&route, &body).await?;
                Ok(answer.replies.into_iter().map(Into::into).collect())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::reply::Kind;

    fn button(label: &str) -> Button {
        Button { label: label.into(), payload: format!("p-{label}") }
    }

    #[test]
    fn a_number_presses_the_button_it_stands_before() {
        let buttons = [button("有帮助"), button("登记诉求")];
        assert_eq!(meant(" 2 ", &buttons), Content::Press("p-登记诉求".into()));
        for said in ["0", "3", "13900000000", "2 号楼停电"] {
            assert_eq!(meant(said, &buttons), Content::Text(said.into()));
        }
    }

    #[test]
    fn buttons_of_all_replies_are_numbered_through() {
        let reply = |label| Reply::plain(Kind::Answer, "好的").with_buttons(vec![button(label)]);
        assert_eq!(page(&[reply("甲"), reply("乙")]), "\n好的\n\n  1. 甲\n\n好的\n\n  2. 乙\n");
    }
}
