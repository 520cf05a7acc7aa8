//! Passwords: never kept, never logged; only a slow hash of each is.

use std::fmt;
use std::sync::LazyLock;

use argon2::password_hash::{PasswordHash, SaltString};
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use rand::Rng;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;

use crate::domain::staff::StaffId;

/// Shorter ones are guessed.
const LEAST: usize = 10;
/// Longer ones only cost time.
const MOST: usize = 128;
/// Letters and digits that are told apart when read aloud: no 0 o, 1 i l, 2 z, 5 s, 8 b.
const ALPHABET: &[u8; 25] = b"34679acdefghjkmnpqrtuvwxy";
/// Each hash takes 19 MiB while it is worked on: so many at a time.
static AT_WORK: Semaphore = Semaphore::const_new(2);

/// A password as somebody typed it.
#[derive(Debug, Clone)]
pub struct Password(SecretString);

/// Says that a password is too easy to guess.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("密码要有 {LEAST} 到 {MOST} 个字符，不能是同一个字符，也不能含有账号")]
pub struct WeakPassword;

/// Says that a password could not be worked on; for the log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a password could not be hashed: {0}")]
pub struct HashError(String);

impl Password {
    /// Takes what somebody typed; whether it is good enough as a new one is asked of [`Password::suits`].
    pub fn typed(text: impl Into<String>) -> Self {
        Self(SecretString::from(text.into()))
    }

    /// A password that nobody can guess: 16 letters in four groups carry 74 bits.
    pub fn fresh() -> Self {
        let mut source = rand::rng();
        let mut group = || (0..4).map(|_| char::from(ALPHABET[source.random_range(0..ALPHABET.len())])).collect();
        let groups: Vec<String> = (0..4).map(|_| group()).collect();
        Self::typed(groups.join("-"))
    }

    /// The password itself, to be shown once to whoever hands it on.
    pub fn reveal(&self) -> &str {
        self.0.expose_secret()
    }

    /// Whether it is good enough as the new password of that login.
    pub fn suits(&self, id: &StaffId) -> Result<(), WeakPassword> {
        let text = self.reveal();
        let long_enough = (LEAST..=MOST).contains(&text.chars().count());
        let mixed = text.chars().any(|c| !text.starts_with(c));
        let free_of_login = id.as_str().len() < 4 || !text.to_ascii_lowercase().contains(id.as_str());
        if long_enough && mixed && free_of_login { Ok(()) } else { Err(WeakPassword) }
    }
}

/// The slow hash of a password, as argon2 writes it.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Hash(String);

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hash(..)")
    }
}

impl Hash {
    /// Hashes a password with a salt of its own.
    pub(super) async fn of(password: &Password) -> Result<Self, HashError> {
        let password = password.clone();
        apart(move || Self::now(&password)).await?
    }

    /// The hash that no password matches, for logins that do not exist.
    pub(super) fn nobodys() -> &'static Self {
        static NOBODYS: LazyLock<Hash> = LazyLock::new(|| Hash::now(&Password::fresh()).unwrap_or(Hash(String::new())));
        &NOBODYS
    }

    /// Whether it is the hash of that password.
    pub(super) async fn matches(&self, password: &Password) -> Result<bool, HashError> {
        let (hash, password) = (self.0.clone(), password.clone());
        apart(move || {
            // An endless password only costs time.
            let known = PasswordHash::new(&hash).ok().filter(|_| password.reveal().len() <= 4 * MOST);
            known.is_some_and(|hash| Argon2::default().verify_password(password.reveal().as_bytes(), &hash).is_ok())
        })
        .await
    }

    fn now(password: &Password) -> Result<Self, HashError> {
        let wrong = |error: argon2::password_hash::Error| HashError(error.to_string());
        let salt = SaltString::encode_b64(&rand::random::<[u8; 16]>()).map_err(wrong)?;
        let hash = Argon2::default().hash_password(password.reveal().as_bytes(), &salt).map_err(wrong)?;
        Ok(Self(hash.to_string()))
    }
}

/// Does slow work where it holds up nobody else.
async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, HashError> {
    let _turn = AT_WORK.acquire().await.map_err(|error| HashError(error.to_string()))?;
    tokio::task::spawn_blocking(work).await.map_err(|error| HashError(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_password_itself_matches_its_hash() {
        let password = Password::typed("correct horse battery");
        let hash = Hash::of(&password).await.unwrap();
        assert!(hash.matches(&password).await.unwrap());
        assert!(!hash.matches(&Password::typed("correct horse batterY")).await.unwrap());
        assert!(!Hash::nobodys().matches(&password).await.unwrap());
        assert!(!format!("{hash:?} {password:?}").contains("horse"));
    }

    #[test]
    fn an_easy_password_is_refused() {
        let id = StaffId::new("wang.li").unwrap();
        for easy in ["", "short", "aaaaaaaaaaaa", "Wang.Li-2026", &"长".repeat(129)] {
            assert!(Password::typed(easy).suits(&id).is_err(), "{easy}");
        }
        assert!(Password::typed("一句很长很长的话也可以").suits(&id).is_ok());
        let (one, other) = (Password::fresh(), Password::fresh());
        assert!(one.suits(&id).is_ok() && one.reveal() != other.reveal());
    }
}
