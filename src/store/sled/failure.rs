//! What the errors of sled mean to whoever uses the store.

use std::io;

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

/// What a failure to keep or read a file means.
pub(super) fn file_error(error: io::Error) -> StoreError {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            StoreError::Unwritable(error.to_string())
        }
        _ => StoreError::Other(error.to_string()),
    }
}
