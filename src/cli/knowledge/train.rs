//! `zhuqi knowledge train`: learns from the corpus and the files, and writes the weights beside them.

use std::io::{self, Write};
use std::sync::Arc;

use anyhow::{Context, bail};
use clap::Args;

use super::super::Ending;
use crate::app;
use crate::assistant::Assistant;
use crate::config::Settings;
use crate::content::corpus::{self, Labelled, Sample};
use crate::domain::act::ActKind;
use crate::judge::learned::CardOdds;
use crate::judge::learned::train::{self, Report, SupportReport, Task, in_parallel};

/// So many messages are looked up one after the other; others beside them.
const AT_ONCE: usize = 256;

/// Arguments of `zhuqi knowledge train`.
#[derive(Debug, Args)]
#[command(
    after_help = "例子：\n  zhuqi knowledge train\n\n读 corpus 文件夹里的例句、complaints.toml 和卡片的问法，写出 learned.json；同样的文件写出同样的内容。",
    help_template = super::super::HELP,
    next_help_heading = "选项"
)]
pub(super) struct Arguments {}

/// Trains and tells how well what was not learned from is read.
pub(super) fn run(_: &Arguments, settings: &Settings) -> anyhow::Result<Ending> {
    let edition = app::edition(settings)?;
    let dir = &settings.knowledge.dir;
    let samples = match corpus::read(dir) {
        Ok(samples) => samples,
        Err(faults) => {
            let lines: Vec<_> = faults.iter().map(ToString::to_string).collect();
            bail!("例句文件有 {} 处错误：\n{}", lines.len(), lines.join("\n"));
        }
    };
    let (terms, search) = app::search(&edition, settings)?;
    let (learned, unseen, report) =
        train::train(&edition.knowledge, &terms, &samples, corpus::digest(&edition.digest, dir)?);
    let learned = Arc::new(learned);
    // What the candidates of a question look like is learned from as an assistant sees them.
    let assistant = Assistant::new(edition, terms.clone(), search, learned.clone());
    let parts = samples.chunks(AT_ONCE).enumerate().map(|(part, samples)| {
        let (assistant, unseen) = (&assistant, &unseen);
        let numbered = samples.iter().enumerate().map(move |(place, sample)| (part * AT_ONCE + place, sample));
        move || numbered.flat_map(|(number, sample)| tasks(assistant, sample, unseen.of(number))).collect::<Vec<Task>>()
    });
    let tasks: Vec<Task> = in_parallel(parts.collect()).into_iter().flatten().collect();
    drop(assistant);
    let mut learned = Arc::into_inner(learned).context("权重还有别处在用")?;
    let support = train::train_support(&mut learned, &tasks);
    learned.write(dir)?;
    print(&report, &support)?;
    Ok(Ending::Done)
}

/// The questions of a message with what is found for each.
fn tasks(assistant: &Assistant, sample: &Sample, unseen: &CardOdds) -> Vec<Task> {
    let knowledge = assistant.knowledge();
    let earlier = sample.turns.split_last().map_or(&[][..], |(_, earlier)| earlier);
    let asks = sample.acts.iter().filter(|act| act.act == ActKind::Ask);
    let task = |act: &Labelled| {
        let points = act.points.as_ref()?;
        let right: Vec<_> = points.iter().filter_map(|point| knowledge.find(point)).collect();
        // Points that are gone since: nothing can be learned from it.
        let whole = right.len() == points.len();
        whole.then(|| Task { right, ..assistant.candidates(earlier, &sample.story(act), &act.words, unseen) })
    };
    asks.filter_map(task).collect()
}

fn print(report: &Report, support: &SupportReport) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{} 句例句。留出 {} 句不学，由没见过它们的权重来读：", report.samples, report.kept_back)?;
    for (name, tally) in report.acts.iter().filter(|(_, tally)| tally.labelled + tally.wrongly > 0) {
        writeln!(out, "{name:<11} {:>5} 句，听对 {:>5}，误听 {:>4}", tally.labelled, tally.found, tally.wrongly)?;
    }
    let (right, all) = report.categories;
    writeln!(out, "类别 {right}/{all}")?;
    let SupportReport { answerable, among_candidates, answered, complete, refused, silent, silent_refused, tenths } =
        support;
    writeln!(
        out,
        "有答案的问题 {answerable}：要点找到 {among_candidates}，第一条就对 {answered}，说全 {complete}，误拒 {refused}"
    )?;
    writeln!(out, "没有依据的问题 {silent}：如实说没有 {silent_refused}")?;
    writeln!(out, "把握的档次：条数、平均把握、其中对的")?;
    for (count, sum, right) in tenths.iter().filter(|(count, ..)| *count > 0) {
        #[expect(clippy::cast_precision_loss, reason = "some hundred thousand candidates")]
        let of = |part: f32| part / *count as f32;
        #[expect(clippy::cast_precision_loss, reason = "some hundred thousand candidates")]
        let right = *right as f32;
        writeln!(out, "{count:>7} {:>5.2} {:>5.2}", of(*sum), of(right))?;
    }
    Ok(())
}
