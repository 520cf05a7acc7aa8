//! `zhuqi staff`: who works with the queue.

mod token;

use clap::{Args, Subcommand};

use super::Ending;
use crate::config::Settings;

/// Arguments of `zhuqi staff`.
#[derive(Debug, Args)]
#[command(
    after_help = "例子：\n  zhuqi staff token add wang.li 数据大屏",
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
    /// 接口令牌：程序带着它就有这个账号的权限
    Token(token::Arguments),
}

/// Does it in the running server, or in the store itself.
pub(super) async fn run(arguments: Arguments, settings: &Settings) -> anyhow::Result<Ending> {
    match arguments.command {
        Command::Token(arguments) => token::run(arguments, settings).await,
    }
}
