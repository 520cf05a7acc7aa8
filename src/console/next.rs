//! The queue somebody works off, carried from ticket to ticket: where it leads back to, and which ticket is next.

use url::form_urlencoded;

use super::Console;
use super::criteria::Criteria;
use super::fields::Fields;
use crate::domain::ticket::TicketNumber;
use crate::http::problem::Problem;
use crate::http::staff_session::SignedIn;

/// The field that carries the queue on.
const QUEUE: &str = "queue";

/// The queue that an address carries; the tickets to be done if it carries none.
pub(super) fn carried(fields: &Fields) -> Criteria {
    Criteria::read(&Fields::read(fields.get(QUEUE).unwrap_or_default().as_bytes()))
}

/// An address that carries a queue on, behind what else it asks for.
pub(super) fn carrying(address: &str, queue: &Criteria, pairs: &[(&str, &str)]) -> String {
    let mut out = form_urlencoded::Serializer::new(String::new());
    let query = queue.query();
    let pairs = pairs.iter().copied().chain([(QUEUE, query.as_str())]);
    out.extend_pairs(pairs.filter(|(_, value)| !value.is_empty()));
    let query = out.finish();
    if query.is_empty() { address.to_owned() } else { format!("{address}?{query}") }
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
