//! The command line: one file a command.

mod ask;
mod chat;
mod fresh;
mod json_lines;
mod judging;
mod knowledge;
mod progress;
mod serve;
mod staff;
mod table;
mod ticket;
mod usage;

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{ArgAction, Parser, Subcommand};

use crate::config::{self, Settings};
use crate::telemetry::{self, Detail};

/// Headings of every help page.
const HELP: &str = "{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}";

/// What `zhuqi` was asked to do.
#[derive(Debug, Parser)]
#[command(
    name = "zhuqi",
    version,
    about = "助企：惠企政策有依据地问，企业诉求有回音地办",
    after_help = "例子：\n  zhuqi serve          打开网页对话 http://127.0.0.1:8080\n  zhuqi chat           在终端里对话\n  zhuqi ticket list    看看有哪些诉求单",
    help_template = HELP,
    subcommand_value_name = "命令",
    subcommand_help_heading = "命令",
    disable_help_flag = true,
    disable_help_subcommand = true,
    disable_version_flag = true
)]
pub struct Arguments {
    /// 设置文件（不写时，如果有 zhuqi.toml 就用它）
    #[arg(long, value_name = "文件", global = true, help_heading = "选项")]
    config: Option<PathBuf>,
    /// 显示帮助
    #[arg(short, long, global = true, action = ArgAction::Help, help_heading = "选项")]
    help: Option<bool>,
    /// 显示版本
    #[arg(short = 'V', long, action = ArgAction::Version, help_heading = "选项")]
    version: Option<bool>,
    #[command(subcommand)]
    command: Command,
}

/// Every command.
#[derive(Debug, Subcommand)]
enum Command {
    /// 启动服务：网页对话、接口和已设置的渠道
    Serve(serve::Arguments),
    /// 在终端里对话
    Chat(chat::Arguments),
    /// 问一句就走，也可以一次问一批
    Ask(ask::Arguments),
    /// 检查、查找和评测政策知识
    Knowledge(knowledge::Arguments),
    /// 查看和导出诉求单
    Ticket(ticket::Arguments),
    /// 管理工作人员的账号
    Staff(staff::Arguments),
}

/// How a command ended that could run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// It did what was asked.
    Done,
    /// It found faults, or did not find what was asked for.
    Faults,
}

/// Runs the command of the process's arguments: exit status 0 done, 1 found faults, 2 could not run.
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return usage::explain(&error),
    };
    match run(arguments) {
        Ok(Ending::Done) => ExitCode::SUCCESS,
        Ok(Ending::Faults) => ExitCode::from(1),
        Err(error) if reader_has_gone(&error) => ExitCode::SUCCESS,
        Err(error) => {
            // Nobody is left to tell if stderr is closed.
            let _ = writeln!(io::stderr(), "错误：{error:#}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: Arguments) -> anyhow::Result<Ending> {
    let detail = if matches!(arguments.command, Command::Serve(_)) { Detail::Server } else { Detail::Command };
    telemetry::start(config::log_filter().as_deref(), detail);
    let settings = Settings::read(arguments.config.as_deref())?;
    config::meaningless().iter().for_each(|variable| tracing::warn!("{variable}"));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        match arguments.command {
            Command::Serve(_) => serve::run(&settings).await,
            Command::Chat(arguments) => chat::run(arguments, &settings).await,
            Command::Ask(arguments) => ask::run(&arguments, &settings),
            Command::Knowledge(arguments) => knowledge::run(arguments, &settings),
            Command::Ticket(arguments) => ticket::run(arguments, &settings).await,
            Command::Staff(arguments) => staff::run(arguments, &settings).await,
        }
    })
}

/// Whether output failed because its reader, such as `head`, had enough.
fn reader_has_gone(error: &anyhow::Error) -> bool {
    let broken = |cause: &(dyn std::error::Error + 'static)| {
        cause.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
    };
    error.chain().any(broken)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn every_command_has_an_example() {
        fn check(command: &clap::Command) {
            let example = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(example.contains("例子"), "{} has no example", command.get_name());
            let help = command.clone().render_help().to_string();
            assert!(!help.contains("Options:") && !help.contains("Usage:"), "English headings: {help}");
            command.get_subcommands().for_each(check);
        }
        let mut whole = Arguments::command();
        whole.build();
        check(&whole);
    }
}
