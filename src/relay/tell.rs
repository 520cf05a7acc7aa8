//! Who is told of what happens to a ticket: the enterprise, and the staff group by the ticket's card.

use super::Relay;
use super::decide::Decide;
use super::serving::Serving;
use crate::assistant::briefing::Briefing;
use crate::domain::message::ConversationId;
use crate::domain::ticket::{Change, Event, Ticket};
use crate::store::{Form, Notice};

impl<D: Decide> Relay<D> {
    /// What is to be sent of what happened to a ticket since `read_version`.
    pub(super) fn notices(&self, serving: &Serving<D>, ticket: &Ticket, read_version: usize) -> Vec<Notice> {
        let mut notices = self.to_enterprise(serving, ticket, read_version);
        notices
            .extend(self.staff_room().into_iter().flat_map(|room| self.to_staff(serving, &room, ticket, read_version)));
        notices
    }

    /// A notice that has the ticket's card show how the ticket stands.
    pub(super) fn redrawn(&self, serving: &Serving<D>, room: &ConversationId, ticket: &Ticket) -> Notice {
        let form = Form::Redraw { version: ticket.version() };
        Notice::about(&ticket.number, room.clone(), serving.assistant.brief(&Briefing::Card(ticket)), form)
    }

    fn to_enterprise(&self, serving: &Serving<D>, ticket: &Ticket, read_version: usize) -> Vec<Notice> {
        let assistant = &serving.assistant;
        let pushed = ticket.conversation.as_ref().filter(|conversation| conversation.channel().can_push());
        let Some(conversation) = pushed else { return Vec::new() };
        let told = ticket.events[read_version..].iter().filter_map(|event| assistant.tell_enterprise(ticket, event));
        told.map(|reply| Notice::about(&ticket.number, conversation.clone(), reply, Form::Message)).collect()
    }

    /// What has buttons is the ticket's card from now on; whatever changes without a new card redraws the one there is.
    fn to_staff(
        &self,
        serving: &Serving<D>,
        room: &ConversationId,
        ticket: &Ticket,
        read_version: usize,
    ) -> Vec<Notice> {
        let assistant = &serving.assistant;
        let notice = |reply, form| Notice::about(&ticket.number, room.clone(), reply, form);
        let (mut notices, mut shown) = (Vec::new(), read_version);
        for (version, event) in (1..).zip(&ticket.events).skip(read_version) {
            // Files that came together are told once, with the last of them.
            if ticket.events.get(version).is_some_and(|next| came_together(event, next)) {
                continue;
            }
            let Some(reply) = assistant.tell_staff(ticket, event) else { continue };
            if reply.buttons.is_empty() {
                notices.push(notice(reply, Form::Message));
                // What comes along with a card is told beside it, and the card stays to be read.
                if shown > read_version && is_file(event) {
                    shown = version;
                }
                continue;
            }
            if version > 1 {
                notices.push(notice(assistant.brief(&Briefing::Retired(ticket)), Form::Retire));
            }
            notices.push(notice(reply, Form::Card));
            shown = version;
        }
        if shown < ticket.version() {
            notices.push(self.redrawn(serving, room, ticket));
        }
        notices
    }
}

/// Whether two events are files that came at once.
fn came_together(one: &Event, next: &Event) -> bool {
    is_file(one) && is_file(next) && (one.at, &one.actor) == (next.at, &next.actor)
}

fn is_file(event: &Event) -> bool {
    matches!(event.change, Change::Attached { .. })
}
