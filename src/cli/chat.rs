//! `zhuqi chat`: a conversation in the terminal.

use std::io::{self, IsTerminal, Write};

use clap::Args;
use uuid::Uuid;

use super::Ending;
use crate::app;
use crate::channel::terminal::{self, Counterpart};
use crate::config::Settings;

/// Arguments of `zhuqi chat`.
#[derive(Debug, Args)]
#[command(
    after_help = "例子：\n  zhuqi chat\n  echo 研发费用加计扣除有什么政策 | zhuqi chat\n\n按钮显示成带编号的选项，输入编号就是按下它。按 Ctrl-D 或 Ctrl-C 离开。",
    help_template = super::HELP,
    next_help_heading = "选项"
)]
pub(super) struct Arguments {
    /// 接着上次的会话聊（上次离开时显示的编号）
    #[arg(long, value_name = "会话编号")]
    resume: Option<Uuid>,
}

/// Talks until the input ends or Ctrl-C.
pub(super) async fn run(arguments: Arguments, settings: &Settings) -> anyhow::Result<Ending> {
    let conversation = arguments.resume.unwrap_or_else(Uuid::new_v4);
    let counterpart = match app::running(settings) {
        Some(client) => Counterpart::Served(client),
        None => Counterpart::Here(app::relay(settings).await?, app::clock()),
    };
    let person = io::stdin().is_terminal();
    terminal::converse(&counterpart, conversation, person).await?;
    if person {
        writeln!(io::stderr(), "\n再见。要接着聊，请用：zhuqi chat --resume {conversation}")?;
    }
    Ok(Ending::Done)
}
