//! What waits, at a glance: how much there is to do, of it one's own, nobody's, what is due soon and what is late.

use std::sync::Arc;

use jiff::Timestamp;
use minijinja::{Value, context};

use super::criteria::{Criteria, NONE};
use crate::desk::office::Office;
use crate::domain::staff::Staff;
use crate::domain::ticket::Summary;

/// A queue: its name, how it looks, what it asks for.
type Queue = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

/// The queues with their names, how they look if there is anything in them, and what they ask for.
const QUEUES: [Queue; 5] = [
    ("待办", "", &[("status", "todo")]),
    ("我的", "", &[("status", "todo"), ("agent", "me")]),
    ("没人办", "", &[("status", "todo"), ("agent", NONE)]),
    ("快到期", "soon", &[("status", "todo"), ("due", "soon")]),
    ("已超期", "late", &[("status", "todo"), ("due", "overdue")]),
];

/// Each queue with its count; `todo` are the tickets on which staff are to act.
pub(super) fn glance(
    todo: &[Arc<Summary>],
    asked: &Criteria,
    staff: &Staff,
    office: &Office,
    now: Timestamp,
) -> Vec<Value> {
    let queue = |(name, tone, pairs): Queue| {
        let queue = Criteria::of(pairs);
        let (filter, keeps) = (queue.filter(staff, office, now), queue.keeps(office, now));
        let count = todo.iter().filter(|ticket| filter.matches(ticket) && keeps(ticket)).count();
        let tone = if count == 0 { "" } else { tone };
        context! { name, tone, count, href => Criteria::link(pairs), here => queue.is_same(asked) }
    };
    QUEUES.into_iter().map(queue).collect()
}
