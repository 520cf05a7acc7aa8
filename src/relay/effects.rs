//! What the desk makes of a decision: each effect becomes changes in the one transaction of its message.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;

use super::Relay;
use super::act::audits;
use super::decide::Decide;
use super::serving::Serving;
use super::shield::think;
use super::turn::Trouble;
use crate::assistant::outcome::{Done, Effect, Outcome, To};
use crate::desk::judge::judge;
use crate::desk::perform::perform;
use crate::desk::refusal::Refusal;
use crate::desk::submit::submit;
use crate::desk::who::Who;
use crate::domain::attachment::Attached;
use crate::domain::conversation::Conversation;
use crate::domain::message::Message;
use crate::domain::reply::Reply;
use crate::domain::ticket::{Command, Draft, Ticket, TicketNumber};
use crate::store::{ChangedTicket, Notice, StoreError, Turn};

impl<D: Decide> Relay<D> {
    /// Carries out what was decided; gives the transaction and the replies. What is `missing` is not attached.
    pub(super) async fn carry_out(
        &self,
        serving: &Serving<D>,
        message: &Message,
        outcome: Outcome,
        missing: &BTreeSet<String>,
    ) -> Result<(Turn, Vec<Reply>), Trouble> {
        let at = (self.clock)();
        let Outcome { mut replies, mut conversation, effects, .. } = outcome;
        let mut turn = Turn { at, ..Turn::default() };
        let mut done = Vec::new();
        let mut effects = effects.into_iter().peekable();
        while let Some(effect) = effects.next() {
            match effect {
                Effect::Register(draft) => {
                    let files = match effects.next_if(|next| matches!(next, Effect::Attach { to: To::New, .. })) {
                        Some(Effect::Attach { files, .. }) => there(files, missing, &mut done),
                        _ => Vec::new(),
                    };
                    let ticket = self.register_for(serving, message, &mut turn, draft, files, at).await?;
                    done.push(Done::Registered(Box::new(ticket)));
                }
                Effect::Act { number, command } => {
                    let along = |next: &Effect| matches!(next, Effect::Attach { to: To::Own(of), .. } if *of == number);
                    let files = match effects.next_if(along) {
                        Some(Effect::Attach { files, .. }) => there(files, missing, &mut done),
                        _ => Vec::new(),
                    };
                    let files = files.into_iter().map(|file| Command::Attach { file });
                    let commands = std::iter::once(command).chain(files).collect();
                    done.extend(self.act_for(serving, message, &mut turn, &number, commands, at).await?);
                }
                Effect::Attach { to: To::Own(number), files } => {
                    let files = there(files, missing, &mut done).into_iter();
                    let commands = files.map(|file| Command::Attach { file }).collect();
                    done.extend(self.act_for(serving, message, &mut turn, &number, commands, at).await?);
                }
                // Without a ticket before it there is nothing to attach it to.
                Effect::Attach { to: To::New, .. } => {}
                Effect::Judged { card, points, helpful } => {
                    turn.audit.push(judge(&message.conversation, card.as_deref(), &points, helpful, at));
                    done.push(Done::Judged { at });
                }
            }
        }
        let done = told_once(done);
        if !done.is_empty() {
            let assistant = serving.assistant.clone();
            let reports;
            (conversation, reports) = think(move || report(&assistant, conversation, &done)).await?;
            replies.extend(reports);
        }
        turn.conversation = Some(conversation);
        Ok((turn, replies))
    }

