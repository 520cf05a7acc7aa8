//! A conversation: what was talked about, what is under way, what the buttons stand for.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::dialog::Running;
use super::ids::CardId;
use super::message::ConversationId;
use super::reply::Button;
use super::ticket::Phone;

/// What the last answer was about; a follow-up is understood from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topic {
    /// The question, with what it inherited from earlier ones.
    pub question: String,
    /// The cards that answered, best first.
    pub cards: Vec<CardId>,
}

/// The enterprise's consent to the privacy notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// The version of the notice.
    pub version: String,
    /// When it was given.
    pub at: Timestamp,
}

/// How to reach the enterprise, kept from an earlier registration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// The enterprise's name.
    pub enterprise: String,
    /// Whom to speak to.
    pub person: String,
    /// Their number.
    pub phone: Option<Phone>,
    /// The region's official name.
    pub region: Option<String>,
}

/// What a button does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Start to register a problem, with what was said so far.
    Register(Option<String>),
    /// Answer this question.
    Ask(String),
    /// The last answer was of use, or was not.
    Judge {
        /// Whether it was.
        helpful: bool,
        /// The card that answered.
        card: Option<CardId>,
    },
    /// Say this to the running dialog.
    Say(String),
    /// Show one's own tickets.
    MyTickets,
}

/// What the buttons shown last stand for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offers {
    next: u32,
    open: Vec<(String, Action)>,
}

impl Offers {
    /// As many buttons as are remembered; older ones have expired.
    const KEPT: usize = 40;

    /// A button for `action`; its payload means something in this conversation only.
    pub fn button(&mut self, label: impl Into<String>, action: Action) -> Button {
        let payload = format!("b1.{}", self.next);
        self.next += 1;
        self.open.push((payload.clone(), action));
        if self.open.len() > Self::KEPT {
            self.open.remove(0);
        }
        Button { label: label.into(), payload }
    }

    /// What a payload stands for, if it is one of ours and not too old.
    pub fn action(&self, payload: &str) -> Option<&Action> {
        self.open.iter().find(|(known, _)| known == payload).map(|(_, action)| action)
    }
}

/// One enterprise user on one channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conversation {
    /// Which.
    pub id: ConversationId,
    /// What the last answer was about.
    pub topic: Option<Topic>,
    /// The dialog under way.
    pub running: Option<Running>,
    /// The consent to the privacy notice.
    pub consent: Option<Consent>,
    /// How to reach the enterprise.
    pub contact: Option<Contact>,
    /// What the buttons stand for.
    pub offers: Offers,
}

impl Conversation {
    /// A conversation in which nothing was said yet.
    pub fn new(id: ConversationId) -> Self {
        Self { id, topic: None, running: None, consent: None, contact: None, offers: Offers::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_button_means_what_it_meant_until_it_is_too_old() {
        let mut offers = Offers::default();
        let first = offers.button("登记诉求", Action::Register(None));
        assert_eq!(offers.action(&first.payload), Some(&Action::Register(None)));
        assert_eq!(offers.action("b1.999"), None);
        for _ in 0..Offers::KEPT {
            assert!(offers.button("我的诉求", Action::MyTickets).payload.len() <= Button::MAX_PAYLOAD);
        }
        assert_eq!(offers.action(&first.payload), None);
    }
}
