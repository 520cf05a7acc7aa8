//! Who asks for a ticket, and that they may see it.

use super::Service;
use super::wording::wrong;
use crate::desk::perform::sees;
use crate::desk::who::Who;
use crate::domain::ticket::{Ticket, TicketNumber};
use crate::http::problem::Problem;
use crate::http::staff_session::SignedIn;

/// A ticket that somebody may see.
pub(super) struct Seen {
    /// The ticket.
    pub(super) ticket: Ticket,
    /// Who they are to the rules of the desk.
    pub(super) who: Who,
    /// How keys tell them from others.
    pub(super) caller: String,
}

/// The ticket for a member of staff; another region's is as if there were none.
pub(super) async fn for_staff(service: &Service, signed_in: &SignedIn, number: &str) -> Result<Seen, Problem> {
    let number: TicketNumber = number.parse().map_err(|_| Problem::no_ticket())?;
    let ticket = service.relay.store().ticket(&number).await?.ok_or_else(Problem::no_ticket)?;
    let who = signed_in.who();
    sees(&who, &ticket, &service.relay.office()).map_err(|_| Problem::no_ticket())?;
    Ok(Seen { ticket, caller: who.audit_name(), who })
}

/// The ticket for its enterprise; a wrong code and an unknown number look the same.
pub(super) async fn for_enterprise(service: &Service, number: &str, code: Option<&str>) -> Result<Seen, Problem> {
    let code = code.ok_or_else(|| wrong("code", "请带上查询码，例如 ?code=登记时给的查询码"))?;
    let ticket = service.relay.own(number, code).await?.ok_or_else(Problem::no_ticket)?;
    let caller = format!("own:{}", ticket.number);
    Ok(Seen { ticket, who: Who::Enterprise, caller })
}

/// The ticket for whoever asks: staff need no code.
pub(super) async fn for_either(
    service: &Service,
    signed_in: Option<&SignedIn>,
    number: &str,
    code: Option<&str>,
) -> Result<Seen, Problem> {
    match signed_in {
        Some(signed_in) => for_staff(service, signed_in, number).await,
        None => for_enterprise(service, number, code).await,
    }
}
