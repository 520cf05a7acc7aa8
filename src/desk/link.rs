//! Links the people in the staff group to their accounts, by codes that are good once and for a short time.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::accounts::{self, AccountError, By};
use super::lookup_code::LookupCode;
use crate::domain::staff::{Staff, StaffId};
use crate::store::record::{self, Record};
use crate::store::{Store, StoreError, Turn};

/// So long a code is good.
const GOOD_FOR: SignedDuration = SignedDuration::from_mins(15);

/// A code that somebody may still use; kept as a digest only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Code {
    digest: String,
    staff: StaffId,
    until: Timestamp,
}

impl Record for Code {
    const KIND: &'static str = "staff_link";

    fn key(&self) -> String {
        self.digest.clone()
    }
}

/// A code by which the owner of an account makes themselves known in Telegram; earlier ones are void.
pub async fn issue(store: &dyn Store, id: &StaffId, by: By<'_>, now: Timestamp) -> Result<String, AccountError> {
    let account = accounts::find(store, id).await?.filter(|account| !account.staff.disabled);
    account.ok_or_else(|| AccountError::Unknown(id.clone()))?;
    let code = String::from(LookupCode::fresh());
    let mut turn = Turn { audit: vec![by.did("staff.link_code", id, now)], at: now, ..Turn::default() };
    for old in record::all::<Code>(store).await?.iter().filter(|old| old.staff == *id || old.until < now) {
        turn.forget::<Code>(old.key());
    }
    turn.keep(&Code { digest: digest(&code), staff: id.clone(), until: now + GOOD_FOR })?;
    store.commit(turn).await?;
    Ok(code)
}

/// Has the user of Telegram who was somebody be nobody again.
pub async fn undo(store: &dyn Store, id: &StaffId, by: By<'_>, now: Timestamp) -> Result<(), AccountError> {
    let mut account = accounts::find(store, id).await?.ok_or_else(|| AccountError::Unknown(id.clone()))?;
    if account.staff.telegram.take().is_some() {
        let mut turn = Turn { audit: vec![by.did("staff.unlinked", id, now)], at: now, ..Turn::default() };
        turn.keep(&account)?;
        store.commit(turn).await?;
    }
    Ok(())
}

/// Adds to a turn that the user of Telegram who sent a code is its account's owner; gives them, or none if the code is
/// not good.
pub async fn redeem(
    store: &dyn Store,
    code: &str,
    user: u64,
    turn: &mut Turn,
    now: Timestamp,
) -> Result<Option<Staff>, StoreError> {
    let Some(code) = record::find::<Code>(store, &digest(code)).await? else { return Ok(None) };
    turn.forget::<Code>(code.key());
    let mut owner = None;
    for mut account in accounts::all(store).await? {
        let owns = account.staff.id == code.staff && !account.staff.disabled && now <= code.until;
        let before = account.staff.telegram;
        account.staff.telegram = match before {
            _ if owns => Some(user),
            // One person is one account.
            Some(known) if known == user && now <= code.until => None,
            _ => before,
        };
        if owns {
            turn.audit.push(By(&format!("staff:{}", code.staff)).did("staff.linked", &code.staff, now));
            owner = Some(account.staff.clone());
        }
        if account.staff.telegram != before {
            turn.keep(&account)?;
        }
    }
    Ok(owner)
}

/// The member of staff who is this user of Telegram, if they may work.
pub async fn of_telegram(store: &dyn Store, user: u64) -> Result<Option<Staff>, StoreError> {
    let accounts = accounts::all(store).await?;
    let known = |staff: &Staff| staff.telegram == Some(user) && !staff.disabled;
    Ok(accounts.into_iter().map(|account| account.staff).find(known))
}

fn digest(code: &str) -> String {
    let tidy = code.trim().to_ascii_uppercase();
    format!("{:x}", Sha256::digest(tidy.as_bytes()))
}
