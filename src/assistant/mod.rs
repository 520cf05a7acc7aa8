//! Decides the replies to one message: an ordered list of steps, one step a file. Where it has to know more first, it says
//! what it asks, and is asked again from the start with the answer.

pub mod briefing;
pub mod outcome;

mod answer;
mod files;
mod form;
mod judging;
mod memory;
mod notices;
mod own_tickets;
mod phrases;
mod reading;
mod situation;
mod steps;
mod turn;

use std::sync::Arc;

use jiff::Timestamp;

use self::files::counted;
use self::outcome::{Asks, Done, Known, Outcome};
use self::phrases::fill;
use self::reading::Reader;
use self::turn::Turn;
use crate::content::Edition;
use crate::domain::act::{Act, Open, tells_a_story};
use crate::domain::card::{Card, PointRef};
use crate::domain::conversation::{Action, Conversation, Topic, Wanted};
use crate::domain::evidence::Evidence;
use crate::domain::knowledge::Knowledge;
use crate::domain::message::Message;
use crate::domain::phrases::Phrases;
use crate::domain::remark::Aim;
use crate::domain::reply::{Button, Kind, Reply, Report, Source};
use crate::judge::learned::train::Task;
use crate::judge::learned::{CardOdds, Learned, Memory};
use crate::search::engine::Terms;
use crate::search::{Hit, Search};

/// Where it is learned from, the answer to the question before is taken to have told so many points.
const TOLD: usize = 3;

/// When a judge outside is asked how a message is meant.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Consults {
    /// Never: there is none.
    #[default]
    Never,
    /// For every message in somebody's own words.
    Always,
    /// Where the judge that is built in is not sure.
    WhenUnsure,
}

/// Decides; it does nothing itself and keeps nothing.
pub struct Assistant {
    edition: Edition,
    search: Arc<dyn Search>,
    reader: Reader,
    learned: Arc<Learned>,
    memory: Memory,
    card_odds: CardOdds,
    /// The kinds of things each point is asked for, by card and point.
    asked_of: Vec<Vec<Vec<usize>>>,
    consults: Consults,
    /// What enterprises are told of the service that reads along.
    service: Option<String>,
}

impl Assistant {
    /// An assistant that knows an edition, looks things up with `search` and reads as it has `learned`.
    pub fn new(edition: Edition, terms: Arc<Terms>, search: Arc<dyn Search>, learned: Arc<Learned>) -> Self {
        let reader = Reader::new(edition.knowledge.clone(), terms, learned.clone());
        let kinds = |questions: &[String]| questions.iter().flat_map(|question| reader.asked_in(question)).collect();
        let points = |card: &Card| card.points.iter().map(|point| kinds(&point.questions)).collect();
        let asked_of = edition.knowledge.cards.iter().map(points).collect();
        let memory = learned.memory(&edition.knowledge);
        let card_odds = learned.card_odds(&edition.knowledge);
        let (consults, service) = (Consults::Never, None);
        Self { edition, search, reader, learned, memory, card_odds, asked_of, consults, service }
    }

    /// The same assistant with a judge outside, who is called so to enterprises.
    pub fn consulting(self, consults: Consults, service: Option<String>) -> Self {
        Self { consults, service, ..self }
    }

    /// What to reply to a message, and what is to be done; or what it has to know first.
    pub fn reply(
        &self,
        conversation: Conversation,
        message: &Message,
        known: &Known,
        now: Timestamp,
    ) -> Result<Outcome, Asks> {
        let mut turn = Turn::new(conversation, message, known, now);
        let mut replies = steps::first_reply(&steps::READING, self, &mut turn);
        if replies.is_none() {
            judging::judge(self, &mut turn)?;
            replies = steps::first_reply(&steps::UNDERSTANDING, self, &mut turn);
        }
        let no_basis = || vec![Reply::plain(Kind::NoBasis, self.phrases().answer.no_basis.clone())];
        let mut replies = replies.unwrap_or_else(no_basis);
        files::settle(&mut turn);
        files::tell(self, &turn, &mut replies);
        replies.extend(self.news(&mut turn));
        Ok(turn.end(replies))
    }

    /// What is said first to whoever comes: who we are, and who reads along.
    pub fn greeting(&self) -> String {
        self.telling_who_reads_along(&self.phrases().help.start)
    }

    /// A text with a line about the service that reads along, if one does.
    fn telling_who_reads_along(&self, text: &str) -> String {
        let line = |service: &String| fill(&self.phrases().help.outside, &[("service", service)]);
        self.service.as_ref().map_or_else(|| text.to_owned(), |service| format!("{text}\n{}", line(service)))
    }

