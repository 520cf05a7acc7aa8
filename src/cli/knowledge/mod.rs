//! `zhuqi knowledge`: checks, shows, searches and grades what the assistant knows.

mod check;
mod coverage;
mod eval;
mod ids;
mod list;
mod search;
mod show;
mod train;

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
    /// 列出政策卡片
    List(list::Arguments),
    /// 看一张卡片的要点、出处和期限
    Show(show::Arguments),
    /// 给还没有编号的要点编号
    Ids(ids::Arguments),
    /// 看一句话能找到哪些要点，为什么
    Search(search::Arguments),
    /// 对照政策清单，看哪些还没有写成卡片
    Coverage(coverage::Arguments),
    /// 用一套题目给答复打分
    Eval(eval::Arguments),
    /// 从例句学会听懂人话，写出权重文件
    Train(train::Arguments),
}

/// Works on the files of the settings; opens no store.
pub(super) fn run(arguments: Arguments, settings: &Settings) -> anyhow::Result<Ending> {
    match arguments.command {
        Command::Check(arguments) => check::run(&arguments, settings),
        Command::List(arguments) => list::run(&arguments, settings),
        Command::Show(arguments) => show::run(&arguments, settings),
        Command::Ids(arguments) => ids::run(&arguments, settings),
        Command::Search(arguments) => search::run(&arguments, settings),
        Command::Coverage(arguments) => coverage::run(&arguments, settings),
        Command::Eval(arguments) => eval::run(&arguments, settings),
        Command::Train(arguments) => train::run(&arguments, settings),
    }
}
