//! What happened to a ticket, as its page tells it.

use std::collections::HashMap;

use serde::Serialize;

use crate::desk::export::duty_in_words;
use crate::desk::office::Office;
use crate::domain::calendar;
use crate::domain::staff::StaffId;
use crate::domain::ticket::{Actor, Change, Event};
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
        Change::Alarmed { timer, .. } => format!("{}期限", timer.as_str()),
        _ => return None,
    })
}

/// How far a reply to the enterprise or the staff group has come.
#[derive(Debug, Serialize)]
pub(super) struct Delivered {
    channel: &'static str,
    text: String,
    tone: &'static str,
    state: String,
}

impl Delivered {
    /// A reply as staff read of it.
    pub(super) fn of(notified: &Notified) -> Self {
        let (tone, state) = match &notified.progress {
            Progress::Sent { at, .. } => ("done", format!("{} 已送达", calendar::readable(*at))),
            Progress::Waiting { attempts: 0, .. } => ("wait", "正在发送".to_owned()),
            Progress::Waiting { attempts, due } => {
                ("soon", format!("试了 {attempts} 次没有送到，{} 再试", calendar::readable(*due)))
            }
            Progress::Failed { reason, at } => ("late", format!("{} 送不到：{reason}", calendar::readable(*at))),
        };
        Self { channel: notified.to.channel().name(), text: notified.text.clone(), tone, state }
    }
}
