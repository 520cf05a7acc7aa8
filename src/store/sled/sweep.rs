//! Forgetting what need not be remembered any longer.

use ::sled::Db;
use jiff::Timestamp;
use serde::Deserialize;

use super::failure::read_error;
use super::keys::{self, EXPIRY};
use super::rows::{get, transact};
use crate::store::{REMEMBERED, Result, StoreError};

/// So many rows go in one transaction, so that other writers wait only briefly.
const PORTION: usize = 500;

/// The part of a forgettable row that the sweep reads.
#[derive(Deserialize)]
struct Written {
    at: Timestamp,
}

/// Forgets a portion of what is too old at `now`; returns whether there may be more.
pub(super) fn sweep(db: &Db, now: Timestamp) -> Result<bool> {
    let Ok(limit) = now.checked_sub(REMEMBERED) else { return Ok(false) };
    let mut old = Vec::new();
    for key in db.range(keys::all(EXPIRY)..keys::expired_by(limit)).keys().take(PORTION) {
        let key = key.map_err(read_error)?.to_vec();
        let Some((at, target)) = keys::expiry_parts(&key) else {
            return Err(StoreError::Other("a key of the sweep is damaged".to_owned()));
        };
        // The row may have been written again since; then a younger index row speaks for it.
        let written: Option<Written> = get(db, target)?;
        let target = written.filter(|written| written.at == at).map(|_| target.to_vec());
        old.push((key, target));
    }
    transact(db, |rows| {
        for (key, target) in &old {
            rows.remove(key.clone())?;
            target.iter().try_for_each(|target| rows.remove(target.clone()))?;
        }
        Ok(())
    })?;
    Ok(old.len() == PORTION)
}
