//! Staff accounts: who may sign in, with which password, and since when they are signed in.

mod password;
pub mod reach;
mod session;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use self::password::{Hash, HashError};
pub use self::password::{Password, WeakPassword};
pub use self::session::{Session, Token};
use super::office::Office;
use super::refusal::Refusal;
use crate::domain::staff::{Staff, StaffId};
use crate::domain::ticket::Command;
use crate::store::record::{self, Record};
use crate::store::{Audit, Store, StoreError, Turn};

/// A member of staff with the password they sign in with.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Account {
    /// Who they are.
    pub staff: Staff,
    /// When their password was set; sessions from before it are over.
    pub password_set_at: Timestamp,
    /// Whether somebody else has chosen the password, so that it should be changed.
    pub is_temporary: bool,
    password: Hash,
}

impl Record for Account {
    const KIND: &'static str = "staff";

    fn key(&self) -> String {
        self.staff.id.to_string()
    }
}

/// Why something is not done with an account.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// The login is in use.
    #[error("账号“{0}”已经有人用了，请换一个")]
    Taken(StaffId),
    /// There is no such account.
    #[error("没有“{0}”这个账号")]
    Unknown(StaffId),
    /// Login and password do not belong together, or the account is disabled: nobody is told which.
    #[error("账号或密码不对，请再试一次")]
    Wrong,
    /// The password is too easy to guess.
    #[error(transparent)]
    Weak(#[from] WeakPassword),
    /// Something else about the account is wrong.
    #[error("{0}")]
    Invalid(String),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The password could not be worked on; the reason is for the log.
    #[error("密码没有处理成功，请再试一次")]
    Hash(#[from] HashError),
}

/// Who changes accounts, as the audit log names them.
#[derive(Debug, Clone, Copy)]
pub struct By<'a>(pub &'a str);

impl By<'_> {
    /// The line of the audit log that says what they have done, and to what.
    pub(super) fn did(self, action: &str, subject: &impl ToString, at: Timestamp) -> Audit {
        Audit { at, actor: self.0.to_owned(), action: action.to_owned(), subject: subject.to_string() }
    }
}

/// The account of that login.
pub async fn find(store: &dyn Store, id: &StaffId) -> Result<Option<Account>, StoreError> {
    record::find(store, id.as_str()).await
}

/// All accounts, by login.
pub async fn all(store: &dyn Store) -> Result<Vec<Account>, StoreError> {
    record::all(store).await
}

/// Whether whom a ticket is given to is one of the staff who may come in.
pub async fn known_agent(store: &dyn Store, command: &Command) -> Result<Result<(), Refusal>, StoreError> {
    let Command::Assign { agent: Some(agent), .. } = command else { return Ok(Ok(())) };
    let is_there = find(store, agent).await?.is_some_and(|account| !account.staff.disabled);
    let refusal = || Refusal::Invalid(format!("没有“{agent}”这位工作人员，或者账号已停用"));
    Ok(if is_there { Ok(()) } else { Err(refusal()) })
}

/// Makes an account with a password that its owner should change.
pub async fn add(
    store: &dyn Store,
    office: &Office,
    staff: Staff,
    password: &Password,
    by: By<'_>,
    now: Timestamp,
) -> Result<Account, AccountError> {
    check(office, &staff)?;
    password.suits(&staff.id)?;
    if find(store, &staff.id).await?.is_some() {
        return Err(AccountError::Taken(staff.id));
    }
    let password = Hash::of(password).await?;
    let account = Account { staff, password_set_at: now, is_temporary: true, password };
    keep(store, &account, "staff.added", by, now).await?;
    Ok(account)
}

/// Gives somebody another password that they should change; they are signed out everywhere.
pub async fn reset(
    store: &dyn Store,
    id: &StaffId,
    password: &Password,
    by: By<'_>,
    now: Timestamp,
) -> Result<Account, AccountError> {
    password.suits(id)?;
    let mut account = existing(store, id).await?;
    account.password = Hash::of(password).await?;
    (account.password_set_at, account.is_temporary) = (now, true);
    keep_signed_out(store, &account, "staff.reset", by, now).await?;
    Ok(account)
}

