//! A conversation: what was talked about, what is under way, what the buttons stand for.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::dialog::Running;
use super::held::HeldFiles;
use super::ids::CardId;
use super::message::{ConversationId, MessageId};
use super::point::Reference;
use super::remark::Remarks;
use super::reply::Button;
use super::ticket::{Field, Phone, Rating, TicketNumber};

/// What the last answer was about; a follow-up is understood from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topic {
    /// The question, with what it inherited from earlier ones.
    pub question: String,
    /// The cards that answered, best first.
    pub cards: Vec<CardId>,
    /// The points that were told.
    #[serde(default)]
    pub told: Vec<Reference>,
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
        /// The points that were shown, best first; none are known of a button of earlier times.
        #[serde(default)]
        points: Vec<Reference>,
    },
    /// Say this to the running dialog.
    Say(String),
    /// Add this to one of one's own tickets.
    Supply {
        /// Which.
        number: TicketNumber,
        /// What.
        text: String,
    },
    /// Attach what is held to one of one's own tickets.
    AttachHeld {
        /// Which.
        number: TicketNumber,
    },
    /// Show one's own tickets.
    MyTickets,
}

/// A button that was pressed under a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pressed {
    /// The message it stands under, as its channel calls it.
    pub under: MessageId,
    /// What it sends.
    pub payload: String,
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
    /// What the enterprise was asked to send about one of its tickets.
    #[serde(default)]
    pub awaited: Option<Awaited>,
    /// How much of each of its tickets the enterprise has been told, as the ticket's version; kept only on channels on
    /// which nothing can be sent without being asked for.
    #[serde(default)]
    pub told: BTreeMap<TicketNumber, usize>,
    /// Troubles that were told together with the one being registered, in their words.
    #[serde(default)]
    pub waiting: Vec<String>,
    /// What was told of the firm before a registration began, by the names of the slots.
    #[serde(default)]
    pub heard: BTreeMap<String, String>,
    /// Files that wait for a ticket.
    #[serde(default)]
    pub held: HeldFiles,
    /// The album that came last.
    #[serde(default)]
    pub album: Option<String>,
    /// The button that was pressed last, as long as nothing else has come since.
    #[serde(default)]
    pub pressed: Option<Pressed>,
    /// What was said last, where that can be changed afterwards.
    #[serde(default)]
    pub remarks: Remarks,
    /// The last messages with what is private in them hidden, for a judge outside; kept only where there is one.
    #[serde(default)]
    pub said: Vec<String>,
}

/// What an enterprise was asked to send about one of its tickets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Awaited {
    /// The ticket.
    pub number: TicketNumber,
    /// What.
    pub what: Wanted,
    /// When it was asked for, or sent last.
    pub since: Timestamp,
}

/// What is wanted for a ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wanted {
    /// Why it is not solved, in words.
    Reason,
    /// What is missing, in words or as files.
    Material,
    /// What there is to say to this rating, in words.
    Comment(Rating),
    /// What is right in the place of what was told.
    Correction(Field),
    /// More files like the one that came, or photos of what was registered just now; words are meant otherwise.
    Files,
}

impl Awaited {
    /// After this time nobody remembers what was asked for: what comes then is meant otherwise.
    const REMEMBERED: SignedDuration = SignedDuration::from_mins(30);

    /// Whether it is still waited for.
    pub fn is_current(&self, now: Timestamp) -> bool {
        now.duration_since(self.since) <= Self::REMEMBERED
    }
}

impl Conversation {
    /// A conversation in which nothing was said yet.
    pub fn new(id: ConversationId) -> Self {
        Self {
            id,
            topic: None,
            running: None,
            consent: None,
            contact: None,
            offers: Offers::default(),
            awaited: None,
            told: BTreeMap::new(),
            waiting: Vec::new(),
            heard: BTreeMap::new(),
            held: HeldFiles::default(),
            album: None,
            pressed: None,
            remarks: Remarks::default(),
            said: Vec::new(),
        }
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
