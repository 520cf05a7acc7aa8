//! Who looks after an enterprise, by the roster that an administrator has imported.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::domain::credit_code::CreditCode;
use crate::domain::firm::Firm;
use crate::domain::roster::{RosterEntry, RosterRole};
use crate::store::record::{self, Record};
use crate::store::{Audit, Store, StoreError, Turn};

/// So many entries are written at once: one turn must not hold up everybody else.
const AT_ONCE: usize = 500;

impl Record for RosterEntry {
    const KIND: &'static str = "roster";

    fn key(&self) -> String {
        key(self.firm().name(), self.role)
    }
}

/// Under which name the roster has the firm of a code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct NameOfCode {
    code: CreditCode,
    role: RosterRole,
    name: String,
}

impl Record for NameOfCode {
    const KIND: &'static str = "roster-code";

    fn key(&self) -> String {
        key(self.code.as_str(), self.role)
    }
}

fn key(firm: &str, role: RosterRole) -> String {
    format!("{firm}/{role}")
}

/// Under what an entry was kept before names were compared in one spelling.
fn written(entry: &RosterEntry) -> String {
    key(entry.enterprise.trim(), entry.role)
}

/// The officer and the secretary of a firm, as far as the roster has them; `name` is how the firm is written.
pub async fn of(store: &dyn Store, firm: &Firm, name: &str) -> Result<Vec<RosterEntry>, StoreError> {
    let mut found = Vec::new();
    for (role, _) in RosterRole::ALL {
        let mut keys = vec![key(firm.name(), role), key(name.trim(), role)];
        if let Some(code) = firm.code() {
            let named = record::find::<NameOfCode>(store, &key(code.as_str(), role)).await?;
            keys.splice(0..0, named.map(|named| key(&named.name, role)));
        }
        for key in keys {
            let entry = record::find::<RosterEntry>(store, &key).await?;
            if let Some(entry) = entry.filter(|entry| entry.firm().is_same(firm)) {
                found.push(entry);
                break;
            }
        }
    }
    Ok(found)
}

/// The whole roster, by enterprise.
pub async fn all(store: &dyn Store) -> Result<Vec<RosterEntry>, StoreError> {
    record::all(store).await
}

/// Puts the entries of an import in the place of what the roster had for the same firms and roles, however they were
/// spelled; the rest stays.
pub async fn import(store: &dyn Store, entries: &[RosterEntry], actor: &str, at: Timestamp) -> Result<(), StoreError> {
    let replaced = replaced(&all(store).await?, entries);
    for part in entries.chunks(AT_ONCE) {
        let mut turn = Turn { at, ..Turn::default() };
        for entry in part {
            turn.keep(entry)?;
            if let Some(code) = entry.credit_code.clone() {
                turn.keep(&NameOfCode { code, role: entry.role, name: entry.firm().name().to_owned() })?;
            }
        }
        let subject = format!("{} 条", part.len());
        turn.audit.push(Audit { at, actor: actor.to_owned(), action: "roster.imported".to_owned(), subject });
        store.commit(turn).await?;
    }
    for part in replaced.chunks(AT_ONCE) {
        let mut turn = Turn { at, ..Turn::default() };
        part.iter().for_each(|key| turn.forget::<RosterEntry>(key));
        store.commit(turn).await?;
    }
    Ok(())
}

/// The keys of what the roster has of the same firms and roles under other spellings or names.
fn replaced(known: &[RosterEntry], entries: &[RosterEntry]) -> Vec<String> {
    let (mut keys, mut codes, mut names) = (HashSet::new(), HashSet::new(), HashMap::new());
    for entry in entries {
        let firm = entry.firm();
        keys.insert(entry.key());
        codes.extend(firm.code().map(|code| (code.clone(), entry.role)));
        names.insert((firm.name().to_owned(), entry.role), firm);
    }
    let is_replaced = |old: &&RosterEntry| {
        let firm = old.firm();
        let by_code = firm.code().is_some_and(|code| codes.contains(&(code.clone(), old.role)));
        by_code || names.get(&(firm.name().to_owned(), old.role)).is_some_and(|new| new.is_same(&firm))
    };
    let old = known.iter().filter(is_replaced).flat_map(|old| [written(old), old.key()]);
    old.filter(|key| !keys.contains(key)).collect()
}
