//! What could not be handled or sent, for supervisors to see to.

use axum::extract::State;
use axum::response::Html;
use minijinja::{Value, context};

use super::Console;
use crate::desk::notified;
use crate::domain::calendar;
use crate::domain::message::Content;
use crate::http::problem::Problem;
use crate::http::staff_session::Supervisor;
use crate::store::{DeadLetter, Letter};

/// So many are shown.
const MOST: usize = 100;
/// So much of each.
const EXCERPT: usize = 200;

/// Shows the newest ones.
pub(super) async fn show(State(console): State<Console>, Supervisor(me): Supervisor) -> Result<Html<String>, Problem> {
    me.everywhere(&console.relay.office())?;
    let letters = notified::given_up(&**console.store(), MOST).await?;
    let letters: Vec<Value> = letters.iter().map(line).collect();
    console.page(&me, "letters.html", context! { tab => "letters", letters })
}

fn line(dead: &DeadLetter) -> Value {
    let (kind, text) = match &dead.letter {
        Letter::Message(message) => ("没有处理成的消息", said(&message.content)),
        Letter::Reply(reply) => ("没有送到的回复", reply.text.clone()),
    };
    let text: String = text.chars().take(EXCERPT).collect();
    context! { at => calendar::readable(dead.at), kind, text, reason => dead.reason, channel => dead.conversation.channel().name() }
}

fn said(content: &Content) -> String {
    match content {
        Content::Text(text) => text.clone(),
        _ => "（不是文字）".to_owned(),
    }
}
