//! `zhuqi ticket`: what is in the follow-up queue.

mod export;
mod list;
mod origin;
mod show;
mod wanted;

use clap::{Args, Subcommand};

use self::origin::Origin;
use super::Ending;
use crate::config::Settings;

/// Arguments of `zhuqi ticket`.
#[derive(Debug, Args)]
#[command(
    after_help = "例子：\n  zhuqi ticket list\n  zhuqi ticket show WZ-20260105-0001\n  zhuqi ticket export > 诉求单.csv",
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
    /// 列出诉求单，新的在前
    List(list::Arguments),
    /// 看一张诉求单的全部内容和经过
    Show(show::Arguments),
    /// 导出诉求单（CSV，可用 Excel 打开）
    Export(export::Arguments),
}

/// Reads from the running server, or from the store itself.
pub(super) async fn run(arguments: Arguments, settings: &Settings) -> anyhow::Result<Ending> {
    let origin = Origin::find(settings)?;
    match arguments.command {
        Command::List(arguments) => list::run(&arguments, &origin).await,
        Command::Show(arguments) => show::run(&arguments, &origin).await,
        Command::Export(arguments) => export::run(&arguments, &origin).await,
    }
}
