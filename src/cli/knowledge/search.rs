//! `zhuqi knowledge search`: which points are found for a question, and why.

use std::io::{self, Write};

use clap::Args;
use serde::Serialize;

use super::super::Ending;
use super::super::json_lines::{self, Question};
use crate::app;
use crate::config::Settings;
use crate::domain::knowledge::Knowledge;
use crate::domain::ticket::Category;
use crate::search::{Features, Hit};

/// Arguments of `zhuqi knowledge search`.
#[derive(Debug, Args)]
#[command(
    after_help = "例子：\n  zhuqi knowledge search 首台套有什么支持\n  zhuqi knowledge search --top 3 --explain 首台套有什么支持\n  zhuqi knowledge search --batch < 问题.jsonl",
    help_template = super::super::HELP,
    next_help_heading = "选项"
)]
pub(super) struct Arguments {
    /// 要找的话
    #[arg(value_name = "问题", help_heading = "参数", required_unless_present = "batch", conflicts_with = "batch")]
    query: Option<String>,
    /// 最多列出几条要点
    #[arg(long, value_name = "条数", default_value_t = 10, hide_default_value = true)]
    top: usize,
    /// 列出这句话听成了什么，每条要点量出了什么
    #[arg(long)]
    explain: bool,
    /// 输出 JSON，供程序读取
    #[arg(long)]
    json: bool,
    /// 从标准输入读一批问题（每行一个 {"id","q"}），逐行输出 JSON 结果
    #[arg(long)]
    batch: bool,
}

/// What is found for one question.
#[derive(Debug, Serialize)]
struct Found<'a> {
    id: &'a str,
    hits: Vec<Line<'a>>,
}

/// One point that is found.
#[derive(Debug, Serialize)]
struct Line<'a> {
    card: &'a str,
    document: &'a str,
    locator: &'a str,
    score: f32,
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    features: Option<Vec<Feature>>,
}

/// What was measured of a point.
#[derive(Debug, Serialize)]
struct Feature {
    feature: &'static str,
    value: f32,
}

/// Prints what is found; nothing found, or a bad line in a batch, is exit status 1.
pub(super) fn run(arguments: &Arguments, settings: &Settings) -> anyhow::Result<Ending> {
    let assistant = app::assistant(settings)?;
    let knowledge = assistant.knowledge();
    let look = |text: &str| {
        let mut found = assistant.evidence(text);
        found.truncate(arguments.top);
        lines(knowledge, &found, arguments.explain)
    };
    let Some(query) = &arguments.query else {
        let bad = json_lines::for_each(io::stdin().lock(), |question: Question| {
            let Some(text) = question.turns().ok().and_then(<[String]>::last) else {
                return Ok(Err("缺少“q”（问题）"));
            };
            let found = Found { id: &question.id, hits: look(text) };
            writeln!(io::stdout(), "{}", serde_json::to_string(&found)?)?;
            Ok(Ok(()))
        })?;
        return Ok(if bad == 0 { Ending::Done } else { Ending::Faults });
    };
    let hits = look(query);
    let mut out = io::stdout().lock();
    if arguments.json {
        writeln!(out, "{}", serde_json::to_string(&Found { id: "1", hits })?)?;
        return Ok(Ending::Done);
    }
    if arguments.explain {
        for act in assistant.acts(query) {
            let category = act.category.map_or("", Category::as_str);
            writeln!(out, "听成 {:?} {:.2} {category}“{}”", act.kind, act.probability, act.words)?;
        }
    }
    hits.iter().enumerate().try_for_each(|(number, line)| line.print(number + 1, &mut out))?;
    if hits.is_empty() {
        writeln!(io::stderr(), "没有找到有关的要点。")?;
        return Ok(Ending::Faults);
    }
    Ok(Ending::Done)
}

fn lines<'a>(knowledge: &'a Knowledge, found: &[(Hit, f32)], explain: bool) -> Vec<Line<'a>> {
    let line = |(hit, support): &(Hit, f32)| {
        let point = knowledge.point(hit.at);
        let first = point.citations.first();
        Line {
            card: knowledge.cards[hit.at.card].id.as_str(),
            document: first.map_or("", |citation| citation.document.as_str()),
            locator: first.map_or("", |citation| citation.locator.as_str()),
            score: *support,
            text: knowledge.alone(point),
            features: explain.then(|| measured(hit.features)),
        }
    };
    found.iter().map(line).collect()
}

fn measured(features: Features) -> Vec<Feature> {
    Features::NAMES.into_iter().zip(features.values()).map(|(feature, value)| Feature { feature, value }).collect()
}

impl Line<'_> {
    fn print(&self, number: usize, out: &mut impl Write) -> io::Result<()> {
        let Self { card, document, locator, score, text, features } = self;
        writeln!(out, "{number}. {text}")?;
        writeln!(out, "   {card}  [{document} {locator}]  把握 {score:.2}")?;
        for Feature { feature, value } in features.iter().flatten().filter(|measured| measured.value != 0.0) {
            writeln!(out, "     {feature:<17}{value:>9.3}")?;
        }
        Ok(())
    }
}
