//! Attaches a file to a ticket: its bytes are on disk before the ticket tells of it.

use super::Relay;
use super::act::{ActError, Key};
use super::decide::Decide;
use crate::desk::attach::examine;
use crate::desk::perform::perform;
use crate::desk::who::Who;
use crate::domain::ticket::{Command, Ticket, TicketNumber};

impl<D: Decide> Relay<D> {
    /// Attaches a file, if it may be one and may be attached; on disk when it returns. The same file again changes nothing.
    pub async fn attach(
        &self,
        number: &TicketNumber,
        who: &Who,
        (name, bytes): (&str, Vec<u8>),
        key: Option<&Key>,
    ) -> Result<Ticket, ActError> {
        let file = examine(name, &bytes)?;
        let ticket = self.store().ticket(number).await?.ok_or(ActError::NotFound)?;
        let digest = file.digest.clone();
        let command = Command::Attach { file };
        // Nothing of a file that will be refused stays on the disk.
        perform(&mut ticket.clone(), who, command.clone(), &self.office(), self.now())?;
        if ticket.files.iter().any(|known| known.digest == digest) {
            return Ok(ticket);
        }
        self.store().keep_file(&digest, bytes).await?;
        self.act_once(number, None, who, &command, key).await
    }
}
