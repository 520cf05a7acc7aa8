//! `zhuqi knowledge`: checks, shows, searches and grades what the assistant knows.

mod check;

use clap::{Args, Subcommand};

use super::Ending;
use crate::config::Settings;

/// Arguments of `zhuqi knowledge`.
#[derive(Debug, Args)]
#[command(
    after_help = "例子：\n  zhuqi knowledge check\n  zhuqi knowledge show jl21-zjtx\n  zhuqi knowledge search 首台套有什么支持",
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
    /// 检查知识和对话文件，一次指出全部错误
    Check(check::Arguments),
}

/// Works on the files of the settings; opens no store.
pub(super) fn run(arguments: Arguments, settings: &Settings) -> anyhow::Result<Ending> {
    match arguments.command {
        Command::Check(arguments) => check::run(&arguments, settings),
    }
}
