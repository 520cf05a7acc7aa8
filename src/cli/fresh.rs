//! A fresh conversation in this process, of which nothing is kept.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use uuid::Uuid;

use super::judging::Judging;
use crate::assistant::Assistant;
use crate::assistant::outcome::{Asks, Known};
use crate::domain::conversation::Conversation;
use crate::domain::message::{Channel, Content, ConversationId, Message, MessageId};
use crate::domain::reply::{Kind, Reply};
use crate::judge::record::Place;

/// What is said where a message has an effect only, which nobody carries out here.
const NOTHING_KEPT: &str = "已收到。这里只是试问，不会登记也不会保存；要真正办理，请用 zhuqi chat 或网页对话。";

/// The answer to the last of several messages.
pub(super) struct Answer {
    /// The first reply.
    pub(super) reply: Reply,
    /// How long the last message took.
    pub(super) took: Duration,
}

/// Says `turns` one after the other in a conversation of their own, called so where it is judged, and gives the answer to
/// the last.
pub(super) fn answer(
    assistant: &Assistant,
    judging: &mut Judging,
    name: &str,
    turns: &[impl AsRef<str>],
    now: Timestamp,
) -> anyhow::Result<Answer> {
    let id = ConversationId::new(Channel::Terminal, Uuid::new_v4().to_string())?;
    let mut conversation = Conversation::new(id.clone());
    let mut answer = Answer { reply: Reply::plain(Kind::Dialog, NOTHING_KEPT), took: Duration::ZERO };
    for (number, turn) in turns.iter().enumerate() {
        let message =
            Message::new(MessageId(number.to_string()), id.clone(), Content::Text(turn.as_ref().to_owned()), now);
        let begun = Instant::now();
        let mut known = Known::default();
        let outcome = loop {
            match assistant.reply(conversation.clone(), &message, &known, now) {
                Ok(outcome) => break outcome,
                Err(Asks::Judgement(request)) => {
                    let place = Place { id: name, turn: number + 1 };
                    known.judged.push(judging.judge(place, &request, now)?);
                }
            }
        };
        let took = begun.elapsed();
        conversation = outcome.conversation;
        let first = outcome.replies.into_iter().next();
        answer = Answer { reply: first.unwrap_or_else(|| Reply::plain(Kind::Dialog, NOTHING_KEPT)), took };
    }
    Ok(answer)
}
