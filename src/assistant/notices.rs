//! What the enterprise and the staff group are told of what happens to a ticket.

use super::files::counted;
use super::phrases::fill;
use super::{Assistant, memory};
use crate::domain::calendar;
use crate::domain::conversation::{Action, Conversation, Wanted};
use crate::domain::phrases::{Template, TicketButtons};
use crate::domain::reply::{Button, Kind, Reply};
use crate::domain::ticket::{Actor, Alarm, Change, Event, Press, PressAct, Rating, Status, Ticket};

/// So much of a description is shown to the staff group, in characters.
const EXCERPT: usize = 120;

impl Assistant {
    /// What the enterprise is told of an event of its ticket; nothing of what it did itself or is not its business.
    pub fn tell_enterprise(&self, ticket: &Ticket, event: &Event) -> Option<Reply> {
        let told = &self.phrases().told;
        let buttons = &self.phrases().ticket_buttons;
        let button = |label: &String, act| button(ticket, label, act);
        let verdict = || vec![button(&buttons.solved, PressAct::Solved), button(&buttons.unsolved, PressAct::Unsolved)];
        let (template, buttons) = match &event.change {
            Change::Accepted => (&told.accepted, vec![button(&buttons.withdraw, PressAct::Withdraw)]),
            Change::Assigned { .. } => (&told.assigned, vec![]),
            Change::Started => (&told.started, vec![]),
            Change::Asked { .. } => (&told.asked, vec![button(&buttons.supply, PressAct::Supply)]),
            Change::Held { .. } => (&told.held, vec![]),
            Change::Resumed { .. } => (&told.resumed, vec![]),
            Change::Replied { .. } => (&told.replied, vec![button(&buttons.supply, PressAct::Supply)]),
            Change::Answered { .. } => (&told.answered, verdict()),
            Change::Reminded => (&told.reminded, verdict()),
            Change::Prompted => (&told.prompted, vec![button(&buttons.supply, PressAct::Supply)]),
            Change::Lapsed => (&told.lapsed, verdict()),
            Change::Extended { .. } => (&told.extended, vec![]),
            Change::Corrected { .. } if event.actor != Actor::Enterprise => (&told.corrected, vec![]),
            Change::Merged { .. } => (&told.merged, vec![]),
            _ => return None,
        };
        Some(Reply::plain(Kind::Ticket, self.tell(template, ticket, event)).with_buttons(buttons))
    }

    /// What the staff group is told: of new, reopened and overdue tickets, and of what an enterprise adds. What wants
    /// something of staff has buttons.
    pub fn tell_staff(&self, ticket: &Ticket, event: &Event) -> Option<Reply> {
        let told = &self.phrases().told_staff;
        let buttons = &self.phrases().ticket_buttons;
        let template = match &event.change {
            Change::Submitted { .. } => &told.submitted,
            Change::Reopened { .. } => &told.reopened,
            Change::Supplied { .. } => &told.supplied,
            Change::Chased { .. } => &told.chased,
            Change::Corrected { .. } if event.actor == Actor::Enterprise => &told.corrected,
            // Staff who resume it themselves know.
            Change::Resumed { .. } if event.actor == Actor::System => &told.resumed,
            // What comes before anybody has looked at a ticket is seen with it.
            Change::Attached { .. } if event.actor == Actor::Enterprise && event.status != Status::Submitted => {
                if attached_at_once(ticket, event) > 1 {
                    &told.attached_many
                } else {
                    &told.attached
                }
            }
            Change::Withdrawn { .. } => &told.withdrawn,
            Change::Alarmed { alarm: Alarm::DueSoon, .. } => &told.due_soon,
            Change::Alarmed { alarm: Alarm::Overdue, .. } => &told.overdue,
            _ => return None,
        };
        let mut reply = Reply::plain(Kind::Ticket, self.tell(template, ticket, event));
        if matches!(event.change, Change::Submitted { .. }) && !ticket.files.is_empty() {
            reply.text = format!("{}\n{}", reply.text, counted(&self.phrases().staff_room.files, ticket.files.len()));
        }
        let asks_nothing =
            matches!(event.change, Change::Attached { .. } | Change::Withdrawn { .. } | Change::Corrected { .. });
        Some(if asks_nothing { reply } else { reply.with_buttons(staff_buttons(ticket, buttons)) })
    }

    /// As much of a description as the staff group is shown.
    pub(super) fn excerpt(&self, ticket: &Ticket) -> String {
        ticket.draft.description.chars().take(EXCERPT).collect()
    }

    pub(super) fn tell(&self, template: &Template, ticket: &Ticket, event: &Event) -> String {
        let desk = self.edition().desks.get(&ticket.duty.lead).map_or("", |desk| desk.name.as_str());
        let (timer, other) = match &event.change {
            Change::Alarmed { timer, .. } => (timer.as_str(), String::new()),
            Change::Merged { into } => ("", into.to_string()),
            _ => ("", String::new()),
        };
        let next = ticket.clocks.next().map_or(ticket.clocks.answer.due, |(_, due)| due);
        let description = self.excerpt(ticket);
        let values = [
            ("number", ticket.number.to_string()),
            ("desk", desk.to_owned()),
            ("due", calendar::readable(ticket.clocks.answer.due)),
            ("next", calendar::readable(next)),
            ("timer", timer.to_owned()),
            ("other", other),
            ("words", words(ticket, event).unwrap_or_default().to_owned()),
            ("fields", fields(event)),
            ("count", attached_at_once(ticket, event).to_string()),
            ("status", ticket.status().as_str().to_owned()),
            ("category", ticket.draft.category.map_or("待分类", |category| category.as_str()).to_owned()),
            ("region", ticket.draft.region.clone().unwrap_or_else(|| "地区未填".to_owned())),
            ("enterprise", ticket.draft.enterprise.clone()),
            ("description", description),
        ];
        fill(template, &values.each_ref().map(|(name, value)| (*name, value.as_str())))
    }