    /// Registers a problem with the files that came before it; the ticket joins the turn.
    async fn register_for(
        &self,
        serving: &Serving<D>,
        message: &Message,
        turn: &mut Turn,
        draft: Draft,
        files: Vec<Attached>,
        at: Timestamp,
    ) -> Result<Ticket, StoreError> {
        let number = self.next_number(at, turn.new_tickets.len()).await?;
        let from = Some(message.conversation.clone());
        let (mut ticket, audit) = submit(draft, from, number, &serving.office, at);
        turn.audit.push(audit);
        let read_version = ticket.version();
        for file in files {
            // A new ticket takes more files than a conversation holds.
            if let Err(refusal) = perform(&mut ticket, &Who::Enterprise, Command::Attach { file }, &serving.office, at)
            {
                tracing::error!(ticket = %ticket.number, %refusal, "a file was not attached");
            }
        }
        turn.audit.extend(audits(&ticket, read_version, &Who::Enterprise));
        turn.outbox.extend(self.staff_notices(serving, &ticket));
        turn.new_tickets.push(ticket.clone());
        Ok(ticket)
    }

    /// Does with an enterprise's own ticket what it wants, one thing after the other; the change joins the turn.
    async fn act_for(
        &self,
        serving: &Serving<D>,
        message: &Message,
        turn: &mut Turn,
        number: &TicketNumber,
        commands: Vec<Command>,
        at: Timestamp,
    ) -> Result<Vec<Done>, StoreError> {
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
        let Some(before) = before.filter(|before| own(&before.ticket)) else { return Ok(vec![Done::NoSuchTicket]) };
        let (since, mut ticket) = (before.ticket.version(), before.ticket.clone());
        let mut refused = Vec::new();
        for command in commands {
            if let Err(refusal) = perform(&mut ticket, &Who::Enterprise, command, &serving.office, at) {
                refused.push(match refusal {
                    Refusal::Illegal(_) => Done::Past(Box::new(ticket.clone())),
                    refusal => Done::Refused { reason: refusal.to_string() },
                });
            }
        }
        if ticket.version() == since {
            if changed.is_some() {
                turn.changed_tickets.push(before);
            }
            return Ok(refused);
        }
        self.follow(serving, turn, &ticket, since, &Who::Enterprise);
        // It is told by the reply to its message and needs no notice besides.
        turn.outbox.retain(|notice| notice.to != message.conversation);
        turn.changed_tickets.push(ChangedTicket { ticket: ticket.clone(), read_version: before.read_version });
        let acted = Done::Acted { ticket: Box::new(ticket), since };
        Ok(std::iter::once(acted).chain(refused).collect())
    }

    /// What staff are told of a new ticket; its card shows it as it is, whatever came along with it.
    fn staff_notices(&self, serving: &Serving<D>, ticket: &Ticket) -> Vec<Notice> {
        let notices = self.notices(serving, ticket, 0).into_iter();
        let to_staff = |notice: &Notice| ticket.conversation.as_ref() != Some(&notice.to);
        notices.filter(|notice| to_staff(notice) && notice.form.adds_message()).collect()
    }
}

/// The files that are still there; how many are not is noted.
fn there(files: Vec<Attached>, missing: &BTreeSet<String>, done: &mut Vec<Done>) -> Vec<Attached> {
    let (gone, there): (Vec<_>, Vec<_>) = files.into_iter().partition(|file| missing.contains(&file.digest));
    if !gone.is_empty() {
        done.push(Done::Missing(gone.len()));
    }
    there
}

/// What one message has done to a ticket is told once, however many steps it took.
fn told_once(done: Vec<Done>) -> Vec<Done> {
    let mut told: Vec<Done> = Vec::new();
    for next in done {
        match (told.last_mut(), next) {
            (Some(Done::Acted { ticket: known, .. }), Done::Acted { ticket, .. }) if known.number == ticket.number => {
                *known = ticket;
            }
            (Some(Done::Past(known)), Done::Past(ticket)) if known.number == ticket.number => {}
            (Some(Done::Refused { reason: known }), Done::Refused { reason }) if *known == reason => {}
            (_, next) => told.push(next),
        }
    }
    told
}

fn report<D: Decide>(assistant: &Arc<D>, mut conversation: Conversation, done: &[Done]) -> (Conversation, Vec<Reply>) {
    let replies = done.iter().flat_map(|done| assistant.report(&mut conversation, done)).collect();
    (conversation, replies)
}
