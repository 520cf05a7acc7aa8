//! Where each row stands in the tree: one letter for its kind, then parts that sort as they should.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::domain::message::{ConversationId, MessageId};
use crate::domain::ticket::TicketNumber;

/// Messages by conversation and order of acceptance.
pub(super) const INBOX: u8 = b'm';
/// The place in the inbox of a message that is not done, by conversation and message.
pub(super) const PENDING: u8 = b'p';
/// Messages accepted before, by conversation and message.
pub(super) const SEEN: u8 = b's';
/// Conversations.
pub(super) const CONVERSATION: u8 = b'c';
/// Tickets by number.
pub(super) const TICKET: u8 = b'q';
/// The history of tickets by number and place.
pub(super) const EVENT: u8 = b'j';
/// How far replies that tell of a ticket have come, by the ticket and the reply's number.
pub(super) const NOTIFIED: u8 = b'e';
/// The ticket a sent reply told of, by conversation and what the channel calls the reply.
pub(super) const TOLD: u8 = b't';
/// Small records by kind and key.
pub(super) const RECORD: u8 = b'g';
/// Index: the numbers of a conversation's tickets.
pub(super) const TICKET_OF: u8 = b'u';
/// The count of a day's last ticket.
pub(super) const LAST_COUNT: u8 = b'd';
/// Replies that wait, by conversation and number.
pub(super) const OUTBOX: u8 = b'o';
/// Index: the conversation of a reply that waits, by its number.
pub(super) const OUTBOX_OF: u8 = b'f';
/// Index: the first reply of each conversation by the moment it is due.
pub(super) const HEAD: u8 = b'h';
/// Dead letters in the order they came.
pub(super) const DEAD_LETTER: u8 = b'l';
/// The audit log in the order it was written.
pub(super) const AUDIT: u8 = b'a';
/// Receipts by conversation and message.
pub(super) const RECEIPT: u8 = b'r';
/// Keyed requests by key.
pub(super) const KEYED: u8 = b'k';
/// Index: what may be forgotten, by the moment it was written.
pub(super) const EXPIRY: u8 = b'x';

/// The version of this layout.
pub(super) const LAYOUT: &[u8] = b"v";

/// Counters; they grow inside the transaction that uses them.
pub(super) mod counter {
    /// The last place given in the inbox.
    pub(in crate::store::sled) const INBOX: &[u8] = b"n-inbox";
    /// The last number given to a reply.
    pub(in crate::store::sled) const OUTBOX: &[u8] = b"n-outbox";
    /// The last place given to a dead letter.
    pub(in crate::store::sled) const DEAD_LETTER: &[u8] = b"n-dead-letter";
    /// The last place given in the audit log.
    pub(in crate::store::sled) const AUDIT: &[u8] = b"n-audit";
}

/// Everything of one kind begins so.
pub(super) fn all(kind: u8) -> Vec<u8> {
    vec![kind]
}

/// Everything of one kind and one conversation begins so; a conversation's id contains no zero byte.
pub(super) fn of(kind: u8, conversation: &ConversationId) -> Vec<u8> {
    let mut key = all(kind);
    key.extend_from_slice(conversation.to_string().as_bytes());
    key.push(0);
    key
}

/// The row of a numbered thing.
pub(super) fn numbered(kind: u8, number: u64) -> Vec<u8> {
    let mut key = all(kind);
    key.extend_from_slice(&number.to_be_bytes());
    key
}

/// The row of a numbered thing of one conversation.
pub(super) fn numbered_of(kind: u8, conversation: &ConversationId, number: u64) -> Vec<u8> {
    let mut key = of(kind, conversation);
    key.extend_from_slice(&number.to_be_bytes());
    key
}

/// The row about one message.
pub(super) fn message(kind: u8, conversation: &ConversationId, id: &MessageId) -> Vec<u8> {
    let mut key = of(kind, conversation);
    key.extend_from_slice(id.0.as_bytes());
    key
}

/// The row of a keyed request.
pub(super) fn keyed(key: &str) -> Vec<u8> {
    let mut row = all(KEYED);
    row.extend_from_slice(key.as_bytes());
    row
}

/// The row of a day's last count.
pub(super) fn last_count(day: Date) -> Vec<u8> {
    let mut key = all(LAST_COUNT);
    key.extend_from_slice(&sortable_day(day));
    key
}

/// The row of a ticket.
pub(super) fn ticket(number: &TicketNumber) -> Vec<u8> {
    of_ticket(TICKET, number)
}

/// Everything of one kind and one ticket begins so.
pub(super) fn of_ticket(kind: u8, number: &TicketNumber) -> Vec<u8> {
    let mut key = all(kind);
    key.extend_from_slice(&sortable_number(number));
    key
}

/// The row of a numbered thing of one ticket.
pub(super) fn numbered_of_ticket(kind: u8, number: &TicketNumber, place: u64) -> Vec<u8> {
    let mut key = of_ticket(kind, number);
    key.extend_from_slice(&place.to_be_bytes());
    key
}

/// All small records of a kind begin so; a kind contains no zero byte.
pub(super) fn records(kind: &str) -> Vec<u8> {
    let mut key = all(RECORD);
    key.extend_from_slice(kind.as_bytes());
    key.push(0);
    key
}

/// The row of a small record.
pub(super) fn record(kind: &str, key: &str) -> Vec<u8> {
    let mut row = records(kind);
    row.extend_from_slice(key.as_bytes());
    row
}

