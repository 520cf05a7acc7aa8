//! Files that came before there is a ticket for them: what is held of them, how many, for how long.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::attachment::Attached;

/// A file that waits for its ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// The file.
    pub file: Attached,
    /// When it came.
    pub at: Timestamp,
}

/// Says that a conversation holds as much as it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no more files are held for this conversation")]
pub struct NoRoom;

/// The files of one conversation that wait for their ticket.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct HeldFiles(Vec<Held>);

impl HeldFiles {
    /// So many files are held for one conversation: an album of Telegram has no more.
    pub const MOST: usize = 10;
    /// So many bytes are held for one conversation.
    pub const MOST_BYTES: u64 = 40 * 1024 * 1024;
    /// A file that has no ticket by then is let go.
    pub const KEPT: SignedDuration = SignedDuration::from_hours(48);

    /// Takes in one more file, if there is room; the same once more changes nothing.
    pub fn take_in(&mut self, file: Attached, at: Timestamp) -> Result<(), NoRoom> {
        if self.0.iter().any(|held| held.file.digest == file.digest) {
            return Ok(());
        }
        let bytes: u64 = self.0.iter().map(|held| held.file.bytes).sum();
        if self.0.len() >= Self::MOST || bytes.saturating_add(file.bytes) > Self::MOST_BYTES {
            return Err(NoRoom);
        }
        self.0.push(Held { file, at });
        Ok(())
    }

    /// Forgets what has waited too long; gives how many files that were.
    pub fn forget_old(&mut self, now: Timestamp) -> usize {
        let before = self.0.len();
        self.0.retain(|held| now.duration_since(held.at) <= Self::KEPT);
        before - self.0.len()
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The digests of all of them.
    pub fn digests(&self) -> Vec<String> {
        self.0.iter().map(|held| held.file.digest.clone()).collect()
    }

    /// Hands out all of them, oldest first; none are held any more.
    pub fn take(&mut self) -> Vec<Attached> {
        std::mem::take(&mut self.0).into_iter().map(|held| held.file).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::attachment::MediaType;

    fn file(name: &str, bytes: u64) -> Attached {
        Attached { digest: name.to_owned(), name: name.to_owned(), media: MediaType::Jpeg, bytes }
    }

    #[test]
    fn a_conversation_holds_so_many_files_and_bytes_and_no_more() {
        let now = Timestamp::UNIX_EPOCH;
        let mut many = HeldFiles::default();
        assert!((0..HeldFiles::MOST).all(|n| many.take_in(file(&n.to_string(), 1), now).is_ok()));
        assert_eq!(many.take_in(file("one more", 1), now), Err(NoRoom));
        assert_eq!(many.take_in(file("0", 1), now), Ok(()), "it is held already");
        let mut large = HeldFiles::default();
        assert!((0..4).all(|n| large.take_in(file(&n.to_string(), Attached::MAX_BYTES), now).is_ok()));
        assert_eq!(large.take_in(file("a byte", 1), now), Err(NoRoom));
        assert_eq!((large.take().len(), large.count()), (4, 0));
    }

    #[test]
    fn what_waits_too_long_is_forgotten() {
        let mut held = HeldFiles::default();
        let later = |hours| Timestamp::UNIX_EPOCH + SignedDuration::from_hours(hours);
        held.take_in(file("old", 1), later(0)).unwrap();
        held.take_in(file("young", 1), later(1)).unwrap();
        assert_eq!(held.forget_old(later(48)), 0);
        assert_eq!(held.forget_old(later(49)), 1);
        assert_eq!(held.digests(), ["young"]);
    }
}
