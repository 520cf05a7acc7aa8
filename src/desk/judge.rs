//! Notes whether an answer was of use to the enterprise.

use jiff::Timestamp;

use crate::domain::message::ConversationId;
use crate::domain::point::Reference;
use crate::store::Audit;

/// What the audit log names where no card answered.
const NO_CARD: &str = "-";

/// The line that the audit log gets for a judgement of an answer: it names the points that were shown, or the card where
/// a button of earlier times knows no more.
pub fn judge(
    conversation: &ConversationId,
    card: Option<&str>,
    points: &[Reference],
    helpful: bool,
    now: Timestamp,
) -> Audit {
    let action = if helpful { "answer.helpful" } else { "answer.unhelpful" };
    let subject = match points {
        [] => card.unwrap_or(NO_CARD).to_owned(),
        points => points.iter().map(Reference::to_string).collect::<Vec<_>>().join(" "),
    };
    Audit { at: now, actor: conversation.to_string(), action: action.to_owned(), subject }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::message::Channel;

    #[test]
    fn a_judgement_names_what_was_shown() {
        let conversation = ConversationId::new(Channel::Web, "1").unwrap();
        let line = |card, points: &[&str], helpful| {
            let points: Vec<Reference> = points.iter().map(|point| point.parse().unwrap()).collect();
            let audit = judge(&conversation, card, &points, helpful, Timestamp::UNIX_EPOCH);
            format!("{} {}", audit.action, audit.subject)
        };
        assert_eq!(line(Some("jl21-yinqi-duijie"), &[], true), "answer.helpful jl21-yinqi-duijie");
        let shown = line(Some("a"), &["a#k7fm", "b#ab2c"], true);
        assert_eq!(shown, "answer.helpful a#k7fm b#ab2c");
        assert_eq!(line(None, &[], false), "answer.unhelpful -");
    }
}
