//! The embedded engine: sled behind one writer that syncs before it acknowledges; only this folder names sled.

mod directory;
mod engine;
mod failure;
mod files;
mod held;
mod inbox;
mod keys;
mod open_error;
mod outbox;
mod record;
mod rows;
mod sweep;
#[cfg(test)]
mod tests;
mod tickets;
mod turn;
mod verify;
mod writer;

use std::path::Path;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use ::sled::Db;
use async_trait::async_trait;
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value;
use tokio::sync::oneshot;

pub use self::open_error::OpenError;

use self::directory::Directory;
use self::held::HeldFolder;
use self::keys::{AUDIT, CONVERSATION, RECEIPT, TOLD};
use self::writer::{Job, Shared, Wait};
use super::{
    Audit, DeadLetter, Delivery, KeyedRequest, Look, Notified, Outgoing, Receipt, Result, Store, StoreError,
    TicketQuery, Turn,
};
use crate::domain::conversation::Conversation;
use crate::domain::message::{ConversationId, Message, MessageId};
use crate::domain::ticket::{Filter, Listed, Order, Page, Ticket, TicketNumber};

/// So many tickets are looked at before others get their turn.
const AT_ONCE: usize = 1000;

/// A store in a directory of this machine. Dropping it waits until everything is on disk.
pub struct SledStore {
    shared: Arc<Shared>,
    held: Arc<Mutex<HeldFolder>>,
    jobs: Option<Sender<Job>>,
    writer: Option<JoinHandle<()>>,
}

impl SledStore {
    /// Opens the store in `dir`, making the directory if it is missing. Reads and writes the disk on the calling thread.
    pub fn open(dir: &Path) -> std::result::Result<Self, OpenError> {
        let shared = Arc::new(Shared::open(Directory::hold(dir)?)?);
        let (jobs, received) = channel();
        let of_writer = Arc::clone(&shared);
        let writer = std::thread::Builder::new()
            .name("store writer".to_owned())
            .spawn(move || of_writer.run(&received))
            .map_err(|error| OpenError::Unwritable { dir: dir.to_owned(), reason: error.to_string() })?;
        let held = Arc::new(Mutex::new(HeldFolder::of(dir)));
        Ok(Self { shared, held, jobs: Some(jobs), writer: Some(writer) })
    }

    /// Reads everything and returns what is wrong, in words for the log; nothing if all is well. Writers wait meanwhile.
    pub async fn verify(&self) -> Result<Vec<String>> {
        self.submit(Job::read(|db| Ok(verify::faults(db)))).await
    }

    async fn write<T: Send + 'static>(
        &self,
        wait: Wait,
        work: impl FnOnce(&Db) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.submit(Job::write(wait, work)).await
    }

    async fn submit<T>(&self, (job, done): (Job, oneshot::Receiver<Result<T>>)) -> Result<T> {
        let sent = self.jobs.as_ref().is_some_and(|jobs| jobs.send(job).is_ok());
        if !sent {
            return Err(StoreError::Other("the writer has ended".to_owned()));
        }
        done.await.unwrap_or_else(|_| Err(StoreError::Other("the writer has failed".to_owned())))
    }

    /// Does something with the files that wait for their tickets.
    async fn with_held<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut HeldFolder) -> std::io::Result<T> + Send + 'static,
    ) -> Result<T> {
        let held = Arc::clone(&self.held);
        let work =
            move |_: &Db| work(&mut held.lock().unwrap_or_else(PoisonError::into_inner)).map_err(failure::file_error);
        self.read(work).await
    }

    async fn read<T: Send + 'static>(&self, work: impl FnOnce(&Db) -> Result<T> + Send + 'static) -> Result<T> {
        let shared = Arc::clone(&self.shared);
        let read = tokio::task::spawn_blocking(move || shared.read(work)).await;
        read.unwrap_or_else(|_| Err(StoreError::Other("reading has failed".to_owned())))
    }
}

impl Drop for SledStore {
    fn drop(&mut self) {
        self.jobs = None;
        if self.writer.take().is_some_and(|writer| writer.join().is_err()) {
            tracing::error!("the store's writer has failed");
        }
    }
}

#[async_trait]
impl Store for SledStore {
    async fn accept(&self, messages: &[Message]) -> Result<usize> {
        let messages = messages.to_vec();
        self.write(Wait::Disk, move |db| inbox::accept(db, &messages)).await
    }

    async fn waiting(&self) -> Result<Vec<ConversationId>> {
        self.read(inbox::waiting).await
    }

    async fn oldest(&self, conversation: &ConversationId, limit: usize) -> Result<Vec<Message>> {
        let conversation = conversation.clone();
        self.read(move |db| inbox::oldest(db, &conversation, limit)).await
    }

    async fn conversation(&self, id: &ConversationId) -> Result<Option<Conversation>> {
        let row = keys::of(CONVERSATION, id);
        self.read(move |db| rows::get(db, &row)).await
    }

    async fn remember(&self, conversation: &Conversation) -> Result<()> {
        let conversation = conversation.clone();
        self.write(Wait::Run, move |db| turn::remember(db, &conversation)).await
    }

    async fn commit(&self, turn: Turn) -> Result<()> {
        let shared = Arc::clone(&self.shared);
        let commit = move |db: &Db| {
            turn::commit(db, &turn)?;
            shared.index_mut().follow(&turn);
            Ok(())
        };
        self.write(Wait::Disk, commit).await
    }

