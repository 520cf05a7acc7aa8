//! Bearer tokens: a program acts as the member of staff who has made one; the store knows only its digest.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::accounts::{self, By, Token};
use crate::domain::calendar;
use crate::domain::staff::{Staff, StaffId};
use crate::store::record::{self, Record};
use crate::store::{Store, StoreError, Turn};

/// The longest label, in characters.
const LABEL_LIMIT: usize = 60;
/// So many characters of the digest name a token: nothing can be guessed from them.
const ID_CHARS: usize = 12;

/// A program's right to act as somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bearer {
    /// The digest of the token.
    pub digest: String,
    /// As whom it acts.
    pub staff: StaffId,
    /// What it is for.
    pub label: String,
    /// Since when.
    pub made_at: Timestamp,
    /// The day it was used last, in 北京时间.
    pub used_on: Option<Date>,
}

impl Record for Bearer {
    const KIND: &'static str = "bearer";

    fn key(&self) -> String {
        self.digest.clone()
    }
}

impl Bearer {
    /// By what a token is told from others without giving it away.
    pub fn id(&self) -> &str {
        self.digest.get(..ID_CHARS).unwrap_or(&self.digest)
    }

    /// How the audit log names it.
    fn subject(&self) -> String {
        format!("{} {}", self.staff, self.id())
    }
}

/// Why there is no token.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// Nobody has that login, or may come in.
    #[error("没有“{0}”这个账号，或者已经停用")]
    Unknown(StaffId),
    /// The label is missing or too long.
    #[error("请写这个令牌的用途，1 到 {LABEL_LIMIT} 个字，例如“数据大屏”")]
    Label,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Makes a token; its text is shown now and never again.
pub async fn make(
    store: &dyn Store,
    staff: &StaffId,
    label: &str,
    by: By<'_>,
    now: Timestamp,
) -> Result<(Bearer, Token), TokenError> {
    let label = label.trim();
    if !(1..=LABEL_LIMIT).contains(&label.chars().count()) || label.chars().any(char::is_control) {
        return Err(TokenError::Label);
    }
    let account = accounts::find(store, staff).await?.filter(|account| !account.staff.disabled);
    account.ok_or_else(|| TokenError::Unknown(staff.clone()))?;
    let token = Token::fresh();
    let (digest, label) = (token.digest(), label.to_owned());
    let bearer = Bearer { digest, staff: staff.clone(), label, made_at: now, used_on: None };
    let mut turn = Turn { audit: vec![by.did("staff.token_made", &bearer.subject(), now)], at: now, ..Turn::default() };
    turn.keep(&bearer)?;
    store.commit(turn).await?;
    Ok((bearer, token))
}

/// The tokens of somebody, or all of them; oldest first.
pub async fn list(store: &dyn Store, staff: Option<&StaffId>) -> Result<Vec<Bearer>, StoreError> {
    let mut bearers: Vec<Bearer> = record::all(store).await?;
    bearers.retain(|bearer| staff.is_none_or(|staff| bearer.staff == *staff));
    bearers.sort_by(|a, b| (a.made_at, &a.digest).cmp(&(b.made_at, &b.digest)));
    Ok(bearers)
}

/// Ends a token at once; gives whose it was, none if there is none with that id.
pub async fn revoke(store: &dyn Store, id: &str, by: By<'_>, now: Timestamp) -> Result<Option<Bearer>, StoreError> {
    let Some(bearer) = list(store, None).await?.into_iter().find(|bearer| bearer.id() == id) else { return Ok(None) };
    let mut turn =
        Turn { audit: vec![by.did("staff.token_revoked", &bearer.subject(), now)], at: now, ..Turn::default() };
    turn.forget::<Bearer>(bearer.key());
    store.commit(turn).await?;
    Ok(Some(bearer))
}

/// Who acts by a token, while it stands and they may come in; notes the day of its use.
pub async fn whose(store: &dyn Store, token: &Token, now: Timestamp) -> Result<Option<Staff>, StoreError> {
    let Some(mut bearer) = record::find::<Bearer>(store, &token.digest()).await? else { return Ok(None) };
    let account = accounts::find(store, &bearer.staff).await?.filter(|account| !account.staff.disabled);
    let Some(account) = account else { return Ok(None) };
    let today = calendar::day(now);
    if bearer.used_on != Some(today) {
        bearer.used_on = Some(today);
        let mut turn = Turn { at: now, ..Turn::default() };
        turn.keep(&bearer)?;
        store.commit(turn).await?;
    }
    Ok(Some(account.staff))
}
