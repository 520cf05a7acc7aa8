//! `zhuqi staff`: who may sign in to the console, and which programs may act for them.

mod add;
mod disable;
mod link;
mod list;
mod origin;
mod password;
mod reset;
mod token;

use std::io::{self, Write};

use clap::{Args, Subcommand};

use self::origin::Origin;
use super::Ending;
use crate::config::Settings;
use crate::desk::accounts::By;
use crate::domain::staff::StaffId;

/// How the audit log names whoever works at the machine.
const BY: By<'static> = By("staff:local-admin");

/// Arguments of `zhuqi staff`.
#[derive(Debug, Args)]
#[command(
    after_help = "例子：\n  zhuqi staff add wang.li --name 某某 --role admin    第一个账号\n  zhuqi staff list\n  zhuqi staff reset wang.li\n  zhuqi staff link wang.li\n  zhuqi staff token add wang.li 数据大屏",
    subcommand_value_name = "命令",
    subcommand_help_heading = "命令",
    help_template = super::HELP,
    disable_help_subcommand = true
)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// 新增一个账号
    Add(add::Arguments),
    /// 列出全部账号
    List(list::Arguments),
    /// 重设密码；各处的登录马上失效
    Reset(reset::Arguments),
    /// 停用账号，马上退出；加 --undo 重新启用
    Disable(disable::Arguments),
    /// 给一个绑定码，让工作人员在 Telegram 工作群里办理
    Link(link::Arguments),
    /// 接口令牌：程序带着它就有这个账号的权限
    Token(token::Arguments),
}

/// Does it in the running server, or in the store itself.
pub(super) async fn run(arguments: Arguments, settings: &Settings) -> anyhow::Result<Ending> {
    match arguments.command {
        Command::Add(arguments) => add::run(arguments, &Origin::find(settings)?).await,
        Command::List(arguments) => list::run(&arguments, &Origin::find(settings)?).await,
        Command::Reset(arguments) => reset::run(&arguments, &Origin::find(settings)?).await,
        Command::Disable(arguments) => disable::run(&arguments, &Origin::find(settings)?).await,
        Command::Link(arguments) => link::run(&arguments, settings).await,
        Command::Token(arguments) => token::run(arguments, settings).await,
    }
}

/// Says that nobody has that login; what was asked for is not there.
fn unknown(id: &StaffId) -> anyhow::Result<Ending> {
    writeln!(io::stderr(), "没有“{id}”这个账号，或者已经停用。")?;
    Ok(Ending::Faults)
}