    // What a repeated request is told about must be on disk, so the writer itself looks it up.
    async fn receipt(&self, conversation: &ConversationId, message: &MessageId) -> Result<Option<Receipt>> {
        let row = keys::message(RECEIPT, conversation, message);
        self.submit(Job::read(move |db| rows::get(db, &row))).await
    }

    async fn keyed(&self, key: &str) -> Result<Option<KeyedRequest>> {
        let row = keys::keyed(key);
        self.submit(Job::read(move |db| rows::get(db, &row))).await
    }

    async fn last_count(&self, day: Date) -> Result<u32> {
        let row = keys::last_count(day);
        self.read(move |db| Ok(rows::get(db, &row)?.unwrap_or(0))).await
    }

    async fn ticket(&self, number: &TicketNumber) -> Result<Option<Ticket>> {
        let number = number.clone();
        self.read(move |db| tickets::find(db, &number)).await
    }

    async fn tickets(&self, query: &TicketQuery) -> Result<Vec<Ticket>> {
        let query = query.clone();
        self.read(move |db| tickets::list(db, &query)).await
    }

    async fn page(
        &self,
        filter: &Filter,
        order: Order,
        after: Option<&TicketNumber>,
        limit: usize,
    ) -> Result<Page<Listed>> {
        let page = self.shared.index().page(filter, order, after, limit);
        self.read(move |db| tickets::describe(db, page)).await
    }

    async fn count(&self, filter: &Filter) -> Result<usize> {
        Ok(self.shared.index().count(filter))
    }

    async fn survey(&self, filter: &Filter, look: &mut Look<'_>) -> Result<()> {
        let wanted = self.shared.index().numbers(filter);
        for some in wanted.chunks(AT_ONCE) {
            some.iter().filter_map(|number| self.shared.index().get(number)).for_each(|summary| look(&summary));
            tokio::task::yield_now().await;
        }
        Ok(())
    }

    async fn notified(&self, ticket: &TicketNumber) -> Result<Vec<Notified>> {
        let ticket = ticket.clone();
        self.read(move |db| outbox::notified(db, &ticket)).await
    }

    async fn told_by(&self, conversation: &ConversationId, message: &MessageId) -> Result<Option<TicketNumber>> {
        let row = keys::message(TOLD, conversation, message);
        self.read(move |db| rows::get(db, &row)).await
    }

    async fn record(&self, kind: &str, key: &str) -> Result<Option<Value>> {
        let row = keys::record(kind, key);
        self.read(move |db| rows::get(db, &row)).await
    }

    async fn records(&self, kind: &str) -> Result<Vec<Value>> {
        let of_kind = keys::records(kind);
        self.read(move |db| rows::all(db, of_kind)).await
    }

    async fn audit(&self, before: Option<u64>, limit: usize) -> Result<Vec<(u64, Audit)>> {
        let (start, end) = (keys::all(AUDIT), keys::numbered(AUDIT, before.unwrap_or(u64::MAX)));
        self.read(move |db| rows::newest_numbered(db, start..end, limit)).await
    }

    async fn keep_file(&self, digest: &str, bytes: Vec<u8>) -> Result<()> {
        let (shared, digest) = (Arc::clone(&self.shared), digest.to_owned());
        self.read(move |_| files::keep(shared.path(), &digest, &bytes).map_err(failure::file_error)).await
    }

    async fn file(&self, digest: &str) -> Result<Option<Vec<u8>>> {
        let (shared, digest) = (Arc::clone(&self.shared), digest.to_owned());
        self.read(move |_| files::find(shared.path(), &digest).map_err(failure::file_error)).await
    }

    async fn hold_file(&self, of: &ConversationId, digest: &str, bytes: Vec<u8>, at: Timestamp) -> Result<bool> {
        let (of, digest) = (of.clone(), digest.to_owned());
        self.with_held(move |held| held.hold(&of, &digest, &bytes, at)).await
    }

    async fn held_file(&self, of: &ConversationId, digest: &str) -> Result<Option<Vec<u8>>> {
        let (of, digest) = (of.clone(), digest.to_owned());
        self.with_held(move |held| held.find(&of, &digest)).await
    }

    async fn let_go(&self, of: &ConversationId, but: &[String]) -> Result<()> {
        // Nearly no conversation holds anything, and none of the others need wait for a file that is being written.
        if !held::folder(self.shared.path(), of).exists() {
            return Ok(());
        }
        let (of, but) = (of.clone(), but.to_vec());
        self.with_held(move |held| held.let_go(&of, &but)).await
    }

    async fn due(&self, now: Timestamp, busy: &[ConversationId], limit: usize) -> Result<Vec<Outgoing>> {
        let busy = busy.to_vec();
        // The sender acts on what it gets, so it gets only what is on disk.
        self.submit(Job::read(move |db| outbox::due(db, now, &busy, limit))).await
    }

    async fn next_due(&self) -> Result<Option<Timestamp>> {
        self.read(outbox::next_due).await
    }

    async fn settle(&self, id: u64, delivery: Delivery) -> Result<()> {
        self.write(Wait::Disk, move |db| outbox::settle(db, id, &delivery)).await
    }

    async fn dead_letters(&self, limit: usize) -> Result<Vec<DeadLetter>> {
        self.read(move |db| outbox::dead_letters(db, limit)).await
    }

    async fn sweep(&self, now: Timestamp) -> Result<()> {
        while self.write(Wait::Disk, move |db| sweep::sweep(db, now)).await? {}
        self.with_held(move |held| held.sweep(now)).await
    }

    async fn healthy(&self) -> bool {
        self.shared.is_writable()
    }
}
