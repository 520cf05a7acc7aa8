//! Merges duplicates: one ticket goes on as another one of the same enterprise.

use jiff::Timestamp;

use super::office::Office;
use super::perform::sees;
use super::refusal::Refusal;
use super::who::{Party, Who};
use crate::domain::staff::Role;
use crate::domain::ticket::{Change, Illegal, Ticket};

/// Has `ticket` go on as `into`; both are unchanged where that is refused.
pub fn merge(
    ticket: &mut Ticket,
    into: &mut Ticket,
    who: &Who,
    office: &Office,
    now: Timestamp,
) -> Result<(), Refusal> {
    if !who.belongs_to(Party::Staff(Role::Supervisor)) {
        return Err(Refusal::Role { least: Role::Supervisor });
    }
    sees(who, ticket, office)?;
    sees(who, into, office)?;
    let change = Change::Merged { into: into.number.clone() };
    if ticket.number == into.number || into.status().is_settled() {
        return Err(Illegal { status: into.status(), change: "并入别的诉求单" }.into());
    }
    if !are_of_one_enterprise(ticket, into) {
        return Err(Refusal::NotSame(into.number.clone()));
    }
    let (mut source, mut target) = (ticket.clone(), into.clone());
    source.apply(now, who.actor(), change)?;
    target.apply(now, who.actor(), Change::Absorbed { from: ticket.number.clone() })?;
    (*ticket, *into) = (source, target);
    Ok(())
}

/// Whether two tickets look like the same problem told twice: the same enterprise and the same category.
pub fn are_duplicates(one: &Ticket, other: &Ticket) -> bool {
    one.number != other.number && one.draft.category == other.draft.category && are_of_one_enterprise(one, other)
}

fn are_of_one_enterprise(one: &Ticket, other: &Ticket) -> bool {
    let same_conversation = one.conversation.is_some() && one.conversation == other.conversation;
    same_conversation || one.draft.firm().is_same(&other.draft.firm())
}
