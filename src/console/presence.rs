//! Who looks at which ticket just now, so that two people do not do the same work.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use axum::Json;
use axum::extract::{Path, State};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::Console;
use super::fields::Asked;
use super::ticket::own;
use crate::domain::staff::{Staff, StaffId};
use crate::domain::ticket::TicketNumber;
use crate::http::problem::Problem;
use crate::http::staff_session::SignedIn;

/// Whoever was not heard of for so long has gone.
const STAYS: SignedDuration = SignedDuration::from_secs(60);
/// Above so many sights those of people who have gone are forgotten.
const REMEMBERED: usize = 1000;

type Sight = (TicketNumber, StaffId);

/// Who looks at which ticket, and whether they write; it is nothing that must outlive the process.
#[derive(Debug, Default)]
pub(super) struct Presence(Mutex<HashMap<Sight, (String, Timestamp)>>);

impl Presence {
    /// Notes that somebody looks at a ticket; gives the names of the others who do.
    pub(super) fn note(&self, number: &TicketNumber, staff: &Staff, writes: bool, now: Timestamp) -> Vec<String> {
        let mut sights = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_here = |seen: &Timestamp| seen.duration_until(now) <= STAYS;
        if sights.len() > REMEMBERED {
            sights.retain(|_, (_, seen)| is_here(seen));
        }
        let name = if writes { format!("{}（正在写）", staff.name) } else { staff.name.clone() };
        sights.insert((number.clone(), staff.id.clone()), (name, now));
        let others = sights.iter().filter(|((at, who), (_, seen))| at == number && *who != staff.id && is_here(seen));
        let mut names: Vec<String> = others.map(|(_, (name, _))| name.clone()).collect();
        names.sort();
        names
    }
}

/// What the script of the ticket page asks for now and then.
pub(super) async fn here(
    State(console): State<Console>,
    me: SignedIn,
    Path(number): Path<String>,
    Asked(fields): Asked,
) -> Result<Json<Value>, Problem> {
    let ticket = own(&console, &me, &number).await?;
    let others = console.presence.note(&ticket.number, &me.staff, fields.get("writes").is_some(), console.relay.now());
    Ok(Json(json!({ "others": others, "version": ticket.version() })))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::staff::Role;

    #[test]
    fn others_are_named_while_they_are_there() {
        let staff = |id: &str| Staff {
            id: StaffId::new(id).unwrap(),
            name: id.to_owned(),
            role: Role::Agent,
            region: None,
            desk: None,
            telegram: None,
            disabled: false,
        };
        let (presence, number) = (Presence::default(), TicketNumber::new(date(2026, 1, 5), 1));
        let at = |second| Timestamp::from_second(second).unwrap();
        assert!(presence.note(&number, &staff("one"), false, at(0)).is_empty());
        assert_eq!(presence.note(&number, &staff("two"), false, at(30)), ["one"]);
        assert!(presence.note(&TicketNumber::new(date(2026, 1, 5), 2), &staff("two"), false, at(30)).is_empty());
        assert!(presence.note(&number, &staff("two"), true, at(61)).is_empty());
        assert_eq!(presence.note(&number, &staff("one"), false, at(62)), ["two（正在写）"]);
    }
}
