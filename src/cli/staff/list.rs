//! `zhuqi staff list`: every account, one a line.

use std::io::{self, Write};

use clap::Args;
use serde_json::json;

use super::super::Ending;
use super::origin::Origin;

/// Arguments of `zhuqi staff list`.
#[derive(Debug, Args)]
#[command(after_help = "例子：\n  zhuqi staff list\n  zhuqi staff list --json", help_template = super::super::HELP,
    next_help_heading = "选项")]
pub(super) struct Arguments {
    /// 输出 JSON，每行一个账号，供程序读取
    #[arg(long)]
    json: bool,
}

/// Prints them.
pub(super) async fn run(arguments: &Arguments, origin: &Origin) -> anyhow::Result<Ending> {
    let members = origin.all().await?;
    let mut out = io::stdout().lock();
    for member in &members {
        if arguments.json {
            let line = json!({ "id": member.id, "name": member.name, "role": member.role, "region": member.region,
                "desk": member.desk, "disabled": member.disabled });
            writeln!(out, "{line}")?;
            continue;
        }
        let (id, name, role) = (&member.id, &member.name, member.role.as_str());
        let region = member.region.as_deref().unwrap_or("全部地区");
        let desk = member.desk.as_ref().map(|desk| format!("  {desk}")).unwrap_or_default();
        let state = if member.disabled { "  已停用" } else { "" };
        writeln!(out, "{id}  {name}  {role}  {region}{desk}{state}")?;
    }
    if members.is_empty() && !arguments.json {
        writeln!(io::stderr(), "还没有账号。先建一个管理员：zhuqi staff add 账号 --name 姓名 --role admin")?;
    }
    Ok(Ending::Done)
}
