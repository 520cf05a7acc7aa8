//! Judges what a batch asks: by a file of judgements, by the model of the settings, or not at all; writes down what is asked.

use std::fs::File;
use std::io::{self, BufReader, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use clap::Args;
use jiff::Timestamp;
use tokio::runtime::Handle;

use super::json_lines;
use crate::app;
use crate::assistant::{Assistant, Consults};
use crate::config::Settings;
use crate::judge::model::Model;
use crate::judge::record::{Place, Record};
use crate::judge::replay::{Line, NotReplayed, Replay};
use crate::judge::{Judged, Request};

/// Nobody waits for the answers of a batch.
const PATIENCE: Duration = Duration::from_secs(60);

/// Where judgements come from and where requests go.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct Files {
    /// 把要请外部判读的每句话连同候选要点写进这个文件（每行一个 JSON，第一行是交代给判读者的话）
    #[arg(long, value_name = "文件")]
    judge_record: Option<PathBuf>,
    /// 用这个文件里的判读代替大模型（每行一个 JSON）；对不上、不合规矩、没有的，用自带的判读，退出码为 1
    #[arg(long, value_name = "文件")]
    judge_replay: Option<PathBuf>,
}

/// Who judges.
enum Judge {
    /// Nobody but the one that is built in.
    BuiltIn,
    /// Whoever has written a file.
    Replay(Replay),
    /// The model of the settings.
    Model(Arc<Model>),
}

/// Answers what an assistant asks, and counts what could not be answered.
pub(super) struct Judging {
    judge: Judge,
    record: Option<Record>,
    stale: usize,
    invalid: usize,
    built_in: usize,
}

impl Judging {
    /// Nobody is asked.
    pub(super) fn built_in() -> Self {
        Self { judge: Judge::BuiltIn, record: None, stale: 0, invalid: 0, built_in: 0 }
    }

    /// What the files and the settings say, with an assistant that asks.
    pub(super) fn begin(files: &Files, settings: &Settings) -> anyhow::Result<(Arc<Assistant>, Self)> {
        let mut invalid = 0;
        let judge = match &files.judge_replay {
            Some(file) => {
                let (replay, bad) = read(file)?;
                invalid = bad;
                Judge::Replay(replay)
            }
            None => app::model(settings)?.map_or(Judge::BuiltIn, Judge::Model),
        };
        let create = |file: &PathBuf| Record::create(file).with_context(|| format!("{} 写不了", file.display()));
        let record = files.judge_record.as_ref().map(create).transpose()?;
        let assistant = match (&judge, &record) {
            (Judge::Replay(_), _) | (_, Some(_)) => app::assistant_consulting(settings, Consults::Always)?,
            _ => app::assistant(settings)?,
        };
        Ok((assistant, Self { judge, record, stale: 0, invalid, built_in: 0 }))
    }

    /// What is said to a request.
    pub(super) fn judge(&mut self, place: Place<'_>, request: &Request, now: Timestamp) -> anyhow::Result<Judged> {
        let judged = match &self.judge {
            Judge::BuiltIn => Judged::NoneCame,
            Judge::Model(model) => {
                let asked = model.judge(request, now, PATIENCE);
                tokio::task::block_in_place(|| Handle::current().block_on(asked))
            }
            Judge::Replay(replay) => match replay.judge(place, request) {
                Ok(judgement) => return Ok(Judged::Given(judgement)),
                Err(reason) => {
                    self.stale += usize::from(reason == NotReplayed::Stale);
                    self.invalid += usize::from(matches!(reason, NotReplayed::Unfit(_)));
                    self.built_in += 1;
                    let Place { id, turn } = place;
                    writeln!(io::stderr(), "{id} 第{turn}句第{}遍：{reason}", request.pass)?;
                    Judged::NoneCame
                }
            },
        };
        if let Some(record) = &mut self.record {
            record.note(place, request).context("判读的请求写不下去")?;
        }
        Ok(judged)
    }

    /// Whether all that was replayed was right; if it was not, the counts are said on stderr.
    pub(super) fn end(&self) -> anyhow::Result<bool> {
        let Self { stale, invalid, built_in, .. } = self;
        let clean = stale + invalid + built_in == 0;
        if !clean {
            writeln!(io::stderr(), "判读：digest 对不上 {stale}，不合规矩 {invalid}，用了自带的判读 {built_in}")?;
        }
        Ok(clean)
    }
}

/// The judgements of a file and how many of its lines are none.
fn read(path: &Path) -> anyhow::Result<(Replay, usize)> {
    let file = File::open(path).with_context(|| format!("{} 读不了", path.display()))?;
    let mut lines: Vec<Line> = Vec::new();
    let bad = json_lines::for_each(BufReader::new(file), |line| {
        lines.push(line);
        Ok(Ok(()))
    })?;
    Ok((Replay::new(lines), bad))
}
