//! Views of the queue that somebody has saved for themselves.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::refusal::Refusal;
use crate::domain::staff::StaffId;
use crate::store::record::{self, Record};
use crate::store::{Store, StoreError, Turn};

/// One member of staff saves so many at most.
const MOST: usize = 20;
/// A name has so many characters at most.
const NAME_CHARS: usize = 20;

/// A saved view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// Whose it is.
    pub staff: StaffId,
    /// What they call it.
    pub name: String,
    /// What the queue's address says after the question mark.
    pub query: String,
}

impl Record for View {
    const KIND: &'static str = "view";

    fn key(&self) -> String {
        key(&self.staff, &self.name)
    }
}

fn key(staff: &StaffId, name: &str) -> String {
    format!("{staff}/{name}")
}

/// Why a view is not saved.
#[derive(Debug, thiserror::Error)]
pub enum ViewError {
    /// Something about it is wrong.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The views of one member of staff, by name.
pub async fn of(store: &dyn Store, staff: &StaffId) -> Result<Vec<View>, StoreError> {
    let mut views: Vec<View> = record::all(store).await?;
    views.retain(|view| view.staff == *staff);
    Ok(views)
}

/// Saves a view, in the place of one of the same name.
pub async fn save(store: &dyn Store, view: View, at: Timestamp) -> Result<(), ViewError> {
    let view = View { name: view.name.trim().to_owned(), ..view };
    if view.name.is_empty() || view.name.chars().count() > NAME_CHARS || view.query.len() > 1000 {
        return Err(Refusal::Invalid(format!("请给常用筛选起个名字，1 到 {NAME_CHARS} 个字")).into());
    }
    let others = of(store, &view.staff).await?;
    if others.len() >= MOST && !others.iter().any(|other| other.name == view.name) {
        return Err(Refusal::Invalid(format!("最多保存 {MOST} 个常用筛选，请先删掉不用的")).into());
    }
    let mut turn = Turn { at, ..Turn::default() };
    turn.keep(&view)?;
    Ok(store.commit(turn).await?)
}

/// Forgets a view.
pub async fn forget(store: &dyn Store, staff: &StaffId, name: &str, at: Timestamp) -> Result<(), StoreError> {
    let mut turn = Turn { at, ..Turn::default() };
    turn.forget::<View>(key(staff, name));
    store.commit(turn).await
}
