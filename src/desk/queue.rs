//! The queue as staff read it: in an order, page by page.

use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::domain::ticket::{Summary, TicketNumber};

/// The order of a queue.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// What is due first comes first; what has no running deadline comes last.
    #[default]
    Due,
    /// The newest first.
    Newest,
    /// The oldest first.
    Oldest,
    /// What changed last comes first.
    Updated,
}

/// A page of a queue.
#[derive(Debug, Clone)]
pub struct Page {
    /// The tickets on it.
    pub tickets: Vec<Arc<Summary>>,
    /// How many there are on all pages.
    pub total: usize,
    /// After which ticket the next page begins; none if this is the last.
    pub next: Option<TicketNumber>,
}

/// The place of a ticket in an order; numbers settle what is equal, so that no ticket is on two pages.
type Place = (Timestamp, TicketNumber);

/// The page of `tickets` that follows the ticket `after` (none: the first page).
pub fn page(mut tickets: Vec<Arc<Summary>>, order: Order, after: Option<&Summary>, limit: usize) -> Page {
    let total = tickets.len();
    let descends = matches!(order, Order::Newest | Order::Updated);
    if let Some(last) = after.map(|last| place(last, order)) {
        tickets.retain(|ticket| if descends { place(ticket, order) < last } else { place(ticket, order) > last });
    }
    let compare = |a: &Arc<Summary>, b: &Arc<Summary>| {
        let ascending = place(a, order).cmp(&place(b, order));
        if descends { ascending.reverse() } else { ascending }
    };
    let more = tickets.len() > limit;
    if more {
        tickets.select_nth_unstable_by(limit, compare);
        tickets.truncate(limit);
    }
    tickets.sort_unstable_by(compare);
    let next = tickets.last().filter(|_| more).map(|ticket| ticket.number.clone());
    Page { tickets, total, next }
}

fn place(ticket: &Summary, order: Order) -> Place {
    let moment = match order {
        Order::Due => ticket.next_due().map_or(Timestamp::MAX, |(_, due)| due),
        Order::Newest | Order::Oldest => ticket.submitted_at,
        Order::Updated => ticket.updated_at,
    };
    (moment, ticket.number.clone())
}
