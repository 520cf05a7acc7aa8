//! sled itself: opened with care, and brought to disk for certain.

use std::any::Any;
use std::fs::File;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use ::sled::{Config, Db, Error};

use super::OpenError;
use super::directory::Directory;
use super::failure::write_error;
use super::rows;
use super::verify;
use crate::store::{Result, StoreError};

/// What sled keeps in memory of what it has read, beside the pages of its last sixteen thousand looks. The system keeps
/// the file's pages as well.
const CACHE_BYTES: u64 = 16 << 20;
/// sled puts a page over a quarter of this into a file of its own that nobody syncs. Its pages have up to 17 records of
/// up to 64 kB, so only segments of this size (sled allows 16 MB) keep every page in the synced file.
const SEGMENT_BYTES: usize = 8 << 20;
/// How often sled collects garbage and writes what nobody waits for.
const BACKGROUND_FLUSH_MILLISECONDS: u64 = 500;
/// sled's own threads may hold its lock for a moment after it was closed.
const LOCK_PATIENCE: Duration = Duration::from_secs(1);

/// An open sled and the handle of its data file.
pub(super) struct Engine {
    db: Db,
    file: File,
}

impl Engine {
    /// Opens sled in a directory we hold. A snapshot that was cut off is moved aside, then everything is verified.
    pub(super) fn open(directory: &Directory) -> std::result::Result<Self, OpenError> {
        let unwritable = |error: io::Error| directory.unwritable(&error);
        let failed = |error: StoreError| directory.unwritable(&io::Error::other(error));
        let used = directory.layout()?.is_some();
        let healed = directory.quarantine_snapshot().map_err(unwritable)?;
        let db = open_patiently(directory)?;
        let kept = rows::layout(&db).map_err(|error| directory.damaged(error.to_string()))?;
        match kept {
            Some(_) => {}
            // The directory was used, so its rows are gone: an empty store would hide the loss.
            None if used || !db.is_empty() => return Err(directory.damaged("数据不完整".to_owned())),
            None => rows::set_layout(&db).map_err(failed)?,
        }
        let file = File::open(directory.path().join("db")).map_err(unwritable)?;
        let engine = Self { db, file };
        engine.flush().map_err(failed)?;
        File::open(directory.path().join("conf")).and_then(|conf| conf.sync_all()).map_err(unwritable)?;
        directory.sync().map_err(unwritable)?;
        if !used {
            directory.mark().map_err(unwritable)?;
        }
        if healed && let Some(fault) = verify::faults(&engine.db).into_iter().next() {
            return Err(directory.damaged(fault));
        }
        Ok(engine)
    }

    /// The rows.
    pub(super) fn db(&self) -> &Db {
        &self.db
    }

    /// Brings everything written so far to disk. On Linux sled's own flush does not sync the file.
    pub(super) fn flush(&self) -> Result<()> {
        self.db.flush().map_err(write_error)?;
        self.file.sync_all().map_err(|error| StoreError::Unwritable(error.to_string()))
    }
}

/// What a panic said.
pub(super) fn panic_text(panic: Box<dyn Any + Send>) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "panic".to_owned())
}

fn open_patiently(directory: &Directory) -> std::result::Result<Db, OpenError> {
    let started = Instant::now();
    loop {
        let config = Config::new()
            .path(directory.path())
            .cache_capacity(CACHE_BYTES)
            .segment_size(SEGMENT_BYTES)
            .flush_every_ms(Some(BACKGROUND_FLUSH_MILLISECONDS));
        let opened = catch_unwind(AssertUnwindSafe(|| config.open()));
        match opened.map_err(|panic| directory.damaged(panic_text(panic)))? {
            Ok(db) => return Ok(db),
            Err(error) if is_lock(&error) && started.elapsed() < LOCK_PATIENCE => {
                std::thread::sleep(Duration::from_millis(10));
            }
            Err(error) if is_lock(&error) => return Err(directory.held()),
            Err(Error::Io(error)) if is_damage(&error) => return Err(directory.damaged(error.to_string())),
            Err(Error::Io(error)) => return Err(directory.unwritable(&error)),
            Err(error) => return Err(directory.damaged(error.to_string())),
        }
    }
}

fn is_lock(error: &Error) -> bool {
    matches!(error, Error::Io(error) if error.to_string().contains("could not acquire lock"))
}

fn is_damage(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData | io::ErrorKind::NotFound)
}
