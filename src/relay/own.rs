//! An enterprise's own ticket, by its number and the code that only the enterprise knows.

use subtle::ConstantTimeEq;

use super::Relay;
use super::decide::Decide;
use crate::domain::copied::tidied;
use crate::domain::ticket::Ticket;
use crate::store::StoreError;

impl<D: Decide> Relay<D> {
    /// The ticket of that number if the code is its own, both as people copy them; a wrong code and an unknown number look the same.
    pub async fn own(&self, number: &str, code: &str) -> Result<Option<Ticket>, StoreError> {
        let Ok(number) = number.parse() else { return Ok(None) };
        let code = code.chars().filter_map(tidied).collect::<String>();
        let ticket = self.store().ticket(&number).await?;
        Ok(ticket.filter(|ticket| code.as_bytes().ct_eq(ticket.code.as_bytes()).into()))
    }
}
