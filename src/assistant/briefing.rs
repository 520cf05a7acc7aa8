//! What the staff group reads: cards of tickets, details, what came of a press or a reply, the morning's figures.

use super::Assistant;
use super::notices::{button, staff_buttons};
use super::phrases::fill;
use crate::domain::calendar;
use crate::domain::desks::Desk;
use crate::domain::reply::{Button, Kind, Reply};
use crate::domain::ticket::{Change, Event, Press, PressAct, Summary, Ticket, TicketNumber};

/// So many tickets are named under the morning's figures.
const NAMED: usize = 5;
/// So many characters of a description are shown in the group.
const DESCRIPTION: usize = 300;
/// So many of the last events are shown with the details.
const EVENTS: usize = 6;
/// So many characters of what was said at an event are shown.
const EVENT_WORDS: usize = 60;

/// Something to tell staff.
#[derive(Debug, Clone)]
pub enum Briefing<'a> {
    /// A ticket as it stands.
    Card(&'a Ticket),
    /// A card after which a newer one follows.
    Retired(&'a Ticket),
    /// A ticket with the desks it can be given to.
    Desks(&'a Ticket),
    /// Everything about a ticket but how to reach the enterprise, with the address of its page if there is one.
    Details(&'a Ticket, Option<String>),
    /// Whoever pressed or wrote is not known as staff.
    Unlinked,
    /// Whoever wrote hides behind the group.
    Anonymous,
    /// The card has been followed by a newer one.
    Superseded,
    /// There is no such ticket, or the message told of none.
    NoTicket,
    /// It was not done, for this reason.
    Refused(String),
    /// It was done.
    Done(&'a Ticket),
    /// The desks are to be chosen from.
    Choose,
    /// The desks are to be chosen from anew: the button is of a time when it said only where a desk stood.
    ChooseAnew,
    /// Their words went to the enterprise.
    PassedOn(&'a Ticket),
    /// Only words can be passed on.
    WordsOnly,
    /// They are known from now on.
    Linked(String),
    /// The code is wrong, used or too old.
    WrongCode,
    /// A code is not to be sent where everybody reads along.
    LinkInPrivate,
    /// How the group works.
    Help,
    /// A group that is not the staff group, with what its channel calls it.
    Group(String),
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
            Briefing::Retired(ticket) => plain(&self.about(&phrases.retired, ticket)),
            Briefing::Desks(ticket) => plain(&self.card(ticket)).with_buttons(self.desk_buttons(ticket)),
            Briefing::Details(ticket, page) => self.details(ticket, page.as_deref()),
            Briefing::Unlinked => plain(&phrases.unlinked),
            Briefing::Anonymous => plain(&phrases.anonymous),
            Briefing::Superseded => plain(&phrases.superseded),
            Briefing::NoTicket => plain(&phrases.no_ticket),
            Briefing::Refused(reason) => plain(&fill(&phrases.refused, &[("reason", reason)])),
            Briefing::Done(ticket) => plain(&self.about(&phrases.done, ticket)),
            Briefing::Choose => plain(&phrases.choose),
            Briefing::ChooseAnew => plain(&phrases.choose_anew),
            Briefing::PassedOn(ticket) => plain(&self.about(&phrases.passed_on, ticket)),
            Briefing::WordsOnly => plain(&phrases.words_only),
            Briefing::Linked(name) => plain(&fill(&phrases.linked, &[("name", name)])),
            Briefing::WrongCode => plain(&phrases.wrong_code),
            Briefing::LinkInPrivate => plain(&phrases.link_in_private),
            Briefing::Help => plain(&phrases.help),
            Briefing::Group(number) => plain(&fill(&phrases.group, &[("number", number)])),
            Briefing::Digest(digest) => self.digest(digest),
        }
    }

    fn card(&self, ticket: &Ticket) -> String {
        let last = ticket.events.last();
        let last = last.map(|event| fill(&self.phrases().staff_room.card_last, &[("event", &self.happened(event))]));
        let due = Summary::of(ticket).next_due().map(|(timer, due)| {
            let values = [("timer", timer.as_str()), ("due", &calendar::readable(due))];
            fill(&self.phrases().staff_room.card_due, &values)
        });
        [Some(self.head(ticket)), due, last].into_iter().flatten().collect::<Vec<_>>().join("\n")
    }

    fn head(&self, ticket: &Ticket) -> String {
        self.about(&self.phrases().staff_room.card, ticket)
    }

    /// One line of a history.
    fn happened(&self, event: &Event) -> String {
        let phrases = &self.phrases().staff_room;
        let said = said(&event.change).map(|words| fill(&phrases.event_words, &[("words", &words)]));
        let values = [
            ("at", &*calendar::readable(event.at)),
            ("who", event.actor.name()),
            ("what", event.change.verb()),
            ("words", &*said.unwrap_or_default()),
        ];
        fill(&phrases.event, &values)
    }

    fn about(&self, template: &str, ticket: &Ticket) -> String {
        let event = ticket.events.last();
        event.map_or_else(|| template.to_owned(), |event| self.tell(&template.to_owned(), ticket, event))
    }

    /// The responsible desk first, the others as they are listed.
    fn desk_buttons(&self, ticket: &Ticket) -> Vec<Button> {
        let mut desks: Vec<&Desk> = self.edition().desks.iter().collect();
        desks.sort_by_key(|desk| desk.id != ticket.duty.lead);
        let version = u32::try_from(ticket.version()).unwrap_or(u32::MAX);
        let choose = |desk: &&Desk| button(ticket, &desk.name, PressAct::AssignTo { desk: desk.id.clone(), version });
        let back = button(ticket, &self.phrases().buttons.back, PressAct::Back);
        desks.iter().map(choose).chain([back]).collect()
    }

    fn details(&self, ticket: &Ticket, page: Option<&str>) -> Reply {
        let phrases = &self.phrases().staff_room;
        let description: String = ticket.draft.description.chars().take(DESCRIPTION).collect();
        let head = self.head(ticket).replacen(&self.excerpt(ticket), &description, 1);
        let mut lines = vec![head, fill(&phrases.details, &[("contact", &ticket.draft.contact)])];
        if !ticket.files.is_empty() {
            lines.push(fill(&phrases.files, &[("count", &ticket.files.len().to_string())]));
        }
        lines.extend(page.map(|page| fill(&phrases.page, &[("url", page)])));
        let recent = ticket.events.iter().rev().take(EVENTS).collect::<Vec<_>>();
        lines.extend(recent.into_iter().rev().map(|event| self.happened(event)));
        let text: String = lines.join("\n").chars().take(Reply::MAX_CHARS).collect();
        // The card has the buttons: two places to press would be one too many, and this one is not redrawn.
        Reply::plain(Kind::Ticket, text)
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

/// How what was said with a change begins, in one line; a note stays in the console, where it was written.
fn said(change: &Change) -> Option<String> {
    let words = match change {
        Change::Noted { .. } => return None,
        Change::Rated { rating, words: None } => rating.as_str().to_owned(),
        Change::Rated { rating, words: Some(words) } => format!("{}，{words}", rating.as_str()),
        other => other.words()?.to_owned(),
    };
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(match line.char_indices().nth(EVENT_WORDS) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    })
}
