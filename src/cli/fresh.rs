//! A fresh conversation in this process, of which nothing is kept.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use uuid::Uuid;

use crate::assistant::Assistant;
use crate::assistant::outcome::Known;
use crate::domain::conversation::Conversation;
use crate::domain::message::{Channel, Content, ConversationId, InvalidConversationId, Message, MessageId};
use crate::domain::reply::{Kind, Reply};

/// What is said where a message has an effect only, which nobody carries out here.
const NOTHING_KEPT: &str = "已收到。这里只是试问，不会登记也不会保存；要真正办理，请用 zhuqi chat 或网页对话。";

/// The answer to the last of several messages.
pub(super) struct Answer {
    /// The first reply.
    pub(super) reply: Reply,
    /// How long the last message took.
    pub(super) took: Duration,
}

/// Says `turns` one after the other in a conversation of their own and gives the answer to the last.
pub(super) fn answer(
    assistant: &Assistant,
    turns: &[impl AsRef<str>],
    now: Timestamp,
) -> Result<Answer, InvalidConversationId> {
    let id = ConversationId::new(Channel::Terminal, Uuid::new_v4().to_string())?;
    let mut conversation = Conversation::new(id.clone());
    let mut answer = Answer { reply: Reply::plain(Kind::Dialog, NOTHING_KEPT), took: Duration::ZERO };
    for (number, turn) in turns.iter().enumerate() {
        let message =
            Message::new(MessageId(number.to_string()), id.clone(), Content::Text(turn.as_ref().to_owned()), now);
        let begun = Instant::now();
        let outcome = assistant.reply(conversation, &message, &Known::default(), now);
        let took = begun.elapsed();
        conversation = outcome.conversation;
        let first = outcome.replies.into_iter().next();
        answer = Answer { reply: first.unwrap_or_else(|| Reply::plain(Kind::Dialog, NOTHING_KEPT)), took };
    }
    Ok(answer)
}
