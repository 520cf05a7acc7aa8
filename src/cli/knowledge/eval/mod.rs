//! `zhuqi knowledge eval`: grades the answers to a question set.

mod grade;
mod tally;

use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::bail;
use clap::Args;

use self::grade::Expected;
use self::tally::Tally;
use super::super::judging::{self, Judging};
use super::super::{Ending, fresh, json_lines, progress};
use crate::app;
use crate::config::Settings;

/// Arguments of `zhuqi knowledge eval`.
#[derive(Debug, Args)]
#[command(
    after_help = "例子：\n  zhuqi knowledge eval 题目.jsonl\n  zhuqi knowledge eval --verbose --min-pass 0.9 题目.jsonl\n\n题目每行是 {\"id\",\"kind\",\"q\"或\"turns\",\"doc\",\"must\":[[…]],\"category\"}。通过率低于 --min-pass 或 --min-kind 时退出码是 1。",
    help_template = super::super::HELP,
    next_help_heading = "选项"
)]
pub(super) struct Arguments {
    /// 题目文件（每行一个 JSON），可以写几个
    #[arg(value_name = "文件", help_heading = "参数", required = true)]
    files: Vec<PathBuf>,
    /// 列出每道没有通过的题，以及应该怎样答
    #[arg(long)]
    verbose: bool,
    /// 至少要通过的比例，例如 0.9
    #[arg(long, value_name = "比例", default_value_t = 0.0, hide_default_value = true, value_parser = share)]
    min_pass: f64,
    /// 每种题型至少要通过的比例，只看有 5 道题以上的题型
    #[arg(long, value_name = "比例", default_value_t = 0.0, hide_default_value = true, value_parser = share)]
    min_kind: f64,
    /// 输出 JSON，供程序读取
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    judge: judging::Files,
}

fn share(text: &str) -> Result<f64, String> {
    let share = text.parse::<f64>().ok().filter(|share| (0.0..=1.0).contains(share));
    share.ok_or_else(|| "写 0 到 1 之间的小数".to_owned())
}

/// Asks every question and prints the grades; too few passed, or judgements that do not fit, is exit status 1.
pub(super) fn run(arguments: &Arguments, settings: &Settings) -> anyhow::Result<Ending> {
    let mut questions: Vec<Expected> = Vec::new();
    for file in &arguments.files {
        questions.extend(json_lines::read(file)?);
    }
    if let Some(empty) = questions.iter().find(|question| question.said().is_empty()) {
        bail!("题目 {} 没有写 q（问题）或 turns（各轮的话）", empty.id);
    }
    let now = (app::clock())();
    let (assistant, mut judging) = Judging::begin(&arguments.judge, settings)?;
    assistant.search().wait();
    let progress = progress::bar(questions.len(), "答题");
    let mut tally = Tally::default();
    for question in &questions {
        let answer = fresh::answer(&assistant, &mut judging, &question.id, &question.said(), now)?;
        tally.add(question, &answer.reply);
        progress.inc(1);
    }
    progress.finish_and_clear();
    let mut out = io::stdout().lock();
    if arguments.json {
        writeln!(out, "{}", tally.as_json())?;
    } else {
        tally.print(arguments.verbose, &mut out)?;
    }
    let judged = judging.end()?;
    let enough = judged && tally.share() >= arguments.min_pass && tally.weakest() >= arguments.min_kind;
    Ok(if enough { Ending::Done } else { Ending::Faults })
}
