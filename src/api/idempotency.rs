//! The header under which a request may be repeated without being done twice.

use axum::http::HeaderMap;
use sha2::{Digest, Sha256};

use super::wording::wrong;
use crate::http::problem::Problem;
use crate::relay::Key;

/// The header.
const HEADER: &str = "idempotency-key";
/// The longest key, in characters.
const LIMIT: usize = 128;

/// The key of a request, if it has one.
pub(super) fn sent(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(value) = headers.get(HEADER) else { return Ok(None) };
    let text = value.to_str().unwrap_or_default().trim();
    if (1..=LIMIT).contains(&text.len()) && !text.chars().any(|c| c.is_ascii_control()) {
        return Ok(Some(text.to_owned()));
    }
    let reason = format!("Idempotency-Key 要写 1 到 {LIMIT} 个字母、数字或符号，例如一个 UUID");
    Err(wrong("Idempotency-Key", &reason))
}

/// The same for an action of somebody: callers cannot meet each other's keys.
pub(super) fn key(headers: &HeaderMap, caller: &str, said: &[&[u8]]) -> Result<Option<Key>, Problem> {
    let key = sent(headers)?;
    Ok(key.map(|key| Key { name: format!("{caller} {key}"), digest: digest(said) }))
}

/// Tells whether a repeated request says the same; where one part ends counts.
pub(super) fn digest(parts: &[&[u8]]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        hasher.update(part);
    }
    format!("{:x}", hasher.finalize())
}
