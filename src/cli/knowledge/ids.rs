//! `zhuqi knowledge ids`: the points that have no id in their files yet, and the ids for them.

use std::io::{self, Write};

use anyhow::Context;
use clap::Args;

use super::super::Ending;
use crate::config::Settings;
use crate::content;

/// Arguments of `zhuqi knowledge ids`.
#[derive(Debug, Args)]
#[command(
    after_help = "例子：\n  zhuqi knowledge ids\n  zhuqi knowledge ids --write\n\n编号写进文件以后就不要再改：记录、按钮都靠它找到这条要点。",
    help_template = super::super::HELP,
    next_help_heading = "选项"
)]
pub(super) struct Arguments {
    /// 把编号写进文件，别的一个字也不改
    #[arg(long)]
    write: bool,
}

/// Lists or writes them; listed ones, or a file that cannot be read, are exit status 1.
pub(super) fn run(arguments: &Arguments, settings: &Settings) -> anyhow::Result<Ending> {
    let (files, faults) = content::unnumbered(&settings.knowledge.dir);
    let mut out = io::stdout().lock();
    let mut count = 0;
    for file in &files {
        if arguments.write {
            file.write().with_context(|| format!("不能写 {}", file.path.display()))?;
        }
        for (line, reference) in &file.points {
            writeln!(out, "{}:{line} {reference}", file.path.display())?;
        }
        count += file.points.len();
    }
    for fault in &faults {
        writeln!(io::stderr(), "{fault}")?;
    }
    let told = match (count, arguments.write) {
        (0, _) => "每条要点都有编号。".to_owned(),
        (_, true) => format!("写好了 {count} 条要点的编号。"),
        (_, false) => format!("{count} 条要点还没有写编号。加 --write 写进文件。"),
    };
    writeln!(io::stderr(), "{told}")?;
    let done = faults.is_empty() && (count == 0 || arguments.write);
    Ok(if done { Ending::Done } else { Ending::Faults })
}
