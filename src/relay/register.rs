//! Registers a problem that comes by a form, without a conversation.

use super::decide::Decide;
use super::{NUMBER_TRIES, Relay};
use crate::desk::submit::submit;
use crate::domain::ticket::{Draft, Ticket};
use crate::store::{KeyedRequest, StoreError, Turn};

/// What came of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registered {
    /// The ticket; on disk.
    pub ticket: Ticket,
    /// Whether an earlier request with the same key has made it.
    pub repeated: bool,
}

impl<D: Decide> Relay<D> {
    /// Registers a problem; on disk when it returns. `keyed` is the caller's idempotency key and a digest of the request:
    /// the same two give the same ticket, the same key with another digest is [`StoreError::KeyReused`].
    pub async fn register(&self, draft: Draft, keyed: Option<(String, String)>) -> Result<Registered, StoreError> {
        let serving = self.serving();
        let _numbering = self.numbering.lock().await;
        for _ in 0..NUMBER_TRIES {
            if let Some((key, digest)) = &keyed
                && let Some(ticket) = self.registered_before(key, digest).await?
            {
                return Ok(Registered { ticket, repeated: true });
            }
            let at = (self.clock)();
            let number = self.next_number(at, 0).await?;
            let (ticket, audit) = submit(draft.clone(), None, number.clone(), &serving.office, at);
            let keyed = keyed.clone().map(|(key, digest)| KeyedRequest { key, digest, ticket: number, at });
            let outbox = self.notices(&serving, &ticket, 0);
            let (new_tickets, audit) = (vec![ticket.clone()], vec![audit]);
            let turn = Turn { new_tickets, audit, keyed, outbox, at, ..Turn::default() };
            match self.commit(turn).await {
                // Another process has taken the number or the key: the next try sees which.
                Err(StoreError::Conflict) => {}
                Err(error) => return Err(error),
                Ok(()) => return Ok(Registered { ticket, repeated: false }),
            }
        }
        Err(StoreError::Conflict)
    }

    async fn registered_before(&self, key: &str, digest: &str) -> Result<Option<Ticket>, StoreError> {
        let Some(known) = self.store.keyed(key).await? else { return Ok(None) };
        if known.digest != digest {
            return Err(StoreError::KeyReused);
        }
        let ticket = self.store.ticket(&known.ticket).await?;
        ticket.map(Some).ok_or_else(|| StoreError::Other(format!("the ticket {} of a key is missing", known.ticket)))
    }
}
