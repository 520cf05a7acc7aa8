//! Registers a problem that comes by a form, without a conversation.

use super::act::{ActError, audits};
use super::decide::Decide;
use super::{NUMBER_TRIES, Relay};
use crate::desk::perform::perform;
use crate::desk::submit::submit;
use crate::desk::who::Who;
use crate::domain::attachment::Attached;
use crate::domain::ticket::{Command, Draft, Ticket};
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
        match self.register_with(draft, Vec::new(), keyed).await {
            Err(ActError::Store(error)) => Err(error),
            Err(refused) => Err(StoreError::Other(refused.to_string())),
            Ok(registered) => Ok(registered),
        }
    }

    /// The same with files that come with the form: ticket and files are there together or not at all.
    pub async fn register_with(
        &self,
        draft: Draft,
        files: Vec<(Attached, Vec<u8>)>,
        keyed: Option<(String, String)>,
    ) -> Result<Registered, ActError> {
        let serving = self.serving();
        let mut enclosed = Vec::new();
        for (file, bytes) in files {
            self.store.keep_file(&file.digest, bytes).await?;
            enclosed.push(file);
        }
        let _numbering = self.numbering.lock().await;
        for _ in 0..NUMBER_TRIES {
            if let Some((key, digest)) = &keyed
                && let Some(ticket) = self.registered_before(key, digest).await?
            {
                return Ok(Registered { ticket, repeated: true });
            }
            let at = (self.clock)();
            let number = self.next_number(at, 0).await?;
            let (mut ticket, audit) = submit(draft.clone(), None, number.clone(), &serving.office, at);
            let registered = ticket.version();
            for file in &enclosed {
                let command = Command::Attach { file: file.clone() };
                perform(&mut ticket, &Who::Enterprise, command, &serving.office, at)?;
            }
            let keyed = keyed.clone().map(|(key, digest)| KeyedRequest { key, digest, ticket: number, at });
            let mut turn = Turn { audit: vec![audit], keyed, at, ..Turn::default() };
            turn.audit.extend(audits(&ticket, registered, &Who::Enterprise));
            turn.outbox = self.notices(&serving, &ticket, 0);
            turn.new_tickets = vec![ticket.clone()];
            match self.commit(turn).await {
                // Another process has taken the number or the key: the next try sees which.
                Err(StoreError::Conflict) => {}
                Err(error) => return Err(error.into()),
                Ok(()) => return Ok(Registered { ticket, repeated: false }),
            }
        }
        Err(StoreError::Conflict.into())
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
