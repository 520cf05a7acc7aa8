//! Tells whoever waits for it that a ticket of a conversation has changed.

use std::future;

use tokio::sync::broadcast::{self, Receiver, Sender, error::RecvError};

use super::Relay;
use super::decide::Decide;
use crate::domain::message::ConversationId;
use crate::domain::ticket::Ticket;
use crate::store::Turn;

/// So many changes may wait for one who listens; who misses some is told so and looks for itself.
const WAITING: usize = 256;

/// Where changes are told.
pub(super) struct Changes(Sender<ConversationId>);

impl Default for Changes {
    fn default() -> Self {
        Self(broadcast::channel(WAITING).0)
    }
}

impl Changes {
    /// Tells of the changes of a turn that is on disk, given whose tickets they are.
    pub(super) fn tell(&self, conversations: Vec<ConversationId>) {
        for conversation in conversations {
            // Nobody may be listening.
            let _ = self.0.send(conversation);
        }
    }
}

/// The conversations whose tickets a turn changes and that cannot be sent anything by the outbox.
pub(super) fn touched(turn: &Turn) -> Vec<ConversationId> {
    let changed = turn.changed_tickets.iter().map(|changed| &changed.ticket);
    let of = |ticket: &Ticket| ticket.conversation.clone().filter(|conversation| !conversation.channel().can_push());
    changed.filter_map(of).collect()
}

/// Listens for changes of one conversation's tickets.
#[derive(Debug)]
pub struct Following {
    conversation: ConversationId,
    changes: Receiver<ConversationId>,
}

impl Following {
    /// Waits until a ticket of the conversation has changed, or may have.
    pub async fn changed(&mut self) {
        loop {
            match self.changes.recv().await {
                Ok(conversation) if conversation != self.conversation => {}
                Ok(_) | Err(RecvError::Lagged(_)) => return,
                Err(RecvError::Closed) => future::pending().await,
            }
        }
    }
}

impl<D: Decide> Relay<D> {
    /// Listens for changes of a conversation's tickets from now on.
    pub fn following(&self, conversation: ConversationId) -> Following {
        Following { conversation, changes: self.changes.0.subscribe() }
    }
}
