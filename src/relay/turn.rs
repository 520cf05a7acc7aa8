//! One message: what the assistant decides, what the desk makes of it, and the one transaction that holds it all.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::decide::Decide;
use super::files::Files;
use super::place::Place;
use super::serving::Serving;
use super::shield::{Broken, think};
use super::{NUMBER_TRIES, Relay};
use crate::assistant::outcome::{Asks, Done, Effect, Outcome};
use crate::desk::judge::judge;
use crate::desk::perform::perform;
use crate::desk::refusal::Refusal;
use crate::desk::submit::submit;
use crate::desk::who::Who;
use crate::domain::calendar;
use crate::domain::conversation::Conversation;
use crate::domain::message::Message;
use crate::domain::reply::Reply;
use crate::domain::ticket::{Command, Ticket, TicketNumber};
use crate::judge::{Judged, Request};
use crate::store::{ChangedTicket, DeadLetter, Letter, Notice, Receipt, StoreError, Turn};

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
        message: &Message,
        place: &mut Place,
    ) -> Result<Outcome, Trouble> {
        let id = &message.conversation;
        let conversation = self.store.conversation(id).await?.unwrap_or_else(|| Conversation::new(id.clone()));
        let mut known = self.known(message).await?;
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
        message: &Message,
        outcome: Outcome,
        way: Way,
    ) -> Result<Vec<Reply>, Trouble> {
        let registers = outcome.effects.iter().any(|effect| matches!(effect, Effect::Register(_)));
        let acts = outcome.effects.iter().any(|effect| matches!(effect, Effect::Act { .. } | Effect::Attach { .. }));
        let files = self.fetch_files(&message.conversation, &outcome.effects).await?;
        let _numbering = if registers { Some(self.numbering.lock().await) } else { None };
        for _ in 0..NUMBER_TRIES {
            let (turn, replies) = self.carry_out(serving, message, outcome.clone(), &files).await?;
            match self.commit(seal(turn, message, &replies, way)).await {
                // Somebody else has taken the number or changed the ticket: the next try reads it again.
                Err(StoreError::Conflict) if registers || acts => {}
                Err(error) => return Err(error.into()),
                Ok(()) => return Ok(replies),
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
        self.store.commit(turn).await?;
        if sends {
            self.outbox_bell.notify_one();
        }
        Ok(())
    }

    async fn carry_out(
        &self,
        serving: &Serving<D>,
        message: &Message,
        outcome: Outcome,
        files: &Files,
    ) -> Result<(Turn, Vec<Reply>), Trouble> {
        let at = (self.clock)();
        let Outcome { mut replies, mut conversation, effects, .. } = outcome;
        let mut turn = Turn { at, ..Turn::default() };
        let mut done = Vec::new();
        for effect in effects {
            done.push(match effect {
                Effect::Register(draft) => {
                    let number = self.next_number(at, turn.new_tickets.len()).await?;
                    let from = Some(message.conversation.clone());
                    let (ticket, audit) = submit(draft, from, number, &serving.office, at);
                    turn.outbox.extend(self.staff_notices(serving, &ticket));
                    turn.new_tickets.push(ticket.clone());
                    turn.audit.push(audit);
                    Done::Registered(Box::new(ticket))
                }
                Effect::Act { number, command } => {
                    self.act_for(serving, message, &mut turn, &number, command, at).await?
                }
                Effect::Attach { number, file } => match files.get(&file.id) {
                    Some(Ok(file)) => {
                        let command = Command::Attach { file: file.clone() };
                        self.act_for(serving, message, &mut turn, &number, command, at).await?
                    }
                    Some(Err(reason)) => Done::Refused { reason: reason.clone() },
                    None => Done::NoSuchTicket,
                },
                Effect::Judged { card, points, helpful } => {
                    turn.audit.push(judge(&message.conversation, card.as_deref(), &points, helpful, at));
                    Done::Judged { at }
                }
            });
        }
        if !done.is_empty() {
            let assistant = serving.assistant.clone();
            let reports;
            (conversation, reports) = think(move || report(&assistant, conversation, &done)).await?;
            replies.extend(reports);
        }
        turn.conversation = Some(conversation);
        Ok((turn, replies))
    }
}

impl<D: Decide> Relay<D> {
    /// Does with an enterprise's own ticket what it wants; the change joins the turn.
    async fn act_for(
        &self,
        serving: &Serving<D>,
        message: &Message,
        turn: &mut Turn,
        number: &TicketNumber,
        command: Command,
        at: Timestamp,
    ) -> Result<Done, StoreError> {
        let own = |ticket: &Ticket| ticket.conversation.as_ref() == Some(&message.conversation);
        // A photo with words under it changes the same ticket twice.
        let changed = turn.changed_tickets.iter().position(|changed| changed.ticket.number == *number);
        let before = match changed {
            Some(place) => Some(turn.changed_tickets.remove(place)),
            None => self.store.ticket(number).await?.map(|ticket| {
                let read_version = ticket.version();
                ChangedTicket { ticket, read_version }
            }),
        };
        let Some(before) = before.filter(|before| own(&before.ticket)) else { return Ok(Done::NoSuchTicket) };
        let mut ticket = before.ticket.clone();
        let done = perform(&mut ticket, &Who::Enterprise, command, &serving.office, at);
        if let Err(refusal) = done {
            if changed.is_some() {
                turn.changed_tickets.push(before);
            }
            return Ok(match refusal {
                Refusal::Illegal(_) => Done::Past(Box::new(ticket)),
                refusal => Done::Refused { reason: refusal.to_string() },
            });
        }
        self.follow(serving, turn, &ticket, before.ticket.version(), &Who::Enterprise);
        // It is told by the reply to its message and needs no notice besides.
        turn.outbox.retain(|notice| notice.to != message.conversation);
        turn.changed_tickets.push(ChangedTicket { ticket: ticket.clone(), read_version: before.read_version });
        Ok(Done::Acted(Box::new(ticket)))
    }

    fn staff_notices(&self, serving: &Serving<D>, ticket: &Ticket) -> Vec<Notice> {
        let notices = self.notices(serving, ticket, 0).into_iter();
        notices.filter(|notice| ticket.conversation.as_ref() != Some(&notice.to)).collect()
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
            // Who answers a reply that tells of a ticket means that ticket.
            let mut told = turn.new_tickets.iter().chain(turn.changed_tickets.iter().map(|changed| &changed.ticket));
            let ticket = told.next().map(|ticket| ticket.number.clone()).filter(|_| told.next().is_none());
            let notice =
                |reply: &Reply| Notice { ticket: ticket.clone(), ..Notice::plain(conversation.clone(), reply.clone()) };
            turn.outbox.extend(replies.iter().map(notice));
            turn.done = Some((conversation, id));
        }
        Way::Direct => {
            turn.receipt = Some(Receipt { conversation, message: id, replies: replies.to_vec(), at: turn.at });
        }
    }
    turn
}
