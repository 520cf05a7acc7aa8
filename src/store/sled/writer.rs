//! The one thread that writes: it takes what waits, runs it, brings it to disk once, then acknowledges.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::{Duration, Instant};

use ::sled::Db;
use tokio::sync::oneshot;

use super::OpenError;
use super::directory::Directory;
use super::engine::{Engine, panic_text};
use super::tickets;
use crate::store::{Result, StoreError, TicketIndex};

/// A flush serves so many writes at most, so that the first of them does not wait too long.
const BATCH: usize = 512;
/// How often a store that cannot be written tries again.
const RETRY: Duration = Duration::from_millis(500);

/// When a job is acknowledged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wait {
    /// Once everything up to it is on disk.
    Disk,
    /// Once it has run.
    Run,
}

/// Something for the writer to do.
pub(super) struct Job {
    wait: Wait,
    writes: bool,
    work: Work,
}

/// What a job does with the rows, or with the reason why it may not.
type Work = Box<dyn FnOnce(Result<&Db>) -> Done + Send>;

/// A job that has run: how it went, and whom to tell.
struct Done {
    fault: Option<StoreError>,
    acknowledge: Box<dyn FnOnce(Result<()>) + Send>,
}

impl Job {
    /// A job that writes.
    pub(super) fn write<T: Send + 'static>(
        wait: Wait,
        work: impl FnOnce(&Db) -> Result<T> + Send + 'static,
    ) -> (Self, oneshot::Receiver<Result<T>>) {
        Self::new(wait, true, work)
    }

    /// A job that reads; what it reads is on disk when it is acknowledged.
    pub(super) fn read<T: Send + 'static>(
        work: impl FnOnce(&Db) -> Result<T> + Send + 'static,
    ) -> (Self, oneshot::Receiver<Result<T>>) {
        Self::new(Wait::Disk, false, work)
    }

    fn new<T: Send + 'static>(
        wait: Wait,
        writes: bool,
        work: impl FnOnce(&Db) -> Result<T> + Send + 'static,
    ) -> (Self, oneshot::Receiver<Result<T>>) {
        let (sender, receiver) = oneshot::channel();
        let work = Box::new(move |db: Result<&Db>| {
            let outcome = catch_unwind(AssertUnwindSafe(|| db.and_then(work)));
            let panicked = outcome.is_err();
            let result = outcome.unwrap_or_else(|panic| Err(StoreError::Other(panic_text(panic))));
            let fault = match &result {
                Err(error) if panicked || matches!(error, StoreError::Unwritable(_)) => Some(error.clone()),
                _ => None,
            };
            // Whoever asked may have gone; then nobody needs to be told.
            let acknowledge = Box::new(move |disk: Result<()>| drop(sender.send(disk.and(result))));
            Done { fault, acknowledge }
        });
        (Self { wait, writes, work }, receiver)
    }
}

/// The store as readers and the writer share it.
pub(super) struct Shared {
    // Before the directory: it is let go of only once sled is closed.
    engine: RwLock<Option<Engine>>,
    index: RwLock<TicketIndex>,
    directory: Directory,
    writable: AtomicBool,
}

impl Shared {
    /// Opens the engine; without space for its ballast the store begins read-only.
    pub(super) fn open(directory: Directory) -> std::result::Result<Self, OpenError> {
        let engine = match Engine::open(&directory) {
            // The disk may be full, and sled must write to open: the ballast makes room.
            Err(OpenError::Unwritable { .. }) if directory.drop_ballast().is_ok() => Engine::open(&directory)?,
            opened => opened?,
        };
        let writable = directory.take_ballast().is_ok();
        let index = tickets::index(engine.db()).map_err(|error| directory.damaged(error.to_string()))?;
        let (engine, index) = (RwLock::new(Some(engine)), RwLock::new(index));
        Ok(Self { directory, engine, index, writable: AtomicBool::new(writable) })
    }

    /// The directory it is in.
    pub(super) fn path(&self) -> &Path {
        self.directory.path()
    }

    /// The tickets in a line each.
    pub(super) fn index(&self) -> RwLockReadGuard<'_, TicketIndex> {
        self.index.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The tickets in a line each, for the writer.
    pub(super) fn index_mut(&self) -> RwLockWriteGuard<'_, TicketIndex> {
        self.index.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the last write reached the disk.
    pub(super) fn is_writable(&self) -> bool {
        self.writable.load(Ordering::Acquire)
    }

