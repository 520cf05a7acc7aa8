//! The maps in which everything is kept, and what a write does to them.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

use jiff::Timestamp;
use serde_json::Value;

use crate::domain::conversation::Conversation;
use crate::domain::held::HeldFiles;
use crate::domain::message::{ConversationId, Message, MessageId};
use crate::domain::ticket::{Ticket, TicketNumber};
use crate::store::{
    Audit, ChangedTicket, DeadLetter, Delivery, HELD_BYTES, KeyedRequest, Letter, Notice, Notified, Outgoing, Progress,
    REMEMBERED, Receipt, RecordChange, Result, StoreError, TicketIndex, TicketQuery, Turn,
};

type MessageKey = (ConversationId, MessageId);

/// The bytes of a file that waits for its ticket.
pub(super) struct HeldFile {
    bytes: Vec<u8>,
    at: Timestamp,
}

#[derive(Default)]
pub(super) struct Shelves {
    pub(super) inbox: BTreeMap<ConversationId, VecDeque<Message>>,
    pub(super) seen: HashMap<MessageKey, Timestamp>,
    pub(super) conversations: HashMap<ConversationId, Conversation>,
    pub(super) receipts: HashMap<MessageKey, Receipt>,
    pub(super) keyed: HashMap<String, KeyedRequest>,
    pub(super) tickets: BTreeMap<TicketNumber, Ticket>,
    pub(super) index: TicketIndex,
    pub(super) records: BTreeMap<(String, String), Value>,
    pub(super) files: HashMap<String, Vec<u8>>,
    pub(super) held: BTreeMap<(ConversationId, String), HeldFile>,
    pub(super) notified: BTreeMap<(TicketNumber, u64), Notified>,
    pub(super) told: HashMap<MessageKey, TicketNumber>,
    pub(super) outbox: BTreeMap<ConversationId, VecDeque<Outgoing>>,
    pub(super) addressees: HashMap<u64, ConversationId>,
    pub(super) last_outgoing: u64,
    pub(super) dead_letters: Vec<DeadLetter>,
    pub(super) audit: Vec<Audit>,
}

