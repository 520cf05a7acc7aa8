//! `zhuqi ticket list`: the newest tickets, one a line.

use std::io::{self, Write};

use clap::Args;

use super::super::Ending;
use super::origin::Origin;
use super::wanted::Wanted;
use crate::domain::calendar;

/// Arguments of `zhuqi ticket list`.
#[derive(Debug, Args)]
#[command(after_help = "例子：\n  zhuqi ticket list\n  zhuqi ticket list --overdue --region 四平市\n  zhuqi ticket list --status 待受理 --status 已受理\n  zhuqi ticket list --limit 5 --json",
    help_template = super::super::HELP,
    next_help_heading = "选项")]
pub(super) struct Arguments {
    #[command(flatten)]
    wanted: Wanted,
    /// 最多列出几张
    #[arg(long, value_name = "张数", default_value = "50", hide_default_value = true, allow_negative_numbers = true,
        value_parser = limit)]
    limit: usize,
    /// 输出 JSON，每行一张，供程序读取
    #[arg(long)]
    json: bool,
}

/// Prints them.
pub(super) async fn run(arguments: &Arguments, origin: &Origin<'_>) -> anyhow::Result<Ending> {
    let tickets = origin.newest(&arguments.wanted, arguments.limit).await?;
    let mut out = io::stdout().lock();
    for ticket in &tickets {
        if arguments.json {
            writeln!(out, "{}", serde_json::to_string(ticket)?)?;
            continue;
        }
        let category = ticket.category.map_or("类别待定", |category| category.as_str());
        let region = ticket.region.as_deref().unwrap_or("地区未填");
        let at = calendar::readable(ticket.submitted_at);
        let (number, status, enterprise) = (&ticket.number, &ticket.status_name, &ticket.enterprise);
        writeln!(out, "{number}  {at}  {status}  {category}  {region}  {enterprise}")?;
    }
    if tickets.is_empty() && !arguments.json {
        let none =
            if arguments.wanted.is_everything() { "还没有诉求单。" } else { "没有这样的诉求单。" };
        writeln!(io::stderr(), "{none}")?;
    }
    Ok(Ending::Done)
}

fn limit(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|limit| *limit > 0).ok_or_else(|| "要写 1 以上的整数".to_owned())
}
