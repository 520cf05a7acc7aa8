//! Decides the replies to one message: an ordered list of steps, one step a file.

pub mod briefing;
pub mod outcome;

mod basis;
mod compose;
mod form;
mod memory;
mod notices;
mod own_tickets;
mod phrases;
mod reading;
mod roundup;
mod steps;
mod turn;

use std::sync::Arc;

use jiff::Timestamp;

use self::outcome::{Done, Known, Outcome};
use self::phrases::fill;
use self::reading::Reader;
use self::turn::Turn;
use crate::content::Content;
use crate::domain::card::{Card, PointRef};
use crate::domain::conversation::{Action, Conversation, Wanted};
use crate::domain::knowledge::Knowledge;
use crate::domain::message::Message;
use crate::domain::phrases::Phrases;
use crate::domain::reply::{Kind, Reply, Report};
use crate::search::engine::Terms;
use crate::search::{Query, Search};

/// Decides; it does nothing itself and keeps nothing.
pub struct Assistant {
    content: Content,
    search: Arc<dyn Search>,
    reader: Reader,
    /// The kinds of things each point is asked for, by card and point.
    asked_of: Vec<Vec<Vec<usize>>>,
}

impl Assistant {
    /// An assistant that knows `content` and looks things up with `search`.
    pub fn new(content: Content, terms: Arc<Terms>, search: Arc<dyn Search>) -> Self {
        let reader = Reader::new(content.knowledge.clone(), terms);
        let kinds = |questions: &[String]| questions.iter().flat_map(|question| reader.asked_in(question)).collect();
        let points = |card: &Card| card.points.iter().map(|point| kinds(&point.questions)).collect();
        let asked_of = content.knowledge.cards.iter().map(points).collect();
        Self { content, search, reader, asked_of }
    }

    /// What to reply to a message, and what is to be done.
    pub fn reply(&self, conversation: Conversation, message: &Message, known: &Known, now: Timestamp) -> Outcome {
        let mut turn = Turn::new(conversation, message, known, now);
        let replies = steps::ALL.iter().find_map(|(_, step)| step(self, &mut turn));
        let no_basis = || vec![Reply::plain(Kind::NoBasis, self.phrases().answer.no_basis.clone())];
        let mut replies = replies.unwrap_or_else(no_basis);
        replies.extend(self.news(&mut turn));
        turn.end(replies)
    }

    /// What to say once an effect has been carried out.
    pub fn report(&self, conversation: &mut Conversation, done: &Done) -> Vec<Reply> {
        match done {
            Done::Registered(ticket) => {
                let number = ticket.number.to_string();
                let mut text = fill(&self.phrases().ticket.registered, &[("number", &number), ("code", &ticket.code)]);
                if conversation.id.channel().can_push() {
                    text += &self.phrases().ticket.registered_files;
                }
                memory::remember(conversation, ticket, Some(Wanted::Files));
                let mine = conversation.offers.button(&self.phrases().buttons.my_tickets, Action::MyTickets);
                let report = Report {
                    category: ticket.draft.category,
                    region: ticket.draft.region.clone(),
                    number: Some(ticket.number.clone()),
                };
                vec![Reply { report: Some(report), ..Reply::plain(Kind::Report, text).with_buttons(vec![mine]) }]
            }
            Done::Acted(ticket) => self.report_act(conversation, ticket),
            Done::Past(ticket) => {
                memory::remember(conversation, ticket, None);
                vec![self.past(ticket)]
            }
            Done::Refused { reason } => vec![Reply::plain(Kind::Ticket, reason)],
            Done::NoSuchTicket => vec![Reply::plain(Kind::Ticket, &self.phrases().ticket.not_yours)],
            Done::Judged { .. } => Vec::new(),
        }
    }

    /// What to say when a message could not be handled.
    pub fn apology(&self) -> Reply {
        Reply::plain(Kind::Smalltalk, self.phrases().failure.apology.clone())
    }

    /// The lines that name a reply's sources, for channels that show them as text.
    pub fn source_lines(&self, reply: &Reply) -> Vec<String> {
        let answer = &self.phrases().answer;
        let line = |source: &crate::domain::reply::Source| {
            let over = if source.in_force { "" } else { &answer.source_over };
            let title = source.title.trim_start_matches('《').trim_end_matches('》');
            let period = source.period.to_string();
            let values = [
                ("title", title),
                ("locator", source.locator.as_str()),
                ("region", source.region.as_str()),
                ("period", period.as_str()),
                ("over", over),
            ];
            fill(&answer.source, &values)
        };
        reply.citations.iter().map(line).collect()
    }

    /// What is looked up for a message that stands alone.
    pub fn query(&self, words: &str) -> Query {
        self.reader.query(&self.reader.read(words), None)
    }

    /// The words the bot says, for channels that need some of their own.
    pub fn phrases(&self) -> &Phrases {
        &self.content.phrases
    }

    /// Everything that is edited as files.
    pub fn content(&self) -> &Content {
        &self.content
    }

    /// What it knows.
    pub fn knowledge(&self) -> &Arc<Knowledge> {
        &self.content.knowledge
    }

    /// The kinds of things a point's own questions ask for, by their position in the lexicon.
    fn asked_of(&self, at: PointRef) -> &[usize] {
        &self.asked_of[at.card][at.point]
    }

    /// How it looks things up.
    pub fn search(&self) -> &Arc<dyn Search> {
        &self.search
    }
}
