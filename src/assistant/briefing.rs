//! What the staff group reads: cards of tickets, details, what came of a press or a reply, the morning's figures.

use super::Assistant;
use super::notices::{button, staff_buttons};
use super::phrases::fill;
use crate::domain::calendar;
use crate::domain::reply::{Button, Kind, Reply};
use crate::domain::ticket::{Press, PressAct, Summary, Ticket, TicketNumber};

/// So many tickets are named under the morning's figures.
const NAMED: usize = 5;
/// So many characters of a description are shown in the group.
const DESCRIPTION: usize = 300;
/// So many of the last events are shown with the details.
const EVENTS: usize = 6;
/// So many characters of what was said at an event are shown with the details.
const EVENT_WORDS: usize = 60;

/// Something to tell staff.
#[derive(Debug, Clone)]
pub enum Briefing<'a> {
    /// A ticket as it stands.
    Card(&'a Ticket),
    /// A ticket with the desks it can be given to.
    Desks(&'a Ticket),
    /// Everything about a ticket but how to reach the enterprise, with the address of its page if there is one.
    Details(&'a Ticket, Option<String>),
    /// Whoever pressed or wrote is not known as staff.
    Unlinked,
    /// There is no such ticket, or the message told of none.
    NoTicket,
    /// It was not done, for this reason.
    Refused(String),
    /// It was done.
    Done(&'a Ticket),
    /// The desks are to be chosen from.
    Choose,
    /// Their words went to the enterprise.
    PassedOn(&'a Ticket),
    /// Only words can be passed on.
    WordsOnly,
    /// They are known from now on.
    Linked(String),
    /// The code is wrong, used or too old.
    WrongCode,
    /// The morning's figures.
    Digest(Digest),
}

/// What staff have before them on a working day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Digest {
    /// Registered since the working day before began.
    pub new: usize,
    /// To be worked on.
    pub open: usize,
    /// Past a deadline.
    pub overdue: usize,
    /// With a deadline today.
    pub due_today: usize,
    /// Closed since the working day before began.
    pub closed: usize,
    /// Those past a deadline or due today, the most urgent first.
    pub urgent: Vec<TicketNumber>,
}

impl Assistant {
    /// Puts something into words for staff.
    pub fn brief(&self, briefing: &Briefing<'_>) -> Reply {
        let phrases = &self.phrases().staff_room;
        let plain = |text: &str| Reply::plain(Kind::Ticket, text);
        match briefing {
            Briefing::Card(ticket) => {
                let buttons = staff_buttons(ticket, &self.phrases().ticket_buttons);
                plain(&self.card(ticket)).with_buttons(buttons)
            }
            Briefing::Desks(ticket) => plain(&self.card(ticket)).with_buttons(self.desk_buttons(ticket)),
            Briefing::Details(ticket, page) => self.details(ticket, page.as_deref()),
            Briefing::Unlinked => plain(&phrases.unlinked),
            Briefing::NoTicket => plain(&phrases.no_ticket),
            Briefing::Refused(reason) => plain(&fill(&phrases.refused, &[("reason", reason)])),
            Briefing::Done(ticket) => plain(&self.about(&phrases.done, ticket)),
            Briefing::Choose => plain(&phrases.choose),
            Briefing::PassedOn(ticket) => plain(&self.about(&phrases.passed_on, ticket)),
            Briefing::WordsOnly => plain(&phrases.words_only),
            Briefing::Linked(name) => plain(&fill(&phrases.linked, &[("name", name)])),
            Briefing::WrongCode => plain(&phrases.wrong_code),
            Briefing::Digest(digest) => self.digest(digest),
        }
    }

    fn card(&self, ticket: &Ticket) -> String {
        let phrases = &self.phrases().staff_room;
        let due = Summary::of(ticket).next_due();
        let due = due.map(|(timer, due)| [("timer", timer.as_str().to_owned()), ("due", calendar::readable(due))]);
        let due = due.map(|values| fill(&phrases.card_due, &values.each_ref().map(|(name, value)| (*name, &**value))));
        let last = ticket.events.iter().rev().find(|event| !event.change.verb().is_empty());
        let last = last.map(|event| {
            let values = [("who", event.actor.name()), ("what", event.change.verb())];
            fill(&phrases.card_last, &values)
        });
        [Some(self.about(&phrases.card, ticket)), due, last].into_iter().flatten().collect::<Vec<_>>().join("\n")
    }

    fn about(&self, template: &str, ticket: &Ticket) -> String {
        let event = ticket.events.last();
        event.map_or_else(|| template.to_owned(), |event| self.tell(&template.to_owned(), ticket, event))
    }

    /// The responsible desk first, the others as they are listed.
    fn desk_buttons(&self, ticket: &Ticket) -> Vec<Button> {
        let desks = self.content().desks.iter().enumerate();
        let mut desks: Vec<_> = desks.filter_map(|(place, desk)| Some((u16::try_from(place).ok()?, desk))).collect();
        desks.sort_by_key(|(_, desk)| desk.id != ticket.duty.lead);
        let choose =
            |(place, desk): &(u16, &crate::domain::desks::Desk)| button(ticket, &desk.name, PressAct::AssignTo(*place));
        let back = button(ticket, &self.phrases().buttons.back, PressAct::Back);
        desks.iter().map(choose).chain([back]).collect()
    }

    fn details(&self, ticket: &Ticket, page: Option<&str>) -> Reply {
        let phrases = &self.phrases().staff_room;
        let description: String = ticket.draft.description.chars().take(DESCRIPTION).collect();
        let mut lines = vec![self.card(ticket), fill(&phrases.details, &[("contact", &ticket.draft.contact)])];
        lines[0] = lines[0].replacen(&self.excerpt(ticket), &description, 1);
        if !ticket.files.is_empty() {
            lines.push(fill(&phrases.files, &[("count", &ticket.files.len().to_string())]));
        }
        let recent = ticket.events.iter().rev().take(EVENTS).collect::<Vec<_>>();
        lines.extend(recent.into_iter().rev().map(|event| {
            let words: String = event.change.words().unwrap_or_default().chars().take(EVENT_WORDS).collect();
            let values = [
                ("at", calendar::readable(event.at)),
                ("who", event.actor.name().to_owned()),
                ("what", event.change.verb().to_owned()),
                ("words", words),
            ];
            fill(&phrases.event, &values.each_ref().map(|(name, value)| (*name, value.as_str()))).trim_end().to_owned()
        }));
        lines.extend(page.map(|page| fill(&phrases.page, &[("url", page)])));
        let text: String = lines.join("\n").chars().take(Reply::MAX_CHARS).collect();
        Reply::plain(Kind::Ticket, text).with_buttons(staff_buttons(ticket, &self.phrases().ticket_buttons))
    }

    fn digest(&self, digest: &Digest) -> Reply {
        let phrases = self.phrases();
        let figures = [
            ("new", digest.new),
            ("open", digest.open),
            ("overdue", digest.overdue),
            ("due_today", digest.due_today),
            ("closed", digest.closed),
        ];
        let figures = figures.map(|(name, count)| (name, count.to_string()));
        let text = fill(&phrases.staff_room.digest, &figures.each_ref().map(|(name, count)| (*name, count.as_str())));
        let show = |number: &TicketNumber| Button {
            label: fill(&phrases.ticket_buttons.show_one, &[("number", &number.to_string())]),
            payload: Press { number: number.clone(), act: PressAct::Show }.to_string(),
        };
        Reply::plain(Kind::Ticket, text).with_buttons(digest.urgent.iter().take(NAMED).map(show).collect())
    }
}