    /// What an enterprise is told of what it did with its own ticket.
    /// The ticket had the version `since` before.
    pub(super) fn report_act(&self, conversation: &mut Conversation, ticket: &Ticket, since: usize) -> Vec<Reply> {
        let done = &self.phrases().ticket_done;
        let labels = &self.phrases().ticket_buttons;
        let new = ticket.events.get(since..).unwrap_or_default();
        let files = new.iter().filter(|event| matches!(event.change, Change::Attached { .. })).count();
        let said = new.iter().rfind(|event| !matches!(event.change, Change::Attached { .. }));
        let Some(event) = said.or(new.last()) else { return Vec::new() };
        let (template, buttons, wanted) = match &event.change {
            Change::Confirmed => (&done.confirmed, Self::rating_buttons(ticket), None),
            Change::Rated { rating, words: None } => {
                let skip = conversation.offers.button(&labels.no_comment, Action::Say(labels.no_comment.clone()));
                (&done.rated, vec![skip], Some(Wanted::Comment(*rating)))
            }
            Change::Rated { .. } => (&done.commented, vec![], None),
            Change::Reopened { .. } => (&done.reopened, vec![button(ticket, &labels.show, PressAct::Show)], None),
            Change::Withdrawn { .. } => {
                (&done.withdrawn, vec![button(ticket, &labels.reopen, PressAct::Unsolved)], None)
            }
            Change::Corrected { .. } => (&done.corrected, vec![button(ticket, &labels.show, PressAct::Show)], None),
            Change::Chased { .. } => (&done.chased, vec![button(ticket, &labels.supply, PressAct::Supply)], None),
            Change::Attached { .. } => {
                let awaited = conversation.awaited.as_ref().filter(|awaited| awaited.number == ticket.number);
                let wanted = awaited.map_or(Wanted::Files, |awaited| awaited.what.clone());
                (if files > 1 { &done.attached_many } else { &done.attached }, vec![], Some(wanted))
            }
            _ => (&done.supplied, vec![button(ticket, &labels.show, PressAct::Show)], Some(Wanted::Files)),
        };
        memory::remember(conversation, ticket, wanted);
        let mut text = self.tell(template, ticket, event);
        if said.is_some() && files > 0 {
            text += &counted(&self.phrases().files.also, files);
        }
        vec![Reply::plain(Kind::Ticket, text).with_buttons(buttons)]
    }

    /// The buttons by which an enterprise says how content it is, best first.
    pub(super) fn rating_buttons(ticket: &Ticket) -> Vec<Button> {
        let ratings = (1..=5).rev().filter_map(|points| Rating::new(points).ok());
        ratings.map(|rating| button(ticket, rating.as_str(), PressAct::Rate(rating))).collect()
    }
}

/// What was said with an event; where an enterprise is asked again, what it was asked.
fn words<'a>(ticket: &'a Ticket, event: &'a Event) -> Option<&'a str> {
    match &event.change {
        Change::Prompted => ticket.events.iter().rev().find_map(|earlier| match &earlier.change {
            Change::Asked { question } => Some(question.as_str()),
            _ => None,
        }),
        change => change.words(),
    }
}

/// How many files came together, up to this event.
fn attached_at_once(ticket: &Ticket, event: &Event) -> usize {
    let together = |other: &&Event| {
        matches!(other.change, Change::Attached { .. }) && (other.at, &other.actor) == (event.at, &event.actor)
    };
    ticket.events.iter().filter(together).count()
}

/// The names of the fields that an event puts right.
fn fields(event: &Event) -> String {
    let Change::Corrected { to, .. } = &event.change else { return String::new() };
    to.values().map(|(field, _)| field.as_str()).collect::<Vec<_>>().join("、")
}

/// The buttons below a ticket in the staff group.
pub(super) fn staff_buttons(ticket: &Ticket, labels: &TicketButtons) -> Vec<Button> {
    let accept = ticket.state == crate::domain::ticket::State::FIRST;
    let acts = [
        (&labels.accept, PressAct::Accept, accept),
        (&labels.assign, PressAct::Assign, ticket.can_be_assigned()),
        (&labels.show, PressAct::Show, true),
    ];
    acts.into_iter().filter(|(_, _, fits)| *fits).map(|(label, act, _)| button(ticket, label, act)).collect()
}

/// A button about a ticket.
pub(super) fn button(ticket: &Ticket, label: &str, act: PressAct) -> Button {
    Button { label: label.to_owned(), payload: Press { number: ticket.number.clone(), act }.to_string() }
}
