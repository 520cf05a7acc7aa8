//! Who looks after an enterprise, by the roster that an administrator has imported.

use jiff::Timestamp;

use crate::domain::roster::{RosterEntry, RosterRole};
use crate::store::record::{self, Record};
use crate::store::{Audit, Store, StoreError, Turn};

/// So many entries are written at once: one turn must not hold up everybody else.
const AT_ONCE: usize = 500;

impl Record for RosterEntry {
    const KIND: &'static str = "roster";

    fn key(&self) -> String {
        key(&self.enterprise, self.role)
    }
}

fn key(enterprise: &str, role: RosterRole) -> String {
    format!("{}/{role}", enterprise.trim())
}

/// The officer and the secretary of an enterprise, as far as the roster has them.
pub async fn of(store: &dyn Store, enterprise: &str) -> Result<Vec<RosterEntry>, StoreError> {
    let mut found = Vec::new();
    for (role, _) in RosterRole::ALL {
        found.extend(record::find::<RosterEntry>(store, &key(enterprise, role)).await?);
    }
    Ok(found)
}

/// The whole roster, by enterprise.
pub async fn all(store: &dyn Store) -> Result<Vec<RosterEntry>, StoreError> {
    record::all(store).await
}

/// Puts the entries of an import in the place of what the roster had for the same enterprises and roles; the rest stays.
pub async fn import(store: &dyn Store, entries: &[RosterEntry], actor: &str, at: Timestamp) -> Result<(), StoreError> {
    for part in entries.chunks(AT_ONCE) {
        let mut turn = Turn { at, ..Turn::default() };
        for entry in part {
            turn.keep(entry)?;
        }
        let subject = format!("{} 条", part.len());
        turn.audit.push(Audit { at, actor: actor.to_owned(), action: "roster.imported".to_owned(), subject });
        store.commit(turn).await?;
    }
    Ok(())
}
