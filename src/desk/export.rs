//! Writes tickets as a spreadsheet, and notes in the audit log who has taken them along.

use std::collections::HashMap;

use jiff::Timestamp;

use super::accounts;
use super::office::Office;
use super::sheet::Sheet;
use crate::domain::calendar;
use crate::domain::staff::StaffId;
use crate::domain::ticket::{Duty, Filter, Summary, Ticket};
use crate::store::{Audit, Store, StoreError, Turn};

/// So many tickets go into one file: more neither people nor browsers handle well.
pub const MOST: usize = 10_000;

const COLUMNS: [(&str, u16); 17] = [
    ("单号", 20),
    ("状态", 10),
    ("登记时间", 17),
    ("类别", 8),
    ("地区", 16),
    ("企业", 26),
    ("联系人", 10),
    ("电话", 14),
    ("问题", 60),
    ("责任", 40),
    ("受理期限", 17),
    ("答复期限", 17),
    ("答复时间", 17),
    ("是否超期", 10),
    ("答复", 60),
    ("评分", 8),
    ("共性问题", 20),
];

/// Why there is no file.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// There are too many tickets.
    #[error("一次最多导出 {MOST} 张，现在有 {0} 张。请用日期或别的条件缩小范围，分几次导出")]
    TooMany(usize),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The sheet of the tickets that are wanted, the newest first; `by` is how the audit log names who takes it.
pub async fn export(
    store: &dyn Store,
    office: &Office,
    filter: &Filter,
    by: String,
    now: Timestamp,
) -> Result<Sheet, ExportError> {
    let total = store.count(filter).await?;
    if total > MOST {
        return Err(ExportError::TooMany(total));
    }
    let accounts = accounts::all(store).await?;
    let names = accounts.into_iter().map(|account| (account.staff.id, account.staff.name)).collect();
    // A page would read every ticket from the disk for its excerpt, and here each is read whole anyway.
    let mut numbers = Vec::with_capacity(total);
    store.survey(filter, &mut |ticket| numbers.push(ticket.number.clone())).await?;
    let mut rows = Vec::with_capacity(total);
    for number in &numbers {
        if let Some(ticket) = store.ticket(number).await? {
            rows.push(row(&ticket, duty_in_words(&ticket.duty, office, &names), now));
        }
    }
    let subject = format!("{} 张", rows.len());
    let line = Audit { at: now, actor: by, action: "tickets.exported".to_owned(), subject };
    store.commit(Turn { audit: vec![line], at: now, ..Turn::default() }).await?;
    Ok(Sheet { name: "诉求单", columns: COLUMNS.to_vec(), rows })
}

/// Whose duty a ticket is.
pub fn duty_in_words(duty: &Duty, office: &Office, names: &HashMap<StaffId, String>) -> String {
    let mut words = format!("主办 {}", office.desk_name(&duty.lead));
    let helpers: Vec<String> = duty.helpers.iter().map(|desk| office.desk_name(desk)).collect();
    if !helpers.is_empty() {
        words += &format!("；协办 {}", helpers.join("、"));
    }
    if let Some(agent) = &duty.agent {
        words += &format!("；经办 {}", names.get(agent).map_or(agent.as_str(), String::as_str));
    }
    words
}

fn row(ticket: &Ticket, duty: String, now: Timestamp) -> Vec<String> {
    let (draft, clocks) = (&ticket.draft, &ticket.clocks);
    let late = clocks.accept.is_late(now) || clocks.answer.is_late(now);
    let channel = ticket.conversation.as_ref().map_or("接口", |id| id.channel().name());
    vec![
        ticket.number.to_string(),
        ticket.status().as_str().to_owned(),
        calendar::readable(ticket.submitted_at),
        draft.category.map(|category| category.to_string()).unwrap_or_default(),
        draft.region.clone().unwrap_or_default(),
        draft.enterprise.clone(),
        draft.contact.clone(),
        draft.phone.as_ref().map_or_else(|| format!("（{channel}）"), |phone| phone.as_str().to_owned()),
        draft.description.clone(),
        duty,
        calendar::readable(clocks.accept.due),
        calendar::readable(clocks.answer.due),
        clocks.answer.met.map(calendar::readable).unwrap_or_default(),
        if late { "是" } else { "否" }.to_owned(),
        ticket.answer().unwrap_or_default().to_owned(),
        Summary::of(ticket).rating().map(|rating| rating.points().to_string()).unwrap_or_default(),
        ticket.cause.clone().unwrap_or_default(),
    ]
}
