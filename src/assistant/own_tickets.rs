//! What an enterprise sees of its own tickets: the list, one of them, what is new.

use super::Assistant;
use super::notices::button;
use super::phrases::fill;
use super::turn::Turn;
use crate::domain::calendar;
use crate::domain::conversation::Action;
use crate::domain::reply::{Button, Kind, Reply};
use crate::domain::ticket::{Actor, Change, Event, PressAct, State, Summary, Ticket, Verdict};

/// So many of one's own tickets are listed.
const LISTED: usize = 5;
/// So much of a description or an answer is shown in the list, in characters.
const EXCERPT: usize = 30;
/// So much of a description is shown with one ticket, in characters.
const DESCRIPTION: usize = 80;
/// So much of the words of one event is shown in a history, in characters.
const EVENT_WORDS: usize = 120;
/// News of so many tickets are told at once.
const NEWS: usize = 3;

impl Assistant {
    /// The enterprise's own tickets with status, deadline and answer.
    pub(super) fn my_tickets(&self, turn: &mut Turn<'_>) -> Reply {
        let phrases = self.phrases();
        let register = turn.conversation.offers.button(&phrases.buttons.register, Action::Register(None));
        let shown: Vec<&Ticket> = turn.known.tickets.iter().take(LISTED).collect();
        if shown.is_empty() {
            return Reply::plain(Kind::Ticket, &phrases.ticket.none).with_buttons(vec![register]);
        }
        let mut lines = vec![fill(&phrases.ticket.list, &[("count", &shown.len().to_string())])];
        lines.extend(shown.iter().map(|ticket| self.line(ticket)));
        let show = |ticket: &&Ticket| {
            let label = fill(&phrases.ticket_buttons.show_one, &[("number", &ticket.number.to_string())]);
            button(ticket, &label, PressAct::Show)
        };
        let buttons = shown.iter().map(show).chain([register]).collect();
        Reply::plain(Kind::Ticket, lines.join("\n")).with_buttons(buttons)
    }

    fn line(&self, ticket: &Ticket) -> String {
        let phrases = &self.phrases().ticket;
        let values = [
            ("number", ticket.number.to_string()),
            ("status", ticket.status().as_str().to_owned()),
            ("category", ticket.draft.category.map_or("待分类", |category| category.as_str()).to_owned()),
            ("at", calendar::readable(ticket.submitted_at)),
            ("description", beginning(&ticket.draft.description, EXCERPT)),
        ];
        let mut lines = vec![fill(&phrases.line, &values.each_ref().map(|(name, value)| (*name, value.as_str())))];
        if let Some(answer) = ticket.answer() {
            lines.push(fill(&phrases.line_answer, &[("words", &beginning(answer, EXCERPT))]));
        } else if Summary::of(ticket).next_due().is_some() {
            lines.push(fill(&phrases.line_due, &[("due", &calendar::readable(ticket.clocks.answer.due))]));
        }
        lines.join("\n")
    }

    /// One ticket with its history in plain words, the newest last, and what can be done with it now.
    pub(super) fn view(&self, ticket: &Ticket) -> Reply {
        let phrases = &self.phrases().ticket;
        let desk = self.edition().desks.get(&ticket.duty.lead).map_or("", |desk| desk.name.as_str());
        let values = [
            ("number", ticket.number.to_string()),
            ("status", ticket.status().as_str().to_owned()),
            ("category", ticket.draft.category.map_or("待分类", |category| category.as_str()).to_owned()),
            ("region", ticket.draft.region.clone().unwrap_or_else(|| "地区未填".to_owned())),
            ("desk", desk.to_owned()),
            ("description", beginning(&ticket.draft.description, DESCRIPTION)),
        ];
        let mut head = fill(&phrases.view, &values.each_ref().map(|(name, value)| (*name, value.as_str())));
        if Summary::of(ticket).next_due().is_some() {
            let due = fill(&phrases.line_due, &[("due", &calendar::readable(ticket.clocks.answer.due))]);
            head = format!("{head}\n{due}");
        }
        let left = Reply::MAX_CHARS.saturating_sub(head.chars().count() + phrases.view_earlier.chars().count() + 2);
        let history = self.history(ticket, left).join("\n");
        Reply::plain(Kind::Ticket, format!("{head}\n{history}")).with_buttons(self.open_to_enterprise(ticket))
    }

