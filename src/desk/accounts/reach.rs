//! How far somebody's say over accounts reaches: whoever is responsible for a part manages the accounts of that part
//! alone, and gives away no more than they have.

use super::{Account, AccountError, existing};
use crate::desk::office::Office;
use crate::domain::staff::{Staff, StaffId};
use crate::domain::ticket::Scope;
use crate::store::{Store, StoreError};

/// Whether somebody is responsible for everything, so that they may see what belongs to no region.
pub fn is_everywhere(office: &Office, staff: &Staff) -> bool {
    office.scope(staff) == Scope::Everything
}

/// The account of a login, if it is their own or one they manage; others are as if there were none.
pub async fn managed(store: &dyn Store, office: &Office, by: &Staff, id: &StaffId) -> Result<Account, AccountError> {
    let account = existing(store, id).await?;
    if manages(office, by, &account.staff) { Ok(account) } else { Err(AccountError::Unknown(id.clone())) }
}

/// All accounts that somebody manages, by login.
pub async fn all_managed(store: &dyn Store, office: &Office, by: &Staff) -> Result<Vec<Account>, StoreError> {
    let mut accounts = super::all(store).await?;
    accounts.retain(|account| manages(office, by, &account.staff));
    Ok(accounts)
}

/// Whether somebody may have an account be so: `before` is what it was, if there was one.
pub fn may_give(office: &Office, by: &Staff, before: Option<&Staff>, staff: &Staff) -> Result<(), AccountError> {
    let Scope::Part { regions, .. } = office.scope(by) else { return Ok(()) };
    let wrong = |text: &str| Err(AccountError::Invalid(text.to_owned()));
    if staff.id == by.id && (staff.region != by.region || staff.role != by.role || staff.desk != by.desk) {
        return wrong("自己的角色、地区和服务台不能自己改；请负责全部地区的管理员来改");
    }
    if !staff.region.as_ref().is_some_and(|region| regions.contains(region)) {
        return wrong("请选择您负责的地区，或者其中的一个地区");
    }
    // At a desk one sees every ticket that lies with it, wherever it comes from.
    let known = [by.desk.as_ref(), before.and_then(|before| before.desk.as_ref())];
    let may_give = match &staff.desk {
        None => true,
        desk if known.contains(&desk.as_ref()) => true,
        Some(desk) => office.desks().get(desk).is_none_or(|desk| regions.contains(&desk.region)),
    };
    if may_give { Ok(()) } else { wrong("请选择您负责的地区里的服务台，或者不限") }
}

/// The regions that somebody may give, in order.
pub fn regions<'a>(office: &'a Office, by: &Staff) -> Vec<&'a str> {
    let names = office.regions().iter().map(|region| region.name.as_str());
    match office.scope(by) {
        Scope::Everything => names.collect(),
        Scope::Part { regions, .. } => names.filter(|name| regions.iter().any(|region| region == name)).collect(),
    }
}

fn manages(office: &Office, by: &Staff, other: &Staff) -> bool {
    match office.scope(by) {
        Scope::Everything => true,
        Scope::Part { regions, .. } => {
            other.id == by.id || other.region.as_ref().is_some_and(|region| regions.contains(region))
        }
    }
}
