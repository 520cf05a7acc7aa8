//! `zhuqi ticket show`: one ticket with everything that happened to it.

use std::io::{self, Write};

use clap::Args;

use super::super::Ending;
use super::origin::Origin;
use crate::api::ticket_body::TicketBody;
use crate::domain::calendar;
use crate::domain::ticket::{Phone, TicketNumber};

/// Arguments of `zhuqi ticket show`.
#[derive(Debug, Args)]
#[command(after_help = "例子：\n  zhuqi ticket show WZ-20260105-0001\n  zhuqi ticket show WZ-20260105-0001 --json", help_template = super::super::HELP,
    next_help_heading = "选项")]
pub(super) struct Arguments {
    /// 单号，例如 WZ-20260105-0001
    #[arg(value_name = "单号", help_heading = "参数")]
    number: TicketNumber,
    /// 输出 JSON，供程序读取
    #[arg(long)]
    json: bool,
}

/// Prints it; an unknown number is exit status 1.
pub(super) async fn run(arguments: &Arguments, origin: &Origin<'_>) -> anyhow::Result<Ending> {
    let Some(ticket) = origin.one(&arguments.number).await? else {
        writeln!(io::stderr(), "没有单号为 {} 的诉求单。", arguments.number)?;
        return Ok(Ending::Faults);
    };
    let mut out = io::stdout().lock();
    if arguments.json {
        writeln!(out, "{}", serde_json::to_string(&ticket)?)?;
    } else {
        print(&ticket, &mut out)?;
    }
    Ok(Ending::Done)
}

fn print(ticket: &TicketBody, out: &mut impl Write) -> io::Result<()> {
    let category = ticket.category.map_or("待定", |category| category.as_str());
    writeln!(out, "{}  {}", ticket.number, ticket.status_name)?;
    writeln!(out, "企业：{}", ticket.enterprise)?;
    writeln!(out, "联系人：{}", ticket.contact)?;
    writeln!(out, "电话：{}", ticket.phone.as_ref().map_or("未填", Phone::as_str))?;
    writeln!(out, "地区：{}", ticket.region.as_deref().unwrap_or("未填"))?;
    writeln!(out, "类别：{category}")?;
    writeln!(out, "问题：{}", ticket.description)?;
    writeln!(out, "服务台：{}", ticket.desk)?;
    if let Some(due) = ticket.due_at {
        writeln!(out, "期限：{}", calendar::readable(due))?;
    }
    if let Some(answer) = &ticket.answer {
        writeln!(out, "答复：{answer}")?;
    }
    writeln!(out, "经过：")?;
    for event in &ticket.events {
        let at = calendar::readable(event.at);
        let line = format!("  {at}  {}  {}  {}  {}", event.change, event.status_name, event.actor, event.reason);
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}