    /// The newest lines of a history that fit into so many characters, oldest first.
    fn history(&self, ticket: &Ticket, room: usize) -> Vec<String> {
        let mut left = room;
        let mut lines = Vec::new();
        for event in ticket.events.iter().rev().filter(|event| !event.change.is_internal()) {
            let line = self.history_line(event);
            let Some(rest) = left.checked_sub(line.chars().count() + 1) else {
                lines.push(self.phrases().ticket.view_earlier.clone());
                break;
            };
            left = rest;
            lines.push(line);
        }
        lines.reverse();
        lines
    }

    fn history_line(&self, event: &Event) -> String {
        let phrases = &self.phrases().ticket;
        let desk = match &event.change {
            Change::Assigned { duty, .. } => self.edition().desks.get(&duty.lead).map_or("", |desk| desk.name.as_str()),
            _ => "",
        };
        let words = beginning(event.change.words().unwrap_or_default(), EVENT_WORDS);
        let code = match &event.change {
            Change::Rated { words: Some(_), .. } => "commented",
            other => other.code(),
        };
        let said = match phrases.events.get(code) {
            Some(template) => fill(template, &[("desk", desk), ("words", &words)]),
            None => event.change.verb().to_owned(),
        };
        fill(&phrases.view_event, &[("at", &calendar::readable(event.at)), ("event", &said)])
    }

    /// Says that the verdict on an answer can wait, with the buttons for it.
    pub(super) fn no_hurry(&self, ticket: &Ticket) -> Reply {
        let text = fill(&self.phrases().ticket_asked.no_hurry, &[("number", &ticket.number.to_string())]);
        Reply::plain(Kind::Ticket, text).with_buttons(self.open_to_enterprise(ticket))
    }

    /// The buttons of what an enterprise can do with its ticket now.
    fn open_to_enterprise(&self, ticket: &Ticket) -> Vec<Button> {
        let labels = &self.phrases().ticket_buttons;
        let button = |label: &String, act| button(ticket, label, act);
        let (supply, unsolved) =
            (|| button(&labels.supply, PressAct::Supply), || button(&labels.unsolved, PressAct::Unsolved));
        match &ticket.state {
            State::Open { .. } | State::Paused { .. } => {
                vec![supply(), button(&labels.withdraw, PressAct::Withdraw)]
            }
            State::Answered { .. } => vec![button(&labels.solved, PressAct::Solved), unsolved(), supply()],
            State::Closed { verdict: Verdict::Unrated } => vec![button(&labels.solved, PressAct::Solved), unsolved()],
            State::Closed { verdict: Verdict::Solved { rating: None } } => {
                Self::rating_buttons(ticket).into_iter().chain([unsolved()]).collect()
            }
            State::Closed { .. } => vec![unsolved()],
            State::Withdrawn => vec![button(&labels.reopen, PressAct::Unsolved)],
            State::Merged { .. } => vec![],
        }
    }

    /// What is said where a ticket has gone on since a button was shown.
    pub(super) fn past(&self, ticket: &Ticket) -> Reply {
        let values = [("number", ticket.number.to_string()), ("status", ticket.status().as_str().to_owned())];
        let text = fill(&self.phrases().ticket.past, &values.each_ref().map(|(name, value)| (*name, value.as_str())));
        Reply::plain(Kind::Ticket, text).with_buttons(self.open_to_enterprise(ticket))
    }

    /// What has happened to the enterprise's tickets since it spoke last, where nothing can be sent without being asked
    /// for.
    pub(super) fn news(&self, turn: &mut Turn<'_>) -> Vec<Reply> {
        if turn.conversation.id.channel().can_push() {
            return Vec::new();
        }
        let told = &mut turn.conversation.told;
        told.retain(|number, _| turn.known.tickets.iter().any(|ticket| ticket.number == *number));
        let mut news = Vec::new();
        for ticket in &turn.known.tickets {
            let seen = told.get(&ticket.number).copied().unwrap_or_default();
            let unseen = ticket.events.iter().skip(seen).rev().filter(|event| event.actor != Actor::Enterprise);
            let last = unseen.filter_map(|event| self.tell_enterprise(ticket, event)).next();
            match last {
                Some(_) if news.len() == NEWS => break,
                Some(reply) => news.push(reply),
                None => {}
            }
            if seen != ticket.version() {
                told.insert(ticket.number.clone(), ticket.version());
            }
        }
        if let Some(first) = news.first_mut() {
            first.text = format!("{}\n{}", self.phrases().ticket.news, first.text);
        }
        news
    }
}

fn beginning(text: &str, chars: usize) -> String {
    let short: String = text.chars().take(chars).collect();
    let cut = short.len() < text.len();
    let short = short.replace('\n', " ");
    if cut { short + "…" } else { short }
}
