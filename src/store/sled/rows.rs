//! Rows as values: reading them, and writing them in one transaction.

use std::ops::Range;

use ::sled::transaction::{ConflictableTransactionError, TransactionError, TransactionalTree};
use ::sled::{Db, IVec};
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::failure::{read_error, write_error};
use super::record::{self, Fault};
use super::{directory, keys};
use crate::store::{Result, StoreError};

/// Ids and keys come from outside; longer ones are refused.
const MAX_KEY_BYTES: usize = 1024;

/// What a step inside a transaction gives.
pub(super) type Step<T> = std::result::Result<T, ConflictableTransactionError<StoreError>>;

/// The rows as one transaction sees them.
pub(super) struct Rows<'a>(&'a TransactionalTree);

/// Runs `work` as one transaction; it may run more than once and must not touch anything but the rows.
pub(super) fn transact<T>(db: &Db, work: impl Fn(&Rows<'_>) -> Step<T>) -> Result<T> {
    db.transaction(|tree| work(&Rows(tree))).map_err(|error| match error {
        TransactionError::Abort(error) => error,
        TransactionError::Storage(error) => write_error(error),
    })
}

/// Ends a transaction without writing anything.
pub(super) fn refuse<T>(error: StoreError) -> Step<T> {
    Err(ConflictableTransactionError::Abort(error))
}

impl Rows<'_> {
    /// A row's value.
    pub(super) fn get<T: DeserializeOwned>(&self, key: &[u8]) -> Step<Option<T>> {
        self.0.get(key)?.map(|value| record::decode(&value)).transpose().or_else(|fault| refuse(fault.into()))
    }

    /// Whether there is such a row.
    pub(super) fn has(&self, key: &[u8]) -> Step<bool> {
        Ok(self.0.get(key)?.is_some())
    }

    /// Writes a row.
    pub(super) fn put(&self, key: Vec<u8>, value: &impl Serialize) -> Step<()> {
        if key.len() > MAX_KEY_BYTES {
            return refuse(StoreError::Other(format!("a key of {} bytes is over the limit", key.len())));
        }
        match record::encode(value) {
            Ok(record) => self.0.insert(key, record)?,
            Err(fault) => return refuse(fault.into()),
        };
        Ok(())
    }

    /// Removes a row.
    pub(super) fn remove(&self, key: Vec<u8>) -> Step<()> {
        self.0.remove(key)?;
        Ok(())
    }

    /// The next number of a counter.
    pub(super) fn count(&self, counter: &[u8]) -> Step<u64> {
        let next = self.get::<u64>(counter)?.unwrap_or(0) + 1;
        self.put(counter.to_vec(), &next)?;
        Ok(next)
    }

    /// Writes a row that the sweep may forget.
    pub(super) fn put_for_a_time(&self, key: Vec<u8>, value: &impl Serialize, at: Timestamp) -> Step<()> {
        self.put(keys::expiry(at, &key), &())?;
        self.put(key, value)
    }
}

impl From<Fault> for StoreError {
    fn from(fault: Fault) -> Self {
        Self::Other(fault.to_string())
    }
}

/// Reads one row.
pub(super) fn get<T: DeserializeOwned>(db: &Db, key: &[u8]) -> Result<Option<T>> {
    let value = db.get(key).map_err(read_error)?;
    value.map(|value| record::decode(&value)).transpose().map_err(StoreError::from)
}

/// The first row whose key begins with `prefix`.
pub(super) fn first(db: &Db, prefix: Vec<u8>) -> Result<Option<(IVec, IVec)>> {
    db.scan_prefix(prefix).next().transpose().map_err(read_error)
}

/// The values of all rows whose keys begin with `prefix`, by key.
pub(super) fn all<T: DeserializeOwned>(db: &Db, prefix: Vec<u8>) -> Result<Vec<T>> {
    let values = db.scan_prefix(prefix).values();
    values.map(|value| Ok(record::decode(&value.map_err(read_error)?)?)).collect()
}

/// The newest of the numbered rows in a range, with their numbers.
pub(super) fn newest_numbered<T: DeserializeOwned>(
    db: &Db,
    range: Range<Vec<u8>>,
    limit: usize,
) -> Result<Vec<(u64, T)>> {
    let damaged = || StoreError::Other("a numbered key is damaged".to_owned());
    let newest = db.range(range).rev().take(limit);
    newest
        .map(|row| {
            let (key, value) = row.map_err(read_error)?;
            let number = key.get(1..).and_then(|number| number.try_into().ok()).ok_or_else(damaged)?;
            Ok((u64::from_be_bytes(number), record::decode(&value)?))
        })
        .collect()
}

/// The version of the rows, if there are any.
pub(super) fn layout(db: &Db) -> Result<Option<u32>> {
    get(db, keys::LAYOUT)
}

/// Notes the version of the rows.
pub(super) fn set_layout(db: &Db) -> Result<()> {
    transact(db, |rows| rows.put(keys::LAYOUT.to_vec(), &directory::LAYOUT))
}
