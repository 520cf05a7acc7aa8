//! Notes whether an answer was of use to the enterprise.

use jiff::Timestamp;

use crate::domain::message::ConversationId;
use crate::store::Audit;

/// What the audit log names where no card answered.
const NO_CARD: &str = "-";

/// The line that the audit log gets for a judgement of `card`'s answer.
pub fn judge(conversation: &ConversationId, card: Option<&str>, helpful: bool, now: Timestamp) -> Audit {
    let action = if helpful { "answer.helpful" } else { "answer.unhelpful" };
    let subject = card.unwrap_or(NO_CARD).to_owned();
    Audit { at: now, actor: conversation.to_string(), action: action.to_owned(), subject }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::message::Channel;

    #[test]
    fn a_judgement_names_the_card() {
        let conversation = ConversationId::new(Channel::Web, "1").unwrap();
        let line = |card, helpful| {
            let audit = judge(&conversation, card, helpful, Timestamp::UNIX_EPOCH);
            format!("{} {}", audit.action, audit.subject)
        };
        assert_eq!(line(Some("jl21-yinqi-duijie"), true), "answer.helpful jl21-yinqi-duijie");
        assert_eq!(line(None, false), "answer.unhelpful -");
    }
}
