//! Goes round the tickets as time passes: alarms, reminders, closing what nobody rates.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::Relay;
use super::act::ActError;
use super::decide::Decide;
use crate::desk::patrol::{due_now, watched};
use crate::desk::who::Who;
use crate::domain::ticket::Summary;
use crate::store::StoreError;

/// How often: deadlines hold to the minute.
const ROUND: Duration = Duration::from_secs(60);

impl<D: Decide> Relay<D> {
    /// Goes round until shutdown.
    pub(super) async fn patrol(&self, shutdown: CancellationToken) {
        let rounds = async {
            loop {
                if let Err(error) = self.go_round().await {
                    tracing::warn!(%error, "the round of the deadlines was not finished");
                }
                tokio::time::sleep(ROUND).await;
            }
        };
        shutdown.run_until_cancelled(rounds).await;
    }

    /// Goes round once; gives how many tickets something was done with, and one more if the digest was told.
    pub async fn go_round(&self) -> Result<usize, StoreError> {
        let (office, now) = (self.office(), self.now());
        let mut due = Vec::new();
        for filter in watched(&office, now) {
            let mut look = |ticket: &Summary| {
                due.extend(due_now(ticket, &office, now).map(|command| (ticket.number.clone(), command)));
            };
            self.store.survey(&filter, &mut look).await?;
        }
        let mut done = 0;
        for (number, command) in due {
            match self.act(&number, None, &Who::System, &command).await {
                Ok(_) => done += 1,
                Err(ActError::Store(error)) => return Err(error),
                // Somebody was quicker; the next round sees what is left to do.
                Err(error) => tracing::debug!(ticket = %number, %error, "nothing left to do"),
            }
        }
        done += usize::from(self.tell_digest().await?);
        Ok(done)
    }
}
