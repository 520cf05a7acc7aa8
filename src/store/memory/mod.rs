//! A store in memory: for tests, and wherever nothing is to be kept.

mod shelves;
#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value;

use self::shelves::Shelves;
use super::{
    Audit, DeadLetter, Delivery, KeyedRequest, Look, Notified, Outgoing, Receipt, Result, SharedStore, Store,
    StoreError, TicketQuery, Turn,
};
use crate::domain::conversation::Conversation;
use crate::domain::message::{ConversationId, Message, MessageId};
use crate::domain::ticket::{Filter, Listed, Order, Page, Summary, Ticket, TicketNumber};

/// Keeps everything in maps; it is gone with the process.
#[derive(Default)]
pub struct MemoryStore {
    shelves: Mutex<Shelves>,
    failing: Mutex<Option<Failing>>,
}

/// Writes that are to fail on purpose.
struct Failing {
    remaining: usize,
    error: StoreError,
}

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty store, ready to be handed around.
    pub fn shared() -> SharedStore {
        Arc::new(Self::new())
    }

    /// Lets the next `count` writes fail with `error`, as a test of what comes of it; 0 ends that.
    pub fn fail_next(&self, count: usize, error: StoreError) {
        *lock(&self.failing) = (count > 0).then_some(Failing { remaining: count, error });
    }

    /// The whole audit log, oldest first.
    pub fn audit_log(&self) -> Vec<Audit> {
        lock(&self.shelves).audit.clone()
    }

    /// The shelves, for reading.
    fn reading(&self) -> MutexGuard<'_, Shelves> {
        lock(&self.shelves)
    }

    /// The shelves, for writing, unless this write is to fail.
    fn writing(&self) -> Result<MutexGuard<'_, Shelves>> {
        let mut failing = lock(&self.failing);
        let Some(planned) = failing.as_mut() else { return Ok(lock(&self.shelves)) };
        let error = planned.error.clone();
        planned.remaining -= 1;
        if planned.remaining == 0 {
            *failing = None;
        }
        Err(error)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[async_trait]
impl Store for MemoryStore {
    async fn accept(&self, messages: &[Message]) -> Result<usize> {
        let mut shelves = self.writing()?;
        Ok(messages.iter().filter(|message| shelves.accept(message)).count())
    }

    async fn waiting(&self) -> Result<Vec<ConversationId>> {
        Ok(self.reading().inbox.keys().cloned().collect())
    }

    async fn oldest(&self, conversation: &ConversationId, limit: usize) -> Result<Vec<Message>> {
        let shelves = self.reading();
        let waiting = shelves.inbox.get(conversation).into_iter().flatten();
        Ok(waiting.take(limit).cloned().collect())
    }

    async fn conversation(&self, id: &ConversationId) -> Result<Option<Conversation>> {
        Ok(self.reading().conversations.get(id).cloned())
    }

    async fn remember(&self, conversation: &Conversation) -> Result<()> {
        self.writing()?.conversations.insert(conversation.id.clone(), conversation.clone());
        Ok(())
    }

    async fn commit(&self, turn: Turn) -> Result<()> {
        self.writing()?.commit(turn)
    }

    async fn receipt(&self, conversation: &ConversationId, message: &MessageId) -> Result<Option<Receipt>> {
        Ok(self.reading().receipts.get(&(conversation.clone(), message.clone())).cloned())
    }

    async fn keyed(&self, key: &str) -> Result<Option<KeyedRequest>> {
        Ok(self.reading().keyed.get(key).cloned())
    }

    async fn last_count(&self, day: Date) -> Result<u32> {
        let whole_day = TicketNumber::new(day, 0)..=TicketNumber::new(day, u32::MAX);
        Ok(self.reading().tickets.range(whole_day).next_back().map_or(0, |(number, _)| number.count()))
    }

    async fn ticket(&self, number: &TicketNumber) -> Result<Option<Ticket>> {
        Ok(self.reading().tickets.get(number).cloned())
    }

    async fn tickets(&self, query: &TicketQuery) -> Result<Vec<Ticket>> {
        Ok(self.reading().tickets(query))
    }

