//! `zhuqi serve`: web chat, API and every configured channel.

use clap::Args;

use super::Ending;
use crate::app;
use crate::config::Settings;

/// Arguments of `zhuqi serve`.
#[derive(Debug, Args)]
#[command(
    after_help = "例子：\n  zhuqi serve\n  ZHUQI_SERVER__LISTEN=0.0.0.0:80 zhuqi serve    让别的电脑也能访问\n\n按 Ctrl-C 停止；正在办的会先办完（最多 10 秒）。",
    help_template = super::HELP,
    next_help_heading = "选项"
)]
pub(super) struct Arguments {}

/// Serves until a signal asks to stop.
pub(super) async fn run(settings: &Settings) -> anyhow::Result<Ending> {
    app::serve(settings).await?;
    Ok(Ending::Done)
}
