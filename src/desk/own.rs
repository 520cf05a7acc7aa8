//! What an enterprise may read of its own ticket, and what it can do with it now.

use jiff::Timestamp;
use serde::Serialize;

use super::office::Office;
use super::perform::perform;
use super::who::Who;
use crate::domain::attachment::Attached;
use crate::domain::ticket::{
    Actor, Category, Change, Command, Correction, Event, Rating, Status, Ticket, TicketNumber,
};

/// A ticket as its enterprise reads it: no names of staff, nothing that staff keep to themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OwnTicket {
    /// Its number.
    pub number: TicketNumber,
    /// Counts its changes.
    pub version: usize,
    /// Where it stands.
    pub status: Status,
    /// Its category, if it is clear.
    pub category: Option<Category>,
    /// The region's official name, if it was told.
    pub region: Option<String>,
    /// What happened, in its own words.
    pub description: String,
    /// The desk that answers, by name.
    pub desk: Option<String>,
    /// By when it is answered, while that is to come.
    pub due: Option<Timestamp>,
    /// The answer in force.
    pub answer: Option<String>,
    /// What is attached.
    pub files: Vec<Attached>,
    /// When it was registered.
    pub submitted_at: Timestamp,
    /// When something happened last.
    pub updated_at: Timestamp,
    /// What happened, oldest first.
    pub events: Vec<OwnEvent>,
    /// What can be done now.
    pub can: Vec<OwnAct>,
}

/// One change as the enterprise reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OwnEvent {
    /// When.
    pub at: Timestamp,
    /// Who: the enterprise, staff, or the product.
    pub actor: &'static str,
    /// What, by its code.
    pub code: &'static str,
    /// What, as people call it.
    pub name: &'static str,
    /// What was said with it.
    pub words: Option<String>,
    /// How content the enterprise said it is.
    pub rating: Option<Rating>,
    /// Where the ticket stood afterwards.
    pub status: Status,
}

/// What an enterprise can do with its ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OwnAct {
    /// 确认解决
    Confirm,
    /// 评价
    Rate,
    /// 没解决
    Reopen,
    /// 补充材料
    Supply,
    /// 添加附件
    Attach,
    /// 更正登记信息
    Correct,
    /// 催办
    Chase,
    /// 撤回
    Withdraw,
}

impl OwnTicket {
    /// What the enterprise reads of a ticket at `now`.
    pub fn of(ticket: &Ticket, office: &Office, now: Timestamp) -> Self {
        let open = ticket.status().is_open();
        let seen = ticket.events.iter().filter(|event| !event.change.is_internal());
        Self {
            number: ticket.number.clone(),
            version: ticket.version(),
            status: ticket.status(),
            category: ticket.draft.category,
            region: ticket.draft.region.clone(),
            description: ticket.draft.description.clone(),
            desk: office.desks().get(&ticket.duty.lead).map(|desk| desk.name.clone()),
            due: open.then_some(ticket.clocks.answer.due),
            answer: ticket.answer().map(str::to_owned),
            files: ticket.files.clone(),
            submitted_at: ticket.submitted_at,
            updated_at: ticket.updated_at,
            events: seen.map(OwnEvent::of).collect(),
            can: possible(ticket, office, now),
        }
    }
}

impl OwnEvent {
    fn of(event: &Event) -> Self {
        let actor = match event.actor {
            Actor::Enterprise => "企业",
            Actor::Staff { .. } => "工作人员",
            Actor::System => "系统",
        };
        // Why one desk passes a ticket on to another is a matter between desks.
        let between_desks = matches!(event.change, Change::Assigned { .. });
        let words = event.change.words().filter(|_| !between_desks).map(str::to_owned);
        let rating = match event.change {
            Change::Rated { rating, .. } => Some(rating),
            _ => None,
        };
        let name = if between_desks { "派单" } else { event.change.verb() };
        let code = if between_desks { "assigned" } else { event.change.code() };
        Self { at: event.at, actor, code, name, words, rating, status: event.status }
    }
}

/// What the rules let an enterprise do now: each is tried on a copy, so that no second set of rules can differ.
fn possible(ticket: &Ticket, office: &Office, now: Timestamp) -> Vec<OwnAct> {
    let words = || "试".to_owned();
    let rating = Rating::new(5).map(|rating| (OwnAct::Rate, Command::Rate { rating, words: None }));
    let sample =
        Attached { digest: String::new(), name: words(), media: crate::domain::attachment::MediaType::Jpeg, bytes: 0 };
    let acts = [
        (OwnAct::Confirm, Command::Confirm),
        (OwnAct::Reopen, Command::Reopen { reason: words() }),
        (OwnAct::Supply, Command::Supply { text: words() }),
        (OwnAct::Attach, Command::Attach { file: sample }),
        (OwnAct::Correct, Command::Correct { to: Correction { contact: Some(words()), ..Correction::default() } }),
        (OwnAct::Chase, Command::Chase { text: words() }),
        (OwnAct::Withdraw, Command::Withdraw { reason: None }),
    ];
    let fits = |command| perform(&mut ticket.clone(), &Who::Enterprise, command, office, now).is_ok();
    rating.into_iter().chain(acts).filter_map(|(act, command)| fits(command).then_some(act)).collect()
}
