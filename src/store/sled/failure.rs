//! What the errors of sled mean to whoever uses the store.

use ::sled::Error;

use crate::store::StoreError;

/// What a failed write means.
pub(super) fn write_error(error: Error) -> StoreError {
    match error {
        Error::Io(error) => StoreError::Unwritable(error.to_string()),
        other => StoreError::Other(other.to_string()),
    }
}

/// What a failed read means.
pub(super) fn read_error(error: Error) -> StoreError {
    StoreError::Other(error.to_string())
}