    /// Reads on the calling thread.
    pub(super) fn read<T>(&self, work: impl FnOnce(&Db) -> Result<T>) -> Result<T> {
        match &*self.engine() {
            Some(engine) => work(engine.db()),
            None => Err(closed()),
        }
    }

    /// Runs jobs until nobody can send any more, then closes the engine.
    pub(super) fn run(&self, jobs: &Receiver<Job>) {
        let mut tried = Instant::now();
        loop {
            match jobs.recv_timeout(RETRY) {
                Ok(first) => self.run_batch(first, jobs),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            if !self.is_writable() && tried.elapsed() >= RETRY {
                self.recover();
                tried = Instant::now();
            }
        }
        if let Err(error) = self.flush() {
            tracing::error!(%error, "the store could not be flushed before it was closed");
        }
        self.close();
    }

    fn run_batch(&self, first: Job, jobs: &Receiver<Job>) {
        let (mut wrote, mut broken) = (false, None);
        let mut waiting = Vec::new();
        for job in std::iter::once(first).chain(jobs.try_iter()).take(BATCH) {
            let Job { wait, writes, work } = job;
            let Done { fault, acknowledge } = self.run_job(writes, broken.as_ref(), work);
            // A store that is known to be read-only has not failed anew.
            broken = broken.or(fault.filter(|_| self.is_writable()));
            wrote |= writes && wait == Wait::Disk;
            match wait {
                Wait::Disk => waiting.push(acknowledge),
                Wait::Run => acknowledge(Ok(())),
            }
        }
        let outcome = match broken {
            Some(error) => Err(error),
            None if wrote && self.is_writable() => self.flush(),
            None => Ok(()),
        };
        if let Err(error) = &outcome {
            tracing::error!(%error, "the store could not be written");
            self.writable.store(false, Ordering::Release);
            // What did not reach the disk must not be read as if it had.
            self.reopen();
        }
        for acknowledge in waiting {
            acknowledge(outcome.clone());
        }
    }

    fn run_job(&self, writes: bool, broken: Option<&StoreError>, work: Work) -> Done {
        if let Some(error) = broken {
            return work(Err(error.clone()));
        }
        if writes && !self.is_writable() {
            return work(Err(closed()));
        }
        match &*self.engine() {
            Some(engine) => work(Ok(engine.db())),
            None => work(Err(closed())),
        }
    }

    fn flush(&self) -> Result<()> {
        let engine = self.engine();
        let Some(engine) = &*engine else { return Ok(()) };
        let flushed = catch_unwind(AssertUnwindSafe(|| engine.flush()));
        flushed.unwrap_or_else(|panic| Err(StoreError::Other(panic_text(panic))))
    }

    /// Begins writing again once there is space for the ballast.
    fn recover(&self) {
        if self.engine().is_none() {
            self.reopen();
        }
        if self.engine().is_some() && self.directory.take_ballast().is_ok() {
            tracing::info!("the store can be written again");
            self.writable.store(true, Ordering::Release);
        }
    }

    /// Closes the engine and opens it again on what is on disk, giving up the ballast for it. Readers wait meanwhile.
    fn reopen(&self) {
        let mut engine = self.engine.write().unwrap_or_else(PoisonError::into_inner);
        close(engine.take());
        let freed = self.directory.drop_ballast().map_err(|error| error.to_string());
        match freed.and_then(|()| Engine::open(&self.directory).map_err(|error| error.to_string())) {
            Ok(opened) => {
                // What was taken in but did not reach the disk goes from the index, too.
                match tickets::index(opened.db()) {
                    Ok(index) => *self.index_mut() = index,
                    Err(error) => tracing::error!(%error, "the lines of the tickets could not be read anew"),
                }
                *engine = Some(opened);
            }
            Err(error) => tracing::error!(%error, "the store could not be opened again"),
        }
    }

    fn close(&self) {
        close(self.engine.write().unwrap_or_else(PoisonError::into_inner).take());
    }

    fn engine(&self) -> RwLockReadGuard<'_, Option<Engine>> {
        self.engine.read().unwrap_or_else(PoisonError::into_inner)
    }
}

fn close(engine: Option<Engine>) {
    // sled flushes as it closes and panics if it cannot.
    if let Err(panic) = catch_unwind(AssertUnwindSafe(|| drop(engine))) {
        tracing::error!(error = panic_text(panic), "the store could not be closed in order");
    }
}

fn closed() -> StoreError {
    StoreError::Unwritable("the disk is full or failing; writing goes on by itself once it has space".to_owned())
}
