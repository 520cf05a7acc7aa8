//! `zhuqi staff`: who works on tickets.

mod link;

use clap::{Args, Subcommand};

use super::Ending;
use crate::config::Settings;

/// Arguments of `zhuqi staff`.
#[derive(Debug, Args)]
#[command(
    after_help = "例子：\n  zhuqi staff link wang.li",
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
    /// 给一个绑定码，让工作人员在 Telegram 工作群里办理
    Link(link::Arguments),
}

/// Works on the running server, or on the store itself.
pub(super) async fn run(arguments: Arguments, settings: &Settings) -> anyhow::Result<Ending> {
    match arguments.command {
        Command::Link(arguments) => link::run(&arguments, settings).await,
    }
}
