//! What waits, at a glance: how much there is to do, of it one's own, nobody's, what is due soon and what is late.

use jiff::Timestamp;
use minijinja::{Value, context};

use super::Console;
use super::criteria::{Criteria, NONE};
use crate::domain::staff::Staff;
use crate::store::StoreError;

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

/// Each queue with its count.
pub(super) async fn glance(
    console: &Console,
    asked: &Criteria,
    staff: &Staff,
    now: Timestamp,
) -> Result<Vec<Value>, StoreError> {
    let office = console.relay.office();
    let mut shown = Vec::with_capacity(QUEUES.len());
    for (name, tone, pairs) in QUEUES {
        let queue = Criteria::of(pairs);
        let count = console.store().count(&queue.filter(staff, &office, now)).await?;
        let tone = if count == 0 { "" } else { tone };
        shown.push(context! { name, tone, count, href => Criteria::link(pairs), here => queue.is_same(asked) });
    }
    Ok(shown)
}
