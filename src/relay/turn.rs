//! One message: what the assistant decides, what the desk makes of it, and the one transaction that holds it all.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::changes::touched;
use super::decide::Decide;
use super::place::Place;
use super::said::Said;
use super::serving::Serving;
use super::shield::{Broken, think};
use super::{NUMBER_TRIES, Relay};
use crate::assistant::outcome::{Asks, Effect, Known, Outcome};
use crate::domain::calendar;
use crate::domain::conversation::Conversation;
use crate::domain::message::Message;
use crate::domain::reply::Reply;
use crate::domain::ticket::TicketNumber;
use crate::judge::{Judged, Request};
use crate::store::{DeadLetter, Letter, Notice, Receipt, StoreError, Turn};

/// A whole turn has 8 s; what is asked of others on the way may take so much of it.
const ASKING_LIMIT: Duration = Duration::from_secs(7);

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
    /// Has the assistant decide about a message. What it asks is answered before it is asked again, the place given up
    /// meanwhile: whoever waits for somebody outside keeps nobody from working.
    pub(super) async fn decide(
        &self,
        serving: &Serving<D>,
        said: &Said,
        place: &mut Place,
    ) -> Result<Outcome, Trouble> {
        let message = &said.message;
        let id = &message.conversation;
        let conversation = self.store.conversation(id).await?.unwrap_or_else(|| Conversation::new(id.clone()));
        let mut known = Known { files: self.take_in(said).await?, ..self.known(message).await? };
        let (conversation, message, now) = (Arc::new(conversation), Arc::new(message.clone()), (self.clock)());
        let until = Instant::now() + ASKING_LIMIT;
        loop {
            let (assistant, conversation, message) = (serving.assistant.clone(), conversation.clone(), message.clone());
            let decided = think(move || {
                let decision = assistant.reply(Conversation::clone(&conversation), &message, &known, now);
                (decision, known)
            });
            let decision;
            (decision, known) = decided.await?;
            match decision {
                Ok(outcome) => return Ok(outcome),
                Err(Asks::Judgement(request)) => {
                    known.judged.push(place.left_while(self.judged(&request, now, until)).await);
                }
            }
        }
    }

    /// What a judge outside says to a request before `until`.
    async fn judged(&self, request: &Request, now: Timestamp, until: Instant) -> Judged {
        match &self.judge {
            Some(judge) => judge.judge(request, now, until.saturating_duration_since(Instant::now())).await,
            None => Judged::NoneCame,
        }
    }

    /// Carries out what was decided and commits it; returns the replies.
    pub(super) async fn complete(
        &self,
        serving: &Serving<D>,
        said: &Said,
        outcome: Outcome,
        way: Way,
    ) -> Result<Vec<Reply>, Trouble> {
        let message = &said.message;
        let registers = outcome.effects.iter().any(|effect| matches!(effect, Effect::Register(_)));
        let acts = outcome.effects.iter().any(|effect| matches!(effect, Effect::Act { .. } | Effect::Attach { .. }));
        let missing = self.keep_held(&message.conversation, &outcome.effects).await?;
        let _numbering = if registers { Some(self.numbering.lock().await) } else { None };
        for _ in 0..NUMBER_TRIES {
            let (mut turn, replies) = self.carry_out(serving, message, outcome.clone(), &missing).await?;
            if way == Way::Inbox {
                turn.done = said.others.iter().map(|other| (message.conversation.clone(), other.clone())).collect();
            }
            let holds = turn.conversation.clone();
            match self.commit(seal(turn, message, &replies, way)).await {
                // Somebody else has taken the number or changed the ticket: the next try reads it again.
                Err(StoreError::Conflict) if registers || acts => {}
                Err(error) => return Err(error.into()),
                Ok(()) => {
                    if let Some(conversation) = &holds {
                        self.let_go(conversation).await;
                    }
                    return Ok(replies);
                }
            }
        }
        Err(StoreError::Conflict.into())
    }

    /// Keeps a message that could not be handled as a dead letter; returns what the enterprise is told.
    pub(super) async fn give_up(
        &self,
        serving: &Serving<D>,
        message: &Message,
        broken: Broken,
        way: Way,
    ) -> Result<Vec<Reply>, StoreError> {
        let at = (self.clock)();
        let reason = broken.to_string();
        tracing::error!(conversation = %message.conversation, message.id = message.id.0, %reason, "message given up");
        let letter = Letter::Message(message.clone());
        let dead_letter = Some(DeadLetter { at, conversation: message.conversation.clone(), reason, letter });
        let assistant = serving.assistant.clone();
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

    pub(super) async fn commit(&self, turn: Turn) -> Result<(), StoreError> {
        let sends = !turn.outbox.is_empty();
        let touched = touched(&turn);
        self.store.commit(turn).await?;
        self.changes.tell(touched);
        if sends {
            self.outbox_bell.notify_one();
        }
        Ok(())
    }
}

/// Adds to a turn what makes it the only one of its message, and its replies.
fn seal(mut turn: Turn, message: &Message, replies: &[Reply], way: Way) -> Turn {
    let (conversation, id) = (message.conversation.clone(), message.id.clone());
    match way {
        Way::Inbox => {
            // Who answers a reply that tells of a ticket means that ticket.
            let mut told = turn.new_tickets.iter().chain(turn.changed_tickets.iter().map(|changed| &changed.ticket));
            let ticket = told.next().map(|ticket| ticket.number.clone()).filter(|_| told.next().is_none());
            // Where several people talk it is to be seen whose message is answered.
            let mut answers = message.origin.clone().filter(|_| conversation.in_group().is_some());
            let notice = |reply: &Reply| Notice {
                ticket: ticket.clone(),
                answers: answers.take(),
                ..Notice::plain(conversation.clone(), reply.clone())
            };
            turn.outbox.extend(replies.iter().map(notice));
            turn.done.push((conversation, id));
        }
        Way::Direct => {
            turn.receipt = Some(Receipt { conversation, message: id, replies: replies.to_vec(), at: turn.at });
        }
    }
    turn
}
