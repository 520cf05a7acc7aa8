//! The queue as a spreadsheet.

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use super::Console;
use super::criteria::Criteria;
use super::fields::Asked;
use super::files::disposition;
use super::history::duty_in_words;
use super::row::channel_name;
use crate::desk::sheet::{Sheet, SheetError};
use crate::domain::calendar;
use crate::domain::ticket::{Order, Summary, Ticket};
use crate::http::problem::Problem;
use crate::http::staff_session::SignedIn;
use crate::store::{Audit, Turn};

/// So many tickets go into one file: more neither people nor browsers handle well.
const MOST: usize = 10_000;

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

/// Gives every ticket the queue would show, in all its pages.
pub(super) async fn tickets(
    State(console): State<Console>,
    me: SignedIn,
    Asked(fields): Asked,
) -> Result<Response, Problem> {
    let (office, now) = (console.relay.office(), console.relay.now());
    let criteria = Criteria::read(&fields);
    let filter = criteria.filter(&me.staff, &office, now);
    let total = console.store().count(&filter).await?;
    if total > MOST {
        let detail = format!("一次最多导出 {MOST} 张，现在有 {total} 张。请用日期或别的条件缩小范围，分几次导出。");
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, detail));
    }
    let names = console.names().await?;
    let mut rows = Vec::with_capacity(total);
    for line in console.store().page(&filter, Order::Newest, None, MOST).await?.tickets {
        if let Some(ticket) = console.store().ticket(&line.summary.number).await? {
            let duty = duty_in_words(&ticket.duty, &office, &names);
            rows.push(row(&ticket, &line.summary, duty, now));
        }
    }
    let subject = format!("{} 张", rows.len());
    let line = Audit { at: now, actor: me.audit_name(), action: "tickets.exported".to_owned(), subject };
    console.store().commit(Turn { audit: vec![line], at: now, ..Turn::default() }).await?;
    let sheet = Sheet { name: "诉求单", columns: COLUMNS.to_vec(), rows };
    let day = calendar::day(now);
    send(sheet, fields.get("format") == Some("csv"), &format!("诉求单-{day}")).await
}

/// Gives a list as a file.
pub(super) async fn send(sheet: Sheet, as_csv: bool, name: &str) -> Result<Response, Problem> {
    // A long list keeps a thread busy for a while.
    let write = move || if as_csv { sheet.csv() } else { sheet.xlsx() };
    let written = tokio::task::spawn_blocking(write).await.map_err(|_| Problem::internal())?;
    let bytes = written.map_err(|error: SheetError| {
        tracing::error!(%error, "a list was not exported");
        Problem::internal()
    })?;
    let (media, ending) = match as_csv {
        true => ("text/csv; charset=utf-8", "csv"),
        false => ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    };
    let file = disposition(&format!("{name}.{ending}"));
    Ok(([(CONTENT_TYPE, media)], [(CONTENT_DISPOSITION, file)], bytes).into_response())
}

fn row(ticket: &Ticket, line: &Summary, duty: String, now: jiff::Timestamp) -> Vec<String> {
    let (draft, clocks) = (&ticket.draft, &ticket.clocks);
    let late = clocks.accept.is_late(now) || clocks.answer.is_late(now);
    let channel = ticket.conversation.as_ref().map_or("接口", |id| channel_name(id.channel()));
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
        line.rating().map(|rating| rating.points().to_string()).unwrap_or_default(),
        ticket.cause.clone().unwrap_or_default(),
    ]
}