    /// What to say once an effect has been carried out.
    pub fn report(&self, conversation: &mut Conversation, done: &Done) -> Vec<Reply> {
        match done {
            Done::Registered(ticket) => {
                let number = ticket.number.to_string();
                let mut text = fill(&self.phrases().ticket.registered, &[("number", &number), ("code", &ticket.code)]);
                if !ticket.files.is_empty() {
                    text += &counted(&self.phrases().files.attached, ticket.files.len());
                } else if conversation.id.channel().takes_files() {
                    text += &self.phrases().ticket.registered_files;
                }
                conversation.remarks.carry_over(&Aim::Ticket(ticket.number.clone()));
                memory::remember(conversation, ticket, Some(Wanted::Files));
                let mine = conversation.offers.button(&self.phrases().buttons.my_tickets, Action::MyTickets);
                let buttons = self.waiting_buttons(conversation).into_iter().chain([mine]).collect();
                let report = Report {
                    category: ticket.draft.category,
                    region: ticket.draft.region.clone(),
                    number: Some(ticket.number.clone()),
                };
                vec![Reply { report: Some(report), ..Reply::plain(Kind::Report, text).with_buttons(buttons) }]
            }
            Done::Acted { ticket, since } => self.report_act(conversation, ticket, *since),
            Done::Past(ticket) => {
                memory::remember(conversation, ticket, None);
                vec![self.past(ticket)]
            }
            Done::Refused { reason } => vec![Reply::plain(Kind::Ticket, reason)],
            Done::Missing(count) => {
                vec![Reply::plain(Kind::Ticket, counted(&self.phrases().files.missing, *count))]
            }
            Done::NoSuchTicket => vec![Reply::plain(Kind::Ticket, &self.phrases().ticket.not_yours)],
            Done::Judged { .. } => Vec::new(),
        }
    }

    /// A button for each trouble that was told together with the one just registered.
    fn waiting_buttons(&self, conversation: &mut Conversation) -> Vec<Button> {
        let waiting = std::mem::take(&mut conversation.waiting);
        waiting.into_iter().map(|words| self.trouble_button(conversation, words)).collect()
    }

    /// A button that registers a trouble told in these words.
    fn trouble_button(&self, conversation: &mut Conversation, words: String) -> Button {
        let label = fill(&self.phrases().buttons.register_trouble, &[("trouble", self.trouble_name(&words))]);
        conversation.offers.button(label, Action::Register(Some(words)))
    }

    /// What a trouble told in these words is called.
    fn trouble_name(&self, words: &str) -> &str {
        let category = self.reader.category(words);
        category.map_or(self.phrases().answer.some_trouble.as_str(), |category| category.as_str())
    }

    /// What to say when a message could not be handled.
    pub fn apology(&self) -> Reply {
        Reply::plain(Kind::Smalltalk, self.phrases().failure.apology.clone())
    }

    /// The lines that name a reply's sources, for channels that show them as text.
    pub fn source_lines(&self, reply: &Reply) -> Vec<String> {
        let answer = &self.phrases().answer;
        let line = |(n, source): (usize, &Source)| {
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
            let mark = if reply.is_marked() { format!("{} ", Source::mark(n)) } else { String::new() };
            mark + &fill(&answer.source, &values)
        };
        (1..).zip(&reply.citations).map(line).collect()
    }

    /// What stands on the buttons that open a reply's sources, in their order.
    pub fn source_labels(&self, reply: &Reply) -> Vec<String> {
        let buttons = &self.phrases().buttons;
        let label = |n: usize| match reply.is_marked() {
            true => fill(&buttons.source_marked, &[("mark", &Source::mark(n))]),
            false => buttons.source.clone(),
        };
        (1..=reply.citations.len()).map(label).collect()
    }

    /// What a message that stands alone is taken to do.
    pub fn acts(&self, words: &str) -> Vec<Act> {
        self.reader.read(words, Open::default()).acts
    }

    /// What is found for a question that stands alone, with the support each point gives, best first.
    pub fn evidence(&self, words: &str) -> Vec<(Hit, f32)> {
        let reading = self.reader.words(words);
        let hits = answer::retrieve(self, None, &reading, None, None);
        let evidence = self.learned.support(&reading.text, &hits);
        let hit = |known: &Evidence| Some((hits.iter().find(|hit| hit.at == known.at)?.clone(), known.support));
        evidence.iter().filter_map(hit).collect()
    }

    /// A question that follows others, with what is found for it, best first, to be learned from; `message` is what its
    /// words stand in, `unseen` tells the cards without having seen it.
    pub fn candidates(&self, earlier: &[String], message: &str, words: &str, unseen: &CardOdds) -> Task {
        let topic = earlier.last().map(|question| {
            let hits = answer::retrieve(self, None, &self.reader.words(question), None, Some(unseen));
            let cards = hits.iter().take(2).map(|hit| self.knowledge().cards[hit.at.card].id.clone()).collect();
            let told = hits.iter().take(TOLD).map(|hit| self.knowledge().reference(hit.at)).collect();
            Topic { question: question.clone(), cards, told }
        });
        let story = tells_a_story(message, words).then(|| self.reader.words(message));
        let reading = self.reader.words(words);
        let hits = answer::retrieve(self, topic.as_ref(), &reading, story.as_ref(), Some(unseen));
        Task { question: reading.text, hits, right: Vec::new() }
    }

    /// The words the bot says, for channels that need some of their own.
    pub fn phrases(&self) -> &Phrases {
        &self.edition.phrases
    }

    /// Everything that is edited as files, as it was when this assistant was made.
    pub fn edition(&self) -> &Edition {
        &self.edition
    }

    /// What it knows.
    pub fn knowledge(&self) -> &Arc<Knowledge> {
        &self.edition.knowledge
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
