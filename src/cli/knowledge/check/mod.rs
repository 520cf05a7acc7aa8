//! `zhuqi knowledge check`: every fault of the files, in one go.

mod questions;
mod report;

use std::path::PathBuf;

use clap::Args;

use self::report::Report;
use super::super::Ending;
use crate::app;
use crate::config::Settings;
use crate::content::{self, basis};

/// Arguments of `zhuqi knowledge check`.
#[derive(Debug, Args)]
#[command(
    after_help = "例子：\n  zhuqi knowledge check\n  zhuqi knowledge check --sources 原文文件夹\n\n有错误时退出码是 1；只有提醒时是 0。原文按“文件编号.txt”命名。",
    help_template = super::super::HELP,
    next_help_heading = "选项"
)]
pub(super) struct Arguments {
    /// 存放文件原文的文件夹：再核对每条要点的数字和名称是否在所引位置
    #[arg(long, value_name = "文件夹")]
    sources: Option<PathBuf>,
    /// 输出 JSON，供程序读取
    #[arg(long)]
    json: bool,
}

/// Reports every fault; errors are exit status 1.
pub(super) fn run(arguments: &Arguments, settings: &Settings) -> anyhow::Result<Ending> {
    let dir = &settings.knowledge.dir;
    let loaded = content::load(dir, &settings.dialogs.dir);
    let mut report = Report::new(loaded.faults, loaded.edition.as_ref());
    if let Some(edition) = &loaded.edition {
        if let Some(sources) = &arguments.sources {
            report.add(basis::check(&edition.knowledge, dir, sources));
        }
        report.add_some(content::review(dir));
        let (terms, search) = app::search(edition, settings)?;
        report.add_some(questions::better_elsewhere(&edition.knowledge, &terms, &*search, dir));
    }
    report.print(arguments.json)?;
    Ok(if report.errors() == 0 { Ending::Done } else { Ending::Faults })
}