    async fn page(
        &self,
        filter: &Filter,
        order: Order,
        after: Option<&TicketNumber>,
        limit: usize,
    ) -> Result<Page<Listed>> {
        let shelves = self.reading();
        let Page { tickets, total, next } = shelves.index.page(filter, order, after, limit);
        let description = |number: &TicketNumber| shelves.tickets.get(number).map(|ticket| &ticket.draft.description);
        let listed = |summary: Summary| {
            let description = description(&summary.number).cloned().unwrap_or_default();
            Listed::new(summary, &description)
        };
        Ok(Page { tickets: tickets.into_iter().map(listed).collect(), total, next })
    }

    async fn count(&self, filter: &Filter) -> Result<usize> {
        Ok(self.reading().index.count(filter))
    }

    async fn survey(&self, filter: &Filter, look: &mut Look<'_>) -> Result<()> {
        let shelves = self.reading();
        let wanted = shelves.index.numbers(filter);
        wanted.iter().filter_map(|number| shelves.index.get(number)).for_each(|summary| look(&summary));
        Ok(())
    }

    async fn notified(&self, ticket: &TicketNumber) -> Result<Vec<Notified>> {
        let of_ticket = (ticket.clone(), 0)..=(ticket.clone(), u64::MAX);
        Ok(self.reading().notified.range(of_ticket).map(|(_, notified)| notified.clone()).collect())
    }

    async fn told_by(&self, conversation: &ConversationId, message: &MessageId) -> Result<Option<TicketNumber>> {
        Ok(self.reading().told.get(&(conversation.clone(), message.clone())).cloned())
    }

    async fn record(&self, kind: &str, key: &str) -> Result<Option<Value>> {
        Ok(self.reading().records.get(&(kind.to_owned(), key.to_owned())).cloned())
    }

    async fn records(&self, kind: &str) -> Result<Vec<Value>> {
        let shelves = self.reading();
        let of_kind = shelves.records.range((kind.to_owned(), String::new())..);
        Ok(of_kind.take_while(|((known, _), _)| known == kind).map(|(_, value)| value.clone()).collect())
    }

    async fn audit(&self, before: Option<u64>, limit: usize) -> Result<Vec<(u64, Audit)>> {
        let shelves = self.reading();
        let lines = (1..).zip(&shelves.audit).map(|(place, line)| (place, line.clone()));
        let mut lines: Vec<_> = lines.filter(|(place, _)| before.is_none_or(|before| *place < before)).collect();
        lines.reverse();
        lines.truncate(limit);
        Ok(lines)
    }

    async fn keep_file(&self, digest: &str, bytes: Vec<u8>) -> Result<()> {
        self.writing()?.files.insert(digest.to_owned(), bytes);
        Ok(())
    }

    async fn file(&self, digest: &str) -> Result<Option<Vec<u8>>> {
        Ok(self.reading().files.get(digest).cloned())
    }

    async fn hold_file(&self, of: &ConversationId, digest: &str, bytes: Vec<u8>, at: Timestamp) -> Result<bool> {
        Ok(self.writing()?.hold(of, digest, bytes, at))
    }

    async fn held_file(&self, of: &ConversationId, digest: &str) -> Result<Option<Vec<u8>>> {
        Ok(self.reading().held(of, digest))
    }

    async fn let_go(&self, of: &ConversationId, but: &[String]) -> Result<()> {
        self.writing()?.let_go(of, but);
        Ok(())
    }

    async fn due(&self, now: Timestamp, busy: &[ConversationId], limit: usize) -> Result<Vec<Outgoing>> {
        Ok(self.reading().due(now, busy, limit))
    }

    async fn next_due(&self) -> Result<Option<Timestamp>> {
        Ok(self.reading().heads().map(|head| head.due).min())
    }

    async fn settle(&self, id: u64, delivery: Delivery) -> Result<()> {
        self.writing()?.settle(id, delivery);
        Ok(())
    }

    async fn dead_letters(&self, limit: usize) -> Result<Vec<DeadLetter>> {
        Ok(self.reading().dead_letters.iter().rev().take(limit).cloned().collect())
    }

    async fn sweep(&self, now: Timestamp) -> Result<()> {
        self.writing()?.sweep(now);
        Ok(())
    }

    async fn healthy(&self) -> bool {
        lock(&self.failing).is_none()
    }
}