impl Shelves {
    pub(super) fn accept(&mut self, message: &Message) -> bool {
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

    pub(super) fn commit(&mut self, turn: Turn) -> Result<()> {
        self.check(&turn)?;
        self.index.follow(&turn);
        for (conversation, message) in &turn.done {
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
        if let Some((from, to)) = turn.moved.filter(|(from, to)| from != to) {
            self.readdress(&from, &to, turn.at);
        }
        for notice in turn.outbox {
            self.enqueue(notice, turn.at);
        }
        let changed = turn.changed_tickets.into_iter().map(|change| change.ticket);
        self.tickets.extend(turn.new_tickets.into_iter().chain(changed).map(|ticket| (ticket.number.clone(), ticket)));
        for RecordChange { kind, key, value } in turn.records {
            match value {
                Some(value) => self.records.insert((kind, key), value),
                None => self.records.remove(&(kind, key)),
            };
        }
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
        if turn.done.iter().any(|done| !waits(done)) || turn.receipt.as_ref().is_some_and(known) {
            return Err(StoreError::Conflict);
        }
        let mut new = HashSet::new();
        let taken = |number: &TicketNumber| self.tickets.contains_key(number);
        if turn.new_tickets.iter().any(|ticket| taken(&ticket.number) || !new.insert(&ticket.number)) {
            return Err(StoreError::Conflict);
        }
        let stands_at = |number: &TicketNumber| self.tickets.get(number).map(Ticket::version);
        let stale = |change: &ChangedTicket| stands_at(&change.ticket.number) != Some(change.read_version);
        if turn.changed_tickets.iter().any(stale) {
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

    fn enqueue(&mut self, notice: Notice, due: Timestamp) {
        self.last_outgoing += 1;
        let id = self.last_outgoing;
        let Notice { to, reply, ticket, form, answers } = notice;
        self.addressees.insert(id, to.clone());
        let outgoing = Outgoing { id, conversation: to.clone(), reply, ticket, form, answers, attempts: 0, due };
        self.note(&outgoing, Progress::Waiting { attempts: 0, due });
        self.outbox.entry(to).or_default().push_back(outgoing);
    }

    /// Puts the replies that wait for a conversation behind those of another one.
    fn readdress(&mut self, from: &ConversationId, to: &ConversationId, due: Timestamp) {
        for Outgoing { id, reply, ticket, form, answers, .. } in self.outbox.remove(from).unwrap_or_default() {
            self.addressees.remove(&id);
            ticket.iter().for_each(|ticket| _ = self.notified.remove(&(ticket.clone(), id)));
            self.enqueue(Notice { to: to.clone(), reply, ticket, form, answers }, due);
        }
    }

    /// Notes how far a reply that tells of a ticket has come.
    fn note(&mut self, outgoing: &Outgoing, progress: Progress) {
        let Some(ticket) = outgoing.ticket.as_ref().filter(|_| outgoing.form.adds_message()) else { return };
        let (id, form) = (outgoing.id, outgoing.form);
        let (to, text) = (outgoing.conversation.clone(), outgoing.reply.text.clone());
        self.notified.insert((ticket.clone(), id), Notified { id, to, text, form, progress });
    }

    pub(super) fn tickets(&self, query: &TicketQuery) -> Vec<Ticket> {
        let wanted = |ticket: &&Ticket| {
            query.conversation.as_ref().is_none_or(|id| ticket.conversation.as_ref() == Some(id))
                && query.before.as_ref().is_none_or(|number| ticket.number < *number)
        };
        self.tickets.values().rev().filter(wanted).take(query.limit).cloned().collect()
    }

    /// The first waiting reply of each conversation: no other may be sent yet.
    pub(super) fn heads(&self) -> impl Iterator<Item = &Outgoing> {
        self.outbox.values().filter_map(VecDeque::front)
    }

    pub(super) fn due(&self, now: Timestamp, busy: &[ConversationId], limit: usize) -> Vec<Outgoing> {
        let busy: HashSet<_> = busy.iter().collect();
        let mut due: Vec<_> =
            self.heads().filter(|head| head.due <= now && !busy.contains(&head.conversation)).collect();
        due.sort_by_key(|head| head.id);
        due.into_iter().take(limit).cloned().collect()
    }

    pub(super) fn settle(&mut self, id: u64, delivery: Delivery) {
        let Some(queue) = self.addressees.get(&id).and_then(|to| self.outbox.get_mut(to)) else { return };
        let Some(place) = queue.iter().position(|row| row.id == id) else { return };
        if let Delivery::Later(due) = delivery {
            queue[place].attempts += 1;
            queue[place].due = due;
            let waiting = queue[place].clone();
            return self.note(&waiting, Progress::Waiting { attempts: waiting.attempts, due });
        }
        let Some(row) = queue.remove(place) else { return };
        if queue.is_empty() {
            self.outbox.remove(&row.conversation);
        }
        self.addressees.remove(&id);
        match delivery {
            Delivery::Failed { reason, at } => {
                self.note(&row, Progress::Failed { reason: reason.clone(), at });
                let letter = Letter::Reply(row.reply);
                self.dead_letters.push(DeadLetter { at, conversation: row.conversation, reason, letter });
            }
            Delivery::Sent { at, message } => {
                self.note(&row, Progress::Sent { at, message: message.clone() });
                let told = message.zip(row.ticket);
                self.told.extend(told.map(|(message, ticket)| ((row.conversation, message), ticket)));
            }
            Delivery::Later(_) => {}
        }
    }

    /// Holds a file; says whether there was room.
    pub(super) fn hold(&mut self, of: &ConversationId, digest: &str, bytes: Vec<u8>, at: Timestamp) -> bool {
        let size = |bytes: &[u8]| u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let held: u64 = self.held.values().map(|held| size(&held.bytes)).sum();
        let room = held.saturating_add(size(&bytes)) <= HELD_BYTES;
        if room {
            self.held.insert((of.clone(), digest.to_owned()), HeldFile { bytes, at });
        }
        room
    }

    /// A file that is held.
    pub(super) fn held(&self, of: &ConversationId, digest: &str) -> Option<Vec<u8>> {
        self.held.get(&(of.clone(), digest.to_owned())).map(|held| held.bytes.clone())
    }

    /// Lets go of what is held for a conversation but these.
    pub(super) fn let_go(&mut self, of: &ConversationId, but: &[String]) {
        self.held.retain(|(owner, digest), _| owner != of || but.contains(digest));
    }

    pub(super) fn sweep(&mut self, now: Timestamp) {
        let fresh = |at: Timestamp| now.duration_since(at) <= REMEMBERED;
        let inbox = &self.inbox;
        // What still waits would be handled twice if it were accepted again.
        let waits = |(conversation, id): &MessageKey| {
            inbox.get(conversation).is_some_and(|queue| queue.iter().any(|message| message.id == *id))
        };
        self.seen.retain(|key, at| fresh(*at) || waits(key));
        self.receipts.retain(|_, receipt| fresh(receipt.at));
        self.keyed.retain(|_, keyed| fresh(keyed.at));
        self.held.retain(|_, held| now.duration_since(held.at) <= HeldFiles::KEPT);
    }
}
