//! `zhuqi ticket export`: tickets as CSV for a spreadsheet.

use std::io::{self, Write};

use anyhow::Context;
use clap::Args;

use super::super::Ending;
use super::origin::Origin;
use super::wanted::Wanted;
use crate::api::ticket_body::TicketBody;
use crate::desk::sheet::Sheet;
use crate::domain::calendar;
use crate::domain::ticket::Phone;

/// The columns with their widths.
const COLUMNS: [(&str, u16); 11] = [
    ("单号", 20),
    ("状态", 10),
    ("登记时间", 17),
    ("类别", 8),
    ("地区", 16),
    ("企业", 26),
    ("联系人", 10),
    ("电话", 14),
    ("问题", 60),
    ("渠道", 10),
    ("最近更新", 17),
];

/// Arguments of `zhuqi ticket export`.
#[derive(Debug, Args)]
#[command(
    after_help = "例子：\n  zhuqi ticket export > 诉求单.csv\n  zhuqi ticket export --status 未办结 --region 四平市 > 四平未办结.csv\n\n文件里有联系人和电话，请妥善保管。",
    help_template = super::super::HELP,
    next_help_heading = "选项"
)]
pub(super) struct Arguments {
    #[command(flatten)]
    wanted: Wanted,
    /// 输出 JSON，每行一张，供程序读取
    #[arg(long)]
    json: bool,
}

/// Prints them, newest first.
pub(super) async fn run(arguments: &Arguments, origin: &Origin<'_>) -> anyhow::Result<Ending> {
    let tickets = origin.newest(&arguments.wanted, usize::MAX).await?;
    let mut out = io::stdout().lock();
    if arguments.json {
        for ticket in &tickets {
            writeln!(out, "{}", serde_json::to_string(ticket)?)?;
        }
    } else {
        out.write_all(&table(&tickets)?)?;
    }
    Ok(Ending::Done)
}

fn table(tickets: &[TicketBody]) -> anyhow::Result<Vec<u8>> {
    let rows = tickets.iter().map(|ticket| row(ticket).to_vec()).collect();
    Sheet { name: "诉求单", columns: COLUMNS.to_vec(), rows }.csv().context("表格没有写完")
}

fn row(ticket: &TicketBody) -> [String; COLUMNS.len()] {
    let updated = ticket.events.last().map_or(ticket.submitted_at, |event| event.at);
    [
        ticket.number.to_string(),
        ticket.status_name.clone(),
        calendar::readable(ticket.submitted_at),
        ticket.category.map(|category| category.to_string()).unwrap_or_default(),
        ticket.region.clone().unwrap_or_default(),
        ticket.enterprise.clone(),
        ticket.contact.clone(),
        ticket.phone.as_ref().map(Phone::as_str).unwrap_or_default().to_owned(),
        ticket.description.clone(),
        ticket.channel.clone().unwrap_or_default(),
        calendar::readable(updated),
    ]
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::domain::ids::DeskId;
    use crate::domain::ticket::{Category, Draft, Due, Phone, Registration, Ticket};

    #[test]
    fn the_table_is_read_as_utf_8_and_quotes_what_it_must() {
        let at: Timestamp = "2026-01-05T01:00:00Z".parse().unwrap();
        let draft = Draft {
            enterprise: "=某厂".to_owned(),
            credit_code: None,
            contact: "某某".to_owned(),
            phone: Phone::new("13900000000").ok(),
            region: None,
            category: Some(Category::Power),
            description: "停电,\n\"又\"停电".to_owned(),
        };
        let registration = Registration {
            number: "WZ-20260105-0001".parse().unwrap(),
            code: String::new(),
            conversation: None,
            desk: DeskId::new("jilin-province").unwrap(),
            due: Due { accept: at, reply: at, answer: at },
            at,
        };
        let ticket = TicketBody::from(Ticket::register(draft, registration));
        let text = String::from_utf8(table(&[ticket]).unwrap()).unwrap();
        assert!(text.starts_with("\u{feff}单号,"));
        assert!(text.contains(",'=某厂,某某,13900000000,\"停电,\n\"\"又\"\"停电\",,2026-01-05 09:00"), "{text}");
    }
}
