//! Does something with a ticket: one transaction with the change, the audit line and the notices it causes.

use jiff::Timestamp;

use super::Relay;
use super::decide::Decide;
use super::serving::Serving;
use crate::desk::merge::merge;
use crate::desk::perform::perform;
use crate::desk::refusal::Refusal;
use crate::desk::who::Who;
use crate::domain::ticket::{Command, Ticket, TicketNumber};
use crate::store::{Audit, ChangedTicket, KeyedRequest, StoreError, Turn};

/// A ticket that others keep changing first is tried for so often before the store counts as failing.
pub(super) const TRIES: u32 = 20;

/// Why something was not done with a ticket.
#[derive(Debug, thiserror::Error)]
pub enum ActError {
    /// There is no such ticket, or none that they may see.
    #[error("没有这张诉求单，请核对单号")]
    NotFound,
    /// It has changed since they saw it.
    #[error("这张诉求单刚刚有了变化，请看过最新情况再操作")]
    Stale,
    /// It is not possible, or not theirs to do.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Under what a request may be repeated without being done twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// The caller's key, made unique among callers.
    pub name: String,
    /// A digest of the request: the same key with another one is refused.
    pub digest: String,
}

impl Key {
    fn used(&self, ticket: &TicketNumber, at: Timestamp) -> KeyedRequest {
        let Self { name, digest } = self.clone();
        KeyedRequest { key: name, digest, ticket: ticket.clone(), at }
    }
}

impl<D: Decide> Relay<D> {
    /// Does something with a ticket; on disk when it returns. `seen` is the version whoever wants it has seen, if that
    /// matters to them; the enterprise and the staff group are told by the outbox.
    pub async fn act(
        &self,
        number: &TicketNumber,
        seen: Option<usize>,
        who: &Who,
        command: &Command,
    ) -> Result<Ticket, ActError> {
        self.act_once(number, seen, who, command, None).await
    }

    /// The same under a key: repeated with the same key and digest it is not done again, and gives the ticket as it stands.
    pub async fn act_once(
        &self,
        number: &TicketNumber,
        seen: Option<usize>,
        who: &Who,
        command: &Command,
        key: Option<&Key>,
    ) -> Result<Ticket, ActError> {
        let serving = self.serving();
        for _ in 0..TRIES {
            let mut ticket = self.existing(number).await?;
            if self.was_done(key).await? {
                return Ok(ticket);
            }
            let read_version = ticket.version();
            if seen.is_some_and(|seen| seen != read_version) {
                return Err(ActError::Stale);
            }
            let at = (self.clock)();
            perform(&mut ticket, who, command.clone(), &serving.office, at)?;
            let mut turn = self.turn_of(&serving, vec![(ticket.clone(), read_version)], who, at);
            turn.keyed = key.map(|key| key.used(number, at));
            match self.commit(turn).await {
                Err(StoreError::Conflict) => {}
                Err(error) => return Err(error.into()),
                Ok(()) => return Ok(ticket),
            }
        }
        Err(StoreError::Conflict.into())
    }

    /// Has a ticket go on as another one of the same enterprise; gives the other one.
    pub async fn merge(&self, number: &TicketNumber, into: &TicketNumber, who: &Who) -> Result<Ticket, ActError> {
        self.merge_once(number, into, who, None).await
    }

    /// The same under a key; see [`Relay::act_once`].
    pub async fn merge_once(
        &self,
        number: &TicketNumber,
        into: &TicketNumber,
        who: &Who,
        key: Option<&Key>,
    ) -> Result<Ticket, ActError> {
        let serving = self.serving();
        for _ in 0..TRIES {
            let (mut ticket, mut target) = (self.existing(number).await?, self.existing(into).await?);
            if self.was_done(key).await? {
                return Ok(target);
            }
            let versions = (ticket.version(), target.version());
            let at = (self.clock)();
            merge(&mut ticket, &mut target, who, &serving.office, at)?;
            let mut turn = self.turn_of(&serving, vec![(ticket, versions.0), (target.clone(), versions.1)], who, at);
            turn.keyed = key.map(|key| key.used(number, at));
            match self.commit(turn).await {
                Err(StoreError::Conflict) => {}
                Err(error) => return Err(error.into()),
                Ok(()) => return Ok(target),
            }
        }
        Err(StoreError::Conflict.into())
    }

    async fn was_done(&self, key: Option<&Key>) -> Result<bool, StoreError> {
        let Some(key) = key else { return Ok(false) };
        match self.store.keyed(&key.name).await? {
            Some(known) if known.digest != key.digest => Err(StoreError::KeyReused),
            known => Ok(known.is_some()),
        }
    }

    async fn existing(&self, number: &TicketNumber) -> Result<Ticket, ActError> {
        self.store.ticket(number).await?.ok_or(ActError::NotFound)
    }

    fn turn_of(&self, serving: &Serving<D>, changed: Vec<(Ticket, usize)>, who: &Who, at: Timestamp) -> Turn {
        let mut turn = Turn { at, ..Turn::default() };
        for (ticket, read_version) in changed {
            self.change(serving, &mut turn, ticket, read_version, who);
        }
        turn
    }

    /// Adds a changed ticket to a turn, with its audit lines and notices.
    pub(super) fn change(&self, serving: &Serving<D>, turn: &mut Turn, ticket: Ticket, read_version: usize, who: &Who) {
        self.follow(serving, turn, &ticket, read_version, who);
        turn.changed_tickets.push(ChangedTicket { ticket, read_version });
    }

    /// Adds to a turn the audit lines and the notices of what happened to a ticket since `read_version`.
    pub(super) fn follow(
        &self,
        serving: &Serving<D>,
        turn: &mut Turn,
        ticket: &Ticket,
        read_version: usize,
        who: &Who,
    ) {
        turn.audit.extend(Self::audits(ticket, read_version, who));
        turn.outbox.extend(self.notices(serving, ticket, read_version));
    }

    /// The audit lines of what happened to a ticket since `read_version`.
    pub(super) fn audits(ticket: &Ticket, read_version: usize, who: &Who) -> impl Iterator<Item = Audit> {
        ticket.events[read_version..].iter().map(|event| Audit {
            at: event.at,
            actor: who.audit_name(),
            action: format!("ticket.{}", event.change.code()),
            subject: ticket.number.to_string(),
        })
    }
}
