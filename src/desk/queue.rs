//! The queue as staff read it: in an order, page by page.

use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::office::Office;
use crate::domain::ids::DeskId;
use crate::domain::staff::Staff;
use crate::domain::ticket::{Filter, Scope, Summary, TicketNumber};
use crate::store::{Store, StoreError};

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

/// The tickets that are wanted of those that somebody may see, newest first: those of their region, and those they or
/// their desk have to do with, wherever they come from.
pub async fn visible(
    store: &dyn Store,
    office: &Office,
    staff: &Staff,
    filter: Filter,
) -> Result<Vec<Arc<Summary>>, StoreError> {
    let scope = office.scope(staff.region.as_deref());
    let is_limited = scope.regions.is_some();
    let mut tickets = store.select(&Filter { scope: scope.clone(), ..filter.clone() }).await?;
    if is_limited {
        let elsewhere = store.select(&Filter { scope: Scope::default(), ..filter }).await?;
        let own = |ticket: &Summary| {
            let lies_with = |desk: &DeskId| ticket.duty.lead == *desk || ticket.duty.helpers.contains(desk);
            ticket.duty.agent.as_ref() == Some(&staff.id) || staff.desk.as_ref().is_some_and(lies_with)
        };
        let before = tickets.len();
        let foreign = |ticket: &Arc<Summary>| !scope.covers(ticket.region.as_deref()) && own(ticket);
        tickets.extend(elsewhere.into_iter().filter(foreign));
        if tickets.len() > before {
            tickets.sort_unstable_by(|a, b| b.number.cmp(&a.number));
        }
    }
    Ok(tickets)
}

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
