//! The queue somebody works off, carried from ticket to ticket: where it leads back to, and which ticket is next.

use url::form_urlencoded;

use super::Console;
use super::criteria::Criteria;
use super::fields::Fields;
use crate::domain::ticket::TicketNumber;
use crate::http::problem::Problem;
use crate::http::staff_session::SignedIn;

/// The field that carries the queue on.
pub(super) const QUEUE: &str = "queue";

/// The queue that an address carries; the tickets to be done if it carries none.
pub(super) fn carried(fields: &Fields) -> Criteria {
    Criteria::read(&Fields::read(fields.get(QUEUE).unwrap_or_default().as_bytes()))
}

/// What the address of a ticket's page ends in to carry a queue.
pub(super) fn carrying(query: &str) -> String {
    let mut out = form_urlencoded::Serializer::new(String::new());
    out.append_pair(QUEUE, query);
    if query.is_empty() { String::new() } else { format!("?{}", out.finish()) }
}

/// The ticket that follows another one in a queue; none after the last.
pub(super) async fn following(
    console: &Console,
    me: &SignedIn,
    queue: &Criteria,
    ticket: &TicketNumber,
) -> Result<Option<TicketNumber>, Problem> {
    let (office, now) = (console.relay.office(), console.relay.now());
    let filter = queue.filter(&me.staff, &office, now);
    let found = console.store().page(&filter, queue.order(), Some(ticket), 1).await?;
    Ok(found.tickets.into_iter().next().map(|next| next.summary.number))
}