/// The index row of a conversation's ticket; it ends like the ticket's own row.
pub(super) fn ticket_of(conversation: &ConversationId, number: &TicketNumber) -> Vec<u8> {
    let mut key = of(TICKET_OF, conversation);
    key.extend_from_slice(&sortable_number(number));
    key
}

/// The ticket's own row, from its index row.
pub(super) fn ticket_from_index(index: &[u8]) -> Option<Vec<u8>> {
    let tail = index.len().checked_sub(NUMBER_BYTES)?;
    let mut key = all(TICKET);
    key.extend_from_slice(index.get(tail..)?);
    Some(key)
}

/// The index row of a conversation's first reply.
pub(super) fn head(due: Timestamp, id: u64) -> Vec<u8> {
    let mut key = due_by(due);
    key.extend_from_slice(&id.to_be_bytes());
    key
}

/// Index rows of replies due before `due` stand before this key.
pub(super) fn due_by(due: Timestamp) -> Vec<u8> {
    let mut key = all(HEAD);
    key.extend_from_slice(&sortable_time(due));
    key
}

/// The moment and the reply an index row stands for.
pub(super) fn head_parts(key: &[u8]) -> Option<(Timestamp, u64)> {
    let (time, id) = key.strip_prefix(&[HEAD])?.split_first_chunk::<TIME_BYTES>()?;
    Some((time_from(*time)?, u64::from_be_bytes(id.try_into().ok()?)))
}

/// The index row that lets the row `target` be forgotten.
pub(super) fn expiry(at: Timestamp, target: &[u8]) -> Vec<u8> {
    let mut key = expired_by(at);
    key.extend_from_slice(target);
    key
}

/// Index rows of what was written before `at` stand before this key.
pub(super) fn expired_by(at: Timestamp) -> Vec<u8> {
    let mut key = all(EXPIRY);
    key.extend_from_slice(&sortable_time(at));
    key
}

/// When the row was written that an index row lets be forgotten, with that row's key.
pub(super) fn expiry_parts(key: &[u8]) -> Option<(Timestamp, &[u8])> {
    let (time, target) = key.strip_prefix(&[EXPIRY])?.split_first_chunk::<TIME_BYTES>()?;
    Some((time_from(*time)?, target))
}

/// The conversation in a key that begins with a kind and a conversation.
pub(super) fn conversation_in(key: &[u8]) -> Option<ConversationId> {
    let end = key.iter().position(|byte| *byte == 0)?;
    std::str::from_utf8(key.get(1..end)?).ok()?.parse().ok()
}

/// The first key after everything that begins with `prefix`.
pub(super) fn after(mut prefix: Vec<u8>) -> Vec<u8> {
    // No prefix here ends in 255: kinds are letters, conversations end in a zero byte.
    if let Some(last) = prefix.last_mut() {
        *last += 1;
    }
    prefix
}

const TIME_BYTES: usize = 16;
const NUMBER_BYTES: usize = 8;
const SIGN: u128 = 1 << 127;

fn sortable_time(at: Timestamp) -> [u8; TIME_BYTES] {
    (at.as_nanosecond().cast_unsigned() ^ SIGN).to_be_bytes()
}

fn time_from(bytes: [u8; TIME_BYTES]) -> Option<Timestamp> {
    Timestamp::from_nanosecond((u128::from_be_bytes(bytes) ^ SIGN).cast_signed()).ok()
}

fn sortable_day(day: Date) -> [u8; 4] {
    let [high, low] = (day.year().cast_unsigned() ^ 0x8000).to_be_bytes();
    [high, low, day.month().cast_unsigned(), day.day().cast_unsigned()]
}

fn sortable_number(number: &TicketNumber) -> [u8; NUMBER_BYTES] {
    let [a, b, c, d] = sortable_day(number.day());
    let [e, f, g, h] = number.count().to_be_bytes();
    [a, b, c, d, e, f, g, h]
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::{any, proptest};

    use super::*;
    use crate::domain::message::Channel;

    proptest! {
        #[test]
        fn keys_sort_like_what_they_stand_for(a in any::<i32>(), b in any::<i32>(), m in any::<u64>(), n in any::<u64>()) {
            let [earlier, later] = [a, b].map(|second| Timestamp::from_second(second.into()).unwrap());
            assert_eq!(head(earlier, m).cmp(&head(later, n)), (earlier, m).cmp(&(later, n)));
            assert_eq!(head_parts(&head(earlier, m)), Some((earlier, m)));
            assert_eq!(expiry_parts(&expiry(later, b"sx")), Some((later, &b"sx"[..])));
        }

        #[test]
        fn tickets_sort_by_day_then_count(days in (0i32..9000, 0i32..9000), counts in (1u32.., 1u32..)) {
            let day = |n: i32| date(2020, 1, 1) + jiff::Span::new().days(n);
            let [a, b] = [TicketNumber::new(day(days.0), counts.0), TicketNumber::new(day(days.1), counts.1)];
            assert_eq!(ticket(&a).cmp(&ticket(&b)), a.cmp(&b));
        }
    }

    #[test]
    fn one_conversation_never_begins_like_another() {
        let [short, long] = ["4", "42"].map(|key| ConversationId::new(Channel::Web, key).unwrap());
        assert!(!of(INBOX, &long).starts_with(&of(INBOX, &short)));
        assert_eq!(conversation_in(&numbered_of(INBOX, &long, 7)), Some(long));
        let number = TicketNumber::new(date(2026, 1, 5), 7);
        assert_eq!(ticket_from_index(&ticket_of(&short, &number)), Some(ticket(&number)));
    }
}