/// Somebody chooses their own password, another one than before; they are signed out everywhere.
pub async fn change_password(
    store: &dyn Store,
    id: &StaffId,
    old: &Password,
    new: &Password,
    now: Timestamp,
) -> Result<Account, AccountError> {
    new.suits(id)?;
    let mut account = existing(store, id).await?;
    if !account.password.matches(old).await? {
        return Err(AccountError::Invalid("原来的密码不对".to_owned()));
    }
    // A temporary password is known to whoever has handed it on.
    if new.reveal() == old.reveal() {
        return Err(AccountError::Invalid("新密码不能和原来的一样".to_owned()));
    }
    account.password = Hash::of(new).await?;
    (account.password_set_at, account.is_temporary) = (now, false);
    keep_signed_out(store, &account, "staff.password_changed", By(&format!("staff:{id}")), now).await?;
    Ok(account)
}

/// Changes what somebody is and may do; the login stays. With another role they sign in anew.
pub async fn edit(
    store: &dyn Store,
    office: &Office,
    staff: Staff,
    by: By<'_>,
    now: Timestamp,
) -> Result<Account, AccountError> {
    check(office, &staff)?;
    let account = existing(store, &staff.id).await?;
    let action = match (account.staff.disabled, staff.disabled) {
        (false, true) => "staff.disabled",
        (true, false) => "staff.enabled",
        _ => "staff.edited",
    };
    let stays = account.staff.role == staff.role && !staff.disabled;
    let account = Account { staff, ..account };
    if stays {
        keep(store, &account, action, by, now).await?;
    } else {
        keep_signed_out(store, &account, action, by, now).await?;
    }
    Ok(account)
}

/// Has somebody come in no more, at once, or again.
pub async fn set_disabled(
    store: &dyn Store,
    id: &StaffId,
    disabled: bool,
    by: By<'_>,
    now: Timestamp,
) -> Result<Account, AccountError> {
    let mut account = existing(store, id).await?;
    account.staff.disabled = disabled;
    keep_signed_out(store, &account, if disabled { "staff.disabled" } else { "staff.enabled" }, by, now).await?;
    Ok(account)
}

/// Signs somebody in; gives the token that proves it from now on.
pub async fn sign_in(
    store: &dyn Store,
    id: &StaffId,
    password: &Password,
    now: Timestamp,
) -> Result<(Account, Token), AccountError> {
    let account = find(store, id).await?;
    let known = account.as_ref().map(|account| &account.password);
    // An unknown login takes as long as a wrong password: nobody learns which logins there are.
    let fits = known.unwrap_or(Hash::nobodys()).matches(password).await?;
    let Some(account) = account.filter(|account| fits && !account.staff.disabled) else {
        let line = By("anonymous").did("staff.sign_in_refused", id, now);
        store.commit(Turn { audit: vec![line], at: now, ..Turn::default() }).await?;
        return Err(AccountError::Wrong);
    };
    let token = open_session(store, &account, now).await?;
    Ok((account, token))
}

/// Begins a session of somebody who has proved who they are.
pub async fn open_session(store: &dyn Store, account: &Account, now: Timestamp) -> Result<Token, StoreError> {
    let token = Token::fresh();
    let id = &account.staff.id;
    let line = By(&format!("staff:{id}")).did("staff.signed_in", id, now);
    let mut turn = Turn { audit: vec![line], at: now, ..Turn::default() };
    turn.keep(&Session::begin(&token, id.clone(), now))?;
    for old in record::all::<Session>(store).await?.iter().filter(|session| session.is_over(now)) {
        turn.forget::<Session>(old.key());
    }
    store.commit(turn).await?;
    Ok(token)
}

