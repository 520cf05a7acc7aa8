//! Common causes: obstacles that several enterprises meet, with what stands behind each.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::domain::firm::Firm;
use crate::domain::ticket::{Common, Filter, Scope, Status, Summary};
use crate::store::{Store, StoreError};

/// An obstacle that several enterprises meet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// What it is called.
    pub name: String,
    /// How many tickets tell of it.
    pub total: usize,
    /// How many of them staff have to do something about.
    pub open: usize,
    /// How many of them are closed.
    pub closed: usize,
    /// Whom it concerns.
    pub enterprises: Vec<String>,
    /// Where.
    pub regions: Vec<String>,
    /// When something happened to one of them last.
    pub updated_at: Timestamp,
}

/// The causes of the tickets in a scope, the most frequent first.
pub async fn causes(store: &dyn Store, scope: Scope) -> Result<Vec<Cause>, StoreError> {
    let mut causes = BTreeMap::<String, Cause>::new();
    let filter = Filter { scope, common: Some(Common::Any), ..Filter::default() };
    store.survey(&filter, &mut |ticket| count(&mut causes, ticket)).await?;
    let mut causes: Vec<Cause> = causes.into_values().collect();
    for cause in &mut causes {
        cause.regions.sort();
        cause.regions.dedup();
        // One firm may have written its name in several ways.
        let firm = |name: &String| Firm::new(name, None).name().to_owned();
        cause.enterprises.sort_by_cached_key(|name| (firm(name), name.clone()));
        cause.enterprises.dedup_by_key(|name| firm(name));
    }
    causes.sort_by_key(|cause| std::cmp::Reverse(cause.total));
    Ok(causes)
}

fn count(causes: &mut BTreeMap<String, Cause>, ticket: &Summary) {
    let Some(name) = &ticket.cause else { return };
    let cause = causes.entry(name.clone()).or_insert_with(|| Cause {
        name: name.clone(),
        total: 0,
        open: 0,
        closed: 0,
        enterprises: Vec::new(),
        regions: Vec::new(),
        updated_at: ticket.updated_at,
    });
    cause.total += 1;
    cause.open += usize::from(ticket.is_open());
    cause.closed += usize::from(ticket.status == Status::Closed);
    cause.enterprises.push(ticket.enterprise.clone());
    cause.regions.extend(ticket.region.clone());
    cause.updated_at = cause.updated_at.max(ticket.updated_at);
}
