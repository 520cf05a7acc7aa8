//! What happened to a ticket, as its page tells it.

use std::collections::HashMap;

use serde::Serialize;

use crate::desk::export::duty_in_words;
use crate::desk::office::Office;
use crate::domain::calendar;
use crate::domain::staff::StaffId;
use crate::domain::ticket::{Actor, Change, Correction, Event, Field, Ticket};
use crate::store::{Notified, Progress};

/// One event of a ticket.
#[derive(Debug, Serialize)]
pub(super) struct Told {
    at: String,
    who: String,
    side: &'static str,
    verb: &'static str,
    words: Option<String>,
    details: Option<String>,
    status: &'static str,
    internal: bool,
    emphasis: bool,
}

impl Told {
    /// An event as staff read it.
    pub(super) fn of(event: &Event, office: &Office, names: &HashMap<StaffId, String>) -> Self {
        let side = match event.actor {
            Actor::Enterprise => "enterprise",
            Actor::Staff { .. } => "staff",
            Actor::System => "system",
        };
        Self {
            at: calendar::readable(event.at),
            who: event.actor.name().to_owned(),
            side,
            verb: event.change.verb(),
            words: event.change.words().map(str::to_owned),
            details: details(&event.change, office, names),
            status: event.status.as_str(),
            internal: event.change.is_internal(),
            emphasis: matches!(event.change, Change::Answered { .. } | Change::Replied { .. } | Change::Asked { .. }),
        }
    }

    /// What happened, in a few words, for whoever has missed it.
    pub(super) fn brief(&self) -> String {
        format!("{} {} {}", self.at, self.who, self.verb)
    }
}

/// What an event says beside its words.
fn details(change: &Change, office: &Office, names: &HashMap<StaffId, String>) -> Option<String> {
    let until = |at| format!("答复期限改为 {}", calendar::readable(at));
    Some(match change {
        Change::Submitted { desk, .. } => format!("先到 {}", office.desk_name(desk)),
        Change::Assigned { duty, .. } => duty_in_words(duty, office, names),
        Change::SentBack { desk, .. } => format!("退到 {}", office.desk_name(desk)),
        Change::Held { until: Some(day), .. } => format!("{day} 再看"),
        Change::Resumed { due } | Change::Reopened { due, .. } | Change::Supplied { due: Some(due), .. } => {
            until(due.answer)
        }
        Change::Extended { due, .. } => until(*due),
        Change::Rated { rating, .. } => format!("{} 分 · {}", rating.points(), rating.as_str()),
        Change::Merged { into } => format!("并入 {into}"),
        Change::Absorbed { from } => format!("{from} 并入本单"),
        Change::Grouped { cause: None } => "不再归入共性问题".to_owned(),
        Change::Sorted { category, region } => {
            let category = category.map_or("待定", |category| category.as_str());
            format!("类别：{category}；地区：{}", region.as_deref().unwrap_or("未填"))
        }
        Change::Corrected { to, was } => corrected(to, was),
        Change::Alarmed { timer, .. } => format!("{}期限", timer.as_str()),
        _ => return None,
    })
}

/// What was put right, with what stood there before.
fn corrected(to: &Correction, was: &Correction) -> String {
    let before = |field: Field| was.values().find(|(known, _)| *known == field).map_or("未填", |(_, value)| value);
    let changes = to.values().map(|(field, value)| format!("{}：{} → {value}", field.as_str(), before(field)));
    changes.collect::<Vec<_>>().join("；")
}

/// Events, the newest first; a rating that was given again with words is told once.
pub(super) fn newest_first(told: Vec<Told>, events: &[Event]) -> Vec<Told> {
    let rating = |at: usize| match events.get(at).map(|event| &event.change) {
        Some(Change::Rated { rating, words }) => Some((*rating, words.is_some())),
        _ => None,
    };
    let again = |at: usize| rating(at).is_some_and(|(points, _)| rating(at + 1) == Some((points, true)));
    let told = told.into_iter().enumerate().filter(|(at, _)| !again(*at));
    told.rev().map(|(_, told)| told).collect()
}

/// So many characters of a message are read before it is opened.
const LEAD_CHARS: usize = 24;

/// How it is shown that a message will never arrive.
const UNDELIVERED: &str = "late";
/// Whom messages in the ticket's own conversation reach.
const ENTERPRISE: &str = "企业";

/// How far a reply to the enterprise or the staff group has come.
#[derive(Debug, Serialize)]
pub(super) struct Delivered {
    channel: &'static str,
    whom: &'static str,
    lead: String,
    text: String,
    tone: &'static str,
    state: String,
}

impl Delivered {
    /// A reply that tells of a ticket, as staff read of it.
    pub(super) fn of(notified: &Notified, ticket: &Ticket) -> Self {
        let (tone, state) = match &notified.progress {
            Progress::Sent { at, .. } => ("done", format!("{} 已送达", calendar::readable(*at))),
            Progress::Waiting { attempts: 0, .. } => ("wait", "正在发送".to_owned()),
            Progress::Waiting { attempts, due } => {
                ("soon", format!("试了 {attempts} 次没有送到，{} 再试", calendar::readable(*due)))
            }
            Progress::Failed { reason, at } => (UNDELIVERED, format!("{} 送不到：{reason}", calendar::readable(*at))),
        };
        let whom = if ticket.conversation.as_ref() == Some(&notified.to) { ENTERPRISE } else { "工作群" };
        let text = notified.text.clone();
        let lead = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let lead = match lead.char_indices().nth(LEAD_CHARS) {
            Some((end, _)) => format!("{}…", &lead[..end]),
            None => lead,
        };
        Self { channel: notified.to.channel().name(), whom, lead, text, tone, state }
    }

    /// Whether the enterprise has to hear of it in another way.
    pub(super) fn missed_the_enterprise(&self) -> bool {
        self.whom == ENTERPRISE && self.tone == UNDELIVERED
    }
}
