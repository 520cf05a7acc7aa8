//! One message: what the assistant decides, what the desk makes of it, and the one transaction that holds it all.

use std::sync::Arc;

use jiff::Timestamp;

use super::decide::Decide;
use super::shield::{Broken, think};
use super::{NUMBER_TRIES, Relay};
use crate::assistant::outcome::{Done, Effect, Known, Outcome};
use crate::desk::judge::judge;
use crate::desk::lookup_code::LookupCode;
use crate::desk::submit::submit;
use crate::domain::calendar;
use crate::domain::conversation::Conversation;
use crate::domain::message::Message;
use crate::domain::reply::Reply;
use crate::domain::ticket::TicketNumber;
use crate::store::{DeadLetter, Letter, Receipt, StoreError, TicketQuery, Turn};

/// So many of its own tickets are fetched for an enterprise: more would not fit into a reply.
const KNOWN_TICKETS: usize = 20;

/// Why a message could not be handled now.
#[derive(Debug, thiserror::Error)]
pub(super) enum Trouble {
    /// The store failed; the message itself is fine.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The assistant failed at this message.
    #[error(transparent)]
    Assistant(#[from] Broken),
}

/// How a message came and how its replies go back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// By the inbox; replies leave by the outbox.
    Inbox,
    /// By a caller who waits for the replies.
    Direct,
}

impl<D: Decide> Relay<D> {
    /// Has the assistant decide about a message.
    pub(super) async fn decide(&self, message: &Message) -> Result<Outcome, Trouble> {
        let id = &message.conversation;
        let conversation = self.store.conversation(id).await?.unwrap_or_else(|| Conversation::new(id.clone()));
        let own = TicketQuery { conversation: Some(id.clone()), before: None, limit: KNOWN_TICKETS };
        let known = Known { tickets: self.store.tickets(&own).await? };
        let (assistant, message, now) = (self.assistant(), message.clone(), (self.clock)());
        Ok(think(move || assistant.reply(conversation, &message, &known, now)).await?)
    }

    /// Carries out what was decided and commits it; returns the replies.
    pub(super) async fn complete(&self, message: &Message, outcome: Outcome, way: Way) -> Result<Vec<Reply>, Trouble> {
        let registers = outcome.effects.iter().any(|effect| matches!(effect, Effect::Register(_)));
        let _numbering = if registers { Some(self.numbering.lock().await) } else { None };
        for _ in 0..NUMBER_TRIES {
            let (turn, replies) = self.carry_out(message, outcome.clone()).await?;
            match self.commit(seal(turn, message, &replies, way)).await {
                // Another process has taken the number: the next try reads the count again.
                Err(StoreError::Conflict) if registers => {}
                Err(error) => return Err(error.into()),
                Ok(()) => return Ok(replies),
            }
        }
        Err(StoreError::Conflict.into())
    }

    /// Keeps a message that could not be handled as a dead letter; returns what the enterprise is told.
    pub(super) async fn give_up(&self, message: &Message, broken: Broken, way: Way) -> Result<Vec<Reply>, StoreError> {
        let at = (self.clock)();
        let reason = broken.to_string();
        tracing::error!(conversation = %message.conversation, message.id = message.id.0, %reason, "message given up");
        let letter = Letter::Message(message.clone());
        let dead_letter = Some(DeadLetter { at, conversation: message.conversation.clone(), reason, letter });
        let assistant = self.assistant();
        let replies: Vec<_> = think(move || assistant.apology()).await.into_iter().collect();
        self.commit(seal(Turn { dead_letter, at, ..Turn::default() }, message, &replies, way)).await?;
        Ok(replies)
    }

    /// The number of the next ticket, if so many are about to be written before it.
    pub(super) async fn next_number(&self, now: Timestamp, before: usize) -> Result<TicketNumber, StoreError> {
        let day = calendar::day(now);
        let before = u32::try_from(before).unwrap_or(u32::MAX);
        Ok(TicketNumber::new(day, self.store.last_count(day).await?.saturating_add(before).saturating_add(1)))
    }

    async fn commit(&self, turn: Turn) -> Result<(), StoreError> {
        let sends = !turn.outbox.is_empty();
        self.store.commit(turn).await?;
        if sends {
            self.outbox_bell.notify_one();
        }
        Ok(())
    }

    async fn carry_out(&self, message: &Message, outcome: Outcome) -> Result<(Turn, Vec<Reply>), Trouble> {
        let at = (self.clock)();
        let Outcome { mut replies, mut conversation, effects, .. } = outcome;
        let mut turn = Turn { at, ..Turn::default() };
        let mut done = Vec::new();
        for effect in effects {
            let (effected, audit) = match effect {
                Effect::Register(draft) => {
                    let number = self.next_number(at, turn.new_tickets.len()).await?;
                    let from = Some(message.conversation.clone());
                    let (ticket, audit) = submit(draft, from, number, LookupCode::fresh(), at);
                    turn.new_tickets.push(ticket.clone());
                    (Done::Registered(Box::new(ticket)), audit)
                }
                Effect::Judged { card, helpful } => {
                    (Done::Judged { at }, judge(&message.conversation, card.as_deref(), helpful, at))
                }
            };
            done.push(effected);
            turn.audit.push(audit);
        }
        if !done.is_empty() {
            let assistant = self.assistant();
            let reports;
            (conversation, reports) = think(move || report(&assistant, conversation, &done)).await?;
            replies.extend(reports);
        }
        turn.conversation = Some(conversation);
        Ok((turn, replies))
    }
}

fn report<D: Decide>(assistant: &Arc<D>, mut conversation: Conversation, done: &[Done]) -> (Conversation, Vec<Reply>) {
    let replies = done.iter().flat_map(|done| assistant.report(&mut conversation, done)).collect();
    (conversation, replies)
}

/// Adds to a turn what makes it the only one of its message, and its replies.
fn seal(mut turn: Turn, message: &Message, replies: &[Reply], way: Way) -> Turn {
    let (conversation, id) = (message.conversation.clone(), message.id.clone());
    match way {
        Way::Inbox => {
            turn.outbox = replies.iter().map(|reply| (conversation.clone(), reply.clone())).collect();
            turn.done = Some((conversation, id));
        }
        Way::Direct => {
            turn.receipt = Some(Receipt { conversation, message: id, replies: replies.to_vec(), at: turn.at });
        }
    }
    turn
}
