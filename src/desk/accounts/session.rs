//! Sessions: somebody who has signed in stays so for a while; the store knows only a digest of what proves it.

use std::fmt;

use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::domain::staff::StaffId;
use crate::store::record::Record;

/// Whoever does nothing for so long is signed out: overnight, not over lunch.
const IDLE: SignedDuration = SignedDuration::from_hours(12);
/// Nobody stays longer, however busy: a long day with its evening duty. A page left open asks who else is there and would
/// keep a session alive for ever; so staff sign in once every working day.
const LONGEST: SignedDuration = SignedDuration::from_hours(16);
/// So many characters of the digest name a session: nothing can be guessed from them.
const ID_CHARS: usize = 12;
/// So precisely it is kept when somebody was seen last: not every click is a write.
const NOTED: SignedDuration = SignedDuration::from_mins(10);

/// What proves that somebody has signed in: 256 random bits in hexadecimal.
#[derive(Clone)]
pub struct Token(SecretString);

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

impl Token {
    /// A token that nobody can guess.
    pub fn fresh() -> Self {
        Self(hexadecimal(&rand::random::<[u8; 32]>()).into())
    }

    /// The token that a browser has sent; none if it cannot be one.
    pub fn sent(text: &str) -> Option<Self> {
        let well_formed = text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
        well_formed.then(|| Self(text.to_owned().into()))
    }

    /// The token itself, for the browser's cookie.
    pub fn reveal(&self) -> &str {
        self.0.expose_secret()
    }

    /// Its digest, by which the store knows it.
    pub fn digest(&self) -> String {
        hexadecimal(&Sha256::digest(self.reveal()))
    }

    /// What every form of this session carries, so that no other site can send one in its name.
    pub fn form_key(&self) -> String {
        hexadecimal(&Sha256::digest(format!("form {}", self.reveal())))
    }

    /// Whether a form carries what it should.
    pub fn wrote(&self, form_key: &str) -> bool {
        self.form_key().as_bytes().ct_eq(form_key.as_bytes()).into()
    }
}

/// Somebody's being signed in, on one browser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// The digest of the token that proves it.
    pub digest: String,
    /// Who.
    pub staff: StaffId,
    /// Since when.
    pub began_at: Timestamp,
    /// When they were seen last, to ten minutes.
    pub seen_at: Timestamp,
}

impl Record for Session {
    const KIND: &'static str = "session";

    fn key(&self) -> String {
        self.digest.clone()
    }
}

impl Session {
    pub(super) fn begin(token: &Token, staff: StaffId, now: Timestamp) -> Self {
        Self { digest: token.digest(), staff, began_at: now, seen_at: now }
    }

    /// By what a session is told from others without giving it away.
    pub fn id(&self) -> &str {
        self.digest.get(..ID_CHARS).unwrap_or(&self.digest)
    }

    /// Whether nothing was heard for too long, or it has lasted long enough.
    pub fn is_over(&self, now: Timestamp) -> bool {
        self.seen_at.duration_until(now) > IDLE || self.began_at.duration_until(now) > LONGEST
    }

    /// The session as it is to be kept now; none if what is kept is precise enough.
    pub(super) fn seen(&self, now: Timestamp) -> Option<Self> {
        (self.seen_at.duration_until(now) > NOTED).then(|| Self { seen_at: now, ..self.clone() })
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_key_belongs_to_one_session() {
        let (one, other) = (Token::fresh(), Token::fresh());
        assert!(one.wrote(&one.form_key()));
        assert!(!one.wrote(&other.form_key()) && !one.wrote("") && !one.wrote(&one.digest()));
        assert_eq!(Token::sent(one.reveal()).unwrap().digest(), one.digest());
        assert!(Token::sent("x").is_none());
        assert!(!format!("{one:?}").contains(one.reveal()));
    }

    #[test]
    fn a_session_ends_after_twelve_quiet_hours_and_after_a_long_day() {
        let begun: Timestamp = "2026-03-02T00:00:00Z".parse().unwrap();
        let session = Session::begin(&Token::fresh(), StaffId::new("wang.li").unwrap(), begun);
        let after = |hours| begun + SignedDuration::from_hours(hours);
        assert!(!session.is_over(after(12)) && session.is_over(after(13)));
        let seen = session.seen(after(11)).unwrap();
        assert!(!seen.is_over(after(16)) && seen.seen(after(11)).is_none());
        assert!(seen.seen(after(16)).unwrap().is_over(after(17)), "a busy session lasts for ever");
    }
}
