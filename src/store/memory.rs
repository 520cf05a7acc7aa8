//! A store in memory: for tests, and wherever nothing is to be kept.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use jiff::Timestamp;
use jiff::civil::Date;

use super::{
    Audit, DeadLetter, Delivery, KeyedRequest, Letter, Outgoing, REMEMBERED, Receipt, Result, SharedStore, Store,
    StoreError, TicketQuery, Turn,
};
use crate::domain::conversation::Conversation;
use crate::domain::message::{ConversationId, Message, MessageId};
use crate::domain::reply::Reply;
use crate::domain::ticket::{Ticket, TicketNumber};

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

    /// The audit log, oldest first.
    pub fn audit(&self) -> Vec<Audit> {
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

type MessageKey = (ConversationId, MessageId);

#[derive(Default)]
struct Shelves {
    inbox: BTreeMap<ConversationId, VecDeque<Message>>,
    seen: HashMap<MessageKey, Timestamp>,
    conversations: HashMap<ConversationId, Conversation>,
    receipts: HashMap<MessageKey, Receipt>,
    keyed: HashMap<String, KeyedRequest>,
    tickets: BTreeMap<TicketNumber, Ticket>,
    outbox: BTreeMap<ConversationId, VecDeque<Outgoing>>,
    addressees: HashMap<u64, ConversationId>,
    last_outgoing: u64,
    dead_letters: Vec<DeadLetter>,
    audit: Vec<Audit>,
}

impl Shelves {
    fn accept(&mut self, message: &Message) -> bool {
        let key = (message.conversation.clone(), message.id.clone());
        let waits = self.inbox.get(&message.conversation).is_some_and(|queue| queue.iter().any(|m| m.id == message.id));
        let recent = self.seen.get(&key).is_some_and(|at| message.at.duration_since(*at) <= REMEMBERED);
        if waits || recent {
            return false;
        }
        self.seen.insert(key, message.at);
        self.inbox.entry(message.conversation.clone()).or_default().push_back(message.clone());
        true
    }

    fn commit(&mut self, turn: Turn) -> Result<()> {
        self.check(&turn)?;
        if let Some((conversation, message)) = &turn.done {
            self.take_from_inbox(conversation, message);
        }
        if let Some(conversation) = turn.conversation {
            self.conversations.insert(conversation.id.clone(), conversation);
        }
        if let Some(receipt) = turn.receipt {
            self.receipts.insert((receipt.conversation.clone(), receipt.message.clone()), receipt);
        }
        if let Some(keyed) = turn.keyed {
            self.keyed.insert(keyed.key.clone(), keyed);
        }
        for (conversation, reply) in turn.outbox {
            self.enqueue(conversation, reply, turn.at);
        }
        self.tickets.extend(turn.new_tickets.into_iter().map(|ticket| (ticket.number.clone(), ticket)));
        self.audit.extend(turn.audit);
        self.dead_letters.extend(turn.dead_letter);
        Ok(())
    }

    /// Whether a turn may be written at all; nothing has been written when it may not.
    fn check(&self, turn: &Turn) -> Result<()> {
        if let Some(request) = &turn.keyed
            && let Some(known) = self.keyed.get(&request.key)
        {
            return Err(if known.digest == request.digest { StoreError::Conflict } else { StoreError::KeyReused });
        }
        let waits = |(conversation, id): &MessageKey| {
            self.inbox.get(conversation).is_some_and(|queue| queue.iter().any(|message| message.id == *id))
        };
        let known =
            |receipt: &Receipt| self.receipts.contains_key(&(receipt.conversation.clone(), receipt.message.clone()));
        if turn.done.as_ref().is_some_and(|done| !waits(done)) || turn.receipt.as_ref().is_some_and(known) {
            return Err(StoreError::Conflict);
        }
        let mut new = HashSet::new();
        let taken = |number: &TicketNumber| self.tickets.contains_key(number);
        if turn.new_tickets.iter().any(|ticket| taken(&ticket.number) || !new.insert(&ticket.number)) {
            return Err(StoreError::Conflict);
        }
        Ok(())
    }

    fn take_from_inbox(&mut self, conversation: &ConversationId, message: &MessageId) {
        let Some(queue) = self.inbox.get_mut(conversation) else { return };
        queue.retain(|waiting| waiting.id != *message);
        if queue.is_empty() {
            self.inbox.remove(conversation);
        }
    }

    fn enqueue(&mut self, conversation: ConversationId, reply: Reply, due: Timestamp) {
        self.last_outgoing += 1;
        self.addressees.insert(self.last_outgoing, conversation.clone());
        let outgoing = Outgoing { id: self.last_outgoing, conversation: conversation.clone(), reply, attempts: 0, due };
        self.outbox.entry(conversation).or_default().push_back(outgoing);
    }

    fn tickets(&self, query: &TicketQuery) -> Vec<Ticket> {
        let wanted = |ticket: &&Ticket| {
            query.conversation.as_ref().is_none_or(|id| ticket.conversation.as_ref() == Some(id))
                && query.before.as_ref().is_none_or(|number| ticket.number < *number)
        };
        self.tickets.values().rev().filter(wanted).take(query.limit).cloned().collect()
    }

    /// The first waiting reply of each conversation: no other may be sent yet.
    fn heads(&self) -> impl Iterator<Item = &Outgoing> {
        self.outbox.values().filter_map(VecDeque::front)
    }

    fn due(&self, now: Timestamp, busy: &[ConversationId], limit: usize) -> Vec<Outgoing> {
        let busy: HashSet<_> = busy.iter().collect();
        let mut due: Vec<_> =
            self.heads().filter(|head| head.due <= now && !busy.contains(&head.conversation)).collect();
        due.sort_by_key(|head| head.id);
        due.into_iter().take(limit).cloned().collect()
    }

    fn settle(&mut self, id: u64, delivery: Delivery) {
        let Some(queue) = self.addressees.get(&id).and_then(|to| self.outbox.get_mut(to)) else { return };
        let Some(place) = queue.iter().position(|row| row.id == id) else { return };
        if let Delivery::Later(due) = delivery {
            queue[place].attempts += 1;
            queue[place].due = due;
            return;
        }
        let Some(row) = queue.remove(place) else { return };
        self.addressees.remove(&id);
        if queue.is_empty() {
            self.outbox.remove(&row.conversation);
        }
        if let Delivery::Failed { reason, at } = delivery {
            let letter = Letter::Reply(row.reply);
            self.dead_letters.push(DeadLetter { at, conversation: row.conversation, reason, letter });
        }
    }

    fn sweep(&mut self, now: Timestamp) {
        let fresh = |at: Timestamp| now.duration_since(at) <= REMEMBERED;
        let inbox = &self.inbox;
        // What still waits would be handled twice if it were accepted again.
        let waits = |(conversation, id): &MessageKey| {
            inbox.get(conversation).is_some_and(|queue| queue.iter().any(|message| message.id == *id))
        };
        self.seen.retain(|key, at| fresh(*at) || waits(key));
        self.receipts.retain(|_, receipt| fresh(receipt.at));
        self.keyed.retain(|_, keyed| fresh(keyed.at));
    }
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

    async fn next(&self, conversation: &ConversationId) -> Result<Option<Message>> {
        Ok(self.reading().inbox.get(conversation).and_then(|queue| queue.front()).cloned())
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::message::{Channel, Content};
    use crate::domain::reply::Kind;

    fn message(key: &str, id: &str) -> Message {
        let conversation = ConversationId::new(Channel::Telegram, key).unwrap();
        Message {
            id: MessageId(id.into()),
            conversation,
            content: Content::Text("您好".into()),
            at: Timestamp::UNIX_EPOCH,
        }
    }

    #[tokio::test]
    async fn a_message_is_accepted_once_and_leaves_with_its_turn() {
        let store = MemoryStore::new();
        let (first, second) = (message("1", "a"), message("1", "b"));
        let batch = [first.clone(), first.clone(), second.clone()];
        assert_eq!(store.accept(&batch).await.unwrap(), 2);
        let done = Some((first.conversation.clone(), first.id.clone()));
        store.commit(Turn { done, ..Turn::default() }).await.unwrap();
        assert_eq!(store.next(&first.conversation).await.unwrap(), Some(second));
        assert_eq!(store.accept(std::slice::from_ref(&first)).await.unwrap(), 0);
        store.sweep(Timestamp::UNIX_EPOCH + REMEMBERED + jiff::SignedDuration::from_secs(1)).await.unwrap();
        assert_eq!(store.accept(&[first]).await.unwrap(), 1);
    }

    #[tokio::test]
    async fn only_the_first_reply_of_a_conversation_is_due() {
        let store = MemoryStore::new();
        let (one, two) = (message("1", "a").conversation, message("2", "a").conversation);
        let reply = |text: &str| Reply::plain(Kind::Smalltalk, text);
        let outbox = vec![(one.clone(), reply("1")), (one.clone(), reply("2")), (two.clone(), reply("3"))];
        store.commit(Turn { outbox, ..Turn::default() }).await.unwrap();
        let now = Timestamp::UNIX_EPOCH;
        let texts = async |busy: &[ConversationId]| -> Vec<String> {
            store.due(now, busy, 9).await.unwrap().into_iter().map(|row| row.reply.text).collect()
        };
        assert_eq!(texts(&[]).await, ["1", "3"]);
        assert_eq!(texts(std::slice::from_ref(&one)).await, ["3"]);
        let later = now + jiff::SignedDuration::from_secs(5);
        store.settle(1, Delivery::Later(later)).await.unwrap();
        assert_eq!(texts(&[]).await, ["3"]);
        store.settle(3, Delivery::Failed { reason: "gone".into(), at: now }).await.unwrap();
        assert_eq!(store.next_due().await.unwrap(), Some(later));
        assert_eq!(store.dead_letters(9).await.unwrap().len(), 1);
    }

    #[tokio::test]
    async fn writes_fail_as_often_as_asked_for() {
        let store = MemoryStore::new();
        store.fail_next(1, StoreError::Unwritable("full".into()));
        assert!(!store.healthy().await);
        assert!(store.accept(&[message("1", "a")]).await.is_err());
        assert_eq!(store.accept(&[message("1", "a")]).await.unwrap(), 1);
        assert!(store.healthy().await);
    }
}