/// The account a token stands for, while its session lasts and the account may come in.
pub async fn signed_in(store: &dyn Store, token: &Token, now: Timestamp) -> Result<Option<Account>, StoreError> {
    let session = record::find::<Session>(store, &token.digest()).await?;
    let Some(session) = session.filter(|session| !session.is_over(now)) else { return Ok(None) };
    let account = find(store, &session.staff).await?;
    let entitled = |account: &Account| !account.staff.disabled && session.began_at >= account.password_set_at;
    let Some(account) = account.filter(entitled) else { return Ok(None) };
    if let Some(session) = session.seen(now) {
        let mut turn = Turn { at: now, ..Turn::default() };
        turn.keep(&session)?;
        store.commit(turn).await?;
    }
    Ok(Some(account))
}

/// Ends a session.
pub async fn sign_out(store: &dyn Store, token: &Token, id: &StaffId, now: Timestamp) -> Result<(), StoreError> {
    let line = By(&format!("staff:{id}")).did("staff.signed_out", id, now);
    let mut turn = Turn { audit: vec![line], at: now, ..Turn::default() };
    turn.forget::<Session>(token.digest());
    store.commit(turn).await
}

/// The sessions of somebody that last, the one that began last first.
pub async fn sessions(store: &dyn Store, id: &StaffId, now: Timestamp) -> Result<Vec<Session>, StoreError> {
    let mut sessions: Vec<Session> = record::all(store).await?;
    sessions.retain(|session| session.staff == *id && !session.is_over(now));
    sessions.sort_by(|a, b| (b.began_at, &b.digest).cmp(&(a.began_at, &a.digest)));
    Ok(sessions)
}

/// Ends those of somebody's sessions that are meant, at once.
pub async fn end_sessions(
    store: &dyn Store,
    id: &StaffId,
    is_meant: impl Fn(&Session) -> bool,
    by: By<'_>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut turn = Turn { audit: vec![by.did("staff.sessions_ended", id, now)], at: now, ..Turn::default() };
    for session in sessions(store, id, now).await?.iter().filter(|session| is_meant(session)) {
        turn.forget::<Session>(session.key());
    }
    if turn.records.is_empty() { Ok(()) } else { store.commit(turn).await }
}

fn check(office: &Office, staff: &Staff) -> Result<(), AccountError> {
    let wrong = |text: String| Err(AccountError::Invalid(text));
    match (&staff.region, &staff.desk) {
        _ if staff.name.trim().is_empty() || staff.name.chars().count() > 30 => {
            wrong("请写姓名，最多 30 个字".to_owned())
        }
        (Some(region), _) if !office.knows_region(region) => wrong(format!("没有“{region}”这个地区，请写全称")),
        (_, Some(desk)) if office.desks().get(desk).is_none() => wrong(format!("没有“{desk}”这个服务台")),
        _ => Ok(()),
    }
}

async fn existing(store: &dyn Store, id: &StaffId) -> Result<Account, AccountError> {
    find(store, id).await?.ok_or_else(|| AccountError::Unknown(id.clone()))
}

async fn keep(
    store: &dyn Store,
    account: &Account,
    action: &str,
    by: By<'_>,
    now: Timestamp,
) -> Result<(), StoreError> {
    store.commit(changed(account, action, by, now)?).await
}

/// The same; every session they have is over, and stays over if they may come in again later.
async fn keep_signed_out(
    store: &dyn Store,
    account: &Account,
    action: &str,
    by: By<'_>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut turn = changed(account, action, by, now)?;
    for session in sessions(store, &account.staff.id, now).await? {
        turn.forget::<Session>(session.key());
    }
    store.commit(turn).await
}

fn changed(account: &Account, action: &str, by: By<'_>, now: Timestamp) -> Result<Turn, StoreError> {
    let mut turn = Turn { audit: vec![by.did(action, &account.staff.id, now)], at: now, ..Turn::default() };
    turn.keep(account)?;
    Ok(turn)
}
