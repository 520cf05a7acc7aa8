//! What somebody has said lately and what became of it: words that are changed afterwards are put in the place of these.

use serde::{Deserialize, Serialize};

use super::message::MessageId;
use super::ticket::TicketNumber;

/// What became of words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Aim {
    /// They were answered.
    Answer,
    /// They went into the registration under way.
    Draft,
    /// They stand in a ticket.
    Ticket(TicketNumber),
}

/// What somebody has said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// What the channel calls the message.
    pub message: MessageId,
    /// Its words.
    pub words: String,
    /// What became of them.
    pub aim: Aim,
}

/// The last remarks of a conversation, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Remarks(Vec<Remark>);

impl Remarks {
    /// So many are remembered …
    const MOST: usize = 20;
    /// … of so many bytes together: a conversation is one record, which has a limit.
    const MOST_BYTES: usize = 12 * 1024;

    /// Notes what was said; the same message once more takes the place of the earlier one.
    pub fn note(&mut self, remark: Remark) {
        self.0.retain(|known| known.message != remark.message);
        self.0.push(remark);
        let bytes = |remarks: &[Remark]| remarks.iter().map(|remark| remark.words.len()).sum::<usize>();
        while self.0.len() > Self::MOST || bytes(&self.0) > Self::MOST_BYTES {
            self.0.remove(0);
        }
    }

    /// What a message said, if it is remembered.
    pub fn find(&self, message: &MessageId) -> Option<&Remark> {
        self.0.iter().find(|remark| remark.message == *message)
    }

    /// Has what went into the registration stand elsewhere from now on.
    pub fn carry_over(&mut self, to: &Aim) {
        for remark in self.0.iter_mut().filter(|remark| remark.aim == Aim::Draft) {
            remark.aim = to.clone();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn remark(id: usize, words: &str) -> Remark {
        Remark { message: MessageId(id.to_string()), words: words.to_owned(), aim: Aim::Draft }
    }

    #[test]
    fn the_last_remarks_are_remembered_and_no_more_than_fit() {
        let mut remarks = Remarks::default();
        (0..30).for_each(|id| remarks.note(remark(id, "老停电")));
        let find = |remarks: &Remarks, id: usize| remarks.find(&MessageId(id.to_string())).cloned();
        assert_eq!((find(&remarks, 9), remarks.0.len()), (None, Remarks::MOST));
        remarks.note(remark(29, "又停电"));
        assert_eq!(find(&remarks, 29).map(|known| known.words).as_deref(), Some("又停电"));
        [30, 31].into_iter().for_each(|id| remarks.note(remark(id, &"停".repeat(4000))));
        assert!(find(&remarks, 31).is_some() && find(&remarks, 30).is_none(), "together they are too long");
    }

    #[test]
    fn what_was_told_for_a_registration_goes_where_it_goes() {
        let mut remarks = Remarks::default();
        remarks.note(remark(1, "老停电"));
        remarks.carry_over(&Aim::Answer);
        assert_eq!(remarks.find(&MessageId("1".to_owned())).map(|remark| &remark.aim), Some(&Aim::Answer));
    }
}
