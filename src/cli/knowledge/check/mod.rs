//! `zhuqi knowledge check`: every fault of the files, in one go.

mod asked;
mod questions;
mod report;

use std::path::{Path, PathBuf};
use std::thread;

use clap::Args;

use self::report::Report;
use super::super::{Ending, progress};
use crate::app;
use crate::config::Settings;
use crate::content::fault::Fault;
use crate::content::{self, Edition, basis, corpus};
use crate::domain::card::Card;
use crate::judge::learned::Learned;

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
        // What was learned from other files answers otherwise: then only the search can be asked.
        report.trained = is_trained(edition, dir);
        if report.trained {
            let assistant = app::assistant(settings)?;
            report.add_some(asked::unanswered(&assistant, dir, (app::clock())()));
        } else {
            let (terms, search) = app::search(edition, settings)?;
            report.add_some(questions::better_elsewhere(&edition.knowledge, &terms, &*search, dir));
        }
    }
    report.print(arguments.json)?;
    Ok(if report.errors() == 0 { Ending::Done } else { Ending::Faults })
}

/// Whether what was learned was learned from these files.
fn is_trained(edition: &Edition, dir: &Path) -> bool {
    let digest = corpus::digest(&edition.digest, dir).ok();
    Learned::read(dir).is_ok_and(|learned| Some(learned.digest) == digest)
}

/// The faults of every card in their order; the cards are looked at side by side, with a bar for whoever waits.
fn of_each(cards: &[Card], of: impl Fn(&Card) -> Vec<Fault> + Sync) -> Vec<Fault> {
    let progress = progress::bar(cards.len(), "试每张卡片的问法");
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let of = |card| {
        progress.inc(1);
        of(card)
    };
    let of = &of;
    let faults = thread::scope(|scope| {
        let parts = cards.chunks(cards.len().div_ceil(threads).max(1));
        let running: Vec<_> =
            parts.map(|part| scope.spawn(move || part.iter().flat_map(of).collect::<Vec<_>>())).collect();
        running.into_iter().flat_map(|part| part.join().expect("a question does not panic")).collect()
    });
    progress.finish_and_clear();
    faults
}
