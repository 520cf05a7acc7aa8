//! `zhuqi ask`: one question, or a batch of them, without a store.

use std::io::{self, Write};

use clap::Args;
use uuid::Uuid;

use super::Ending;
use super::fresh::{self, Answer};
use super::json_lines::{self, Question};
use super::judging::{self, Judging};
use crate::app;
use crate::assistant::Assistant;
use crate::config::Settings;
use crate::domain::reply::Reply;
use crate::http::reply_body::RepliesBody;

/// Arguments of `zhuqi ask`.
#[derive(Debug, Args)]
#[command(
    after_help = "例子：\n  zhuqi ask 研发费用加计扣除有什么政策\n  zhuqi ask --json 首台套有什么支持\n  zhuqi ask --batch < 问题.jsonl > 答复.jsonl\n\n批量的每一行是 {\"id\":\"1\",\"q\":\"问题\"} 或 {\"id\":\"1\",\"turns\":[\"第一句\",\"第二句\"]}，每行是一次新的会话。\n批量时可以把要判读的写出来、把判读放回去：zhuqi ask --batch --judge-record 请求.jsonl --judge-replay 判读.jsonl\n试问不会登记，也不会保存。",
    help_template = super::HELP,
    next_help_heading = "选项"
)]
pub(super) struct Arguments {
    /// 要问的话
    #[arg(value_name = "问题", help_heading = "参数", required_unless_present = "batch", conflicts_with = "batch")]
    question: Option<String>,
    /// 输出 JSON，供程序读取
    #[arg(long)]
    json: bool,
    /// 从标准输入读一批问题（每行一个 JSON），逐行输出 JSON 答复
    #[arg(long)]
    batch: bool,
    #[command(flatten)]
    judge: judging::Files,
}

/// Answers; lines of a batch that cannot be read, and judgements that do not fit, are exit status 1.
pub(super) fn run(arguments: &Arguments, settings: &Settings) -> anyhow::Result<Ending> {
    let (assistant, mut judging) = Judging::begin(&arguments.judge, settings)?;
    match &arguments.question {
        Some(question) => one(&assistant, &mut judging, question, arguments.json),
        None => batch(&assistant, &mut judging),
    }
}

fn one(assistant: &Assistant, judging: &mut Judging, question: &str, json: bool) -> anyhow::Result<Ending> {
    let id = Uuid::new_v4().to_string();
    let answer = fresh::answer(assistant, judging, &id, &[question], (app::clock())())?;
    let page = if json { line(&id, answer)? } else { page(assistant, &answer.reply) };
    io::stdout().write_all(page.as_bytes())?;
    Ok(if judging.end()? { Ending::Done } else { Ending::Faults })
}

fn batch(assistant: &Assistant, judging: &mut Judging) -> anyhow::Result<Ending> {
    let clock = app::clock();
    let bad = json_lines::for_each(io::stdin().lock(), |question: Question| {
        let turns = match question.turns() {
            Ok(turns) => turns,
            Err(reason) => return Ok(Err(reason)),
        };
        let line = line(&question.id, fresh::answer(assistant, judging, &question.id, turns, clock())?)?;
        io::stdout().write_all(line.as_bytes())?;
        Ok(Ok(()))
    })?;
    let judged = judging.end()?;
    Ok(if bad == 0 && judged { Ending::Done } else { Ending::Faults })
}

/// The answer as one JSON object on a line of its own.
fn line(id: &str, answer: Answer) -> anyhow::Result<String> {
    let body = RepliesBody::new(id, vec![answer.reply], answer.took);
    let mut text = String::new();
    for reply in &body.replies {
        text += &serde_json::to_string(reply)?;
        text.push('\n');
    }
    Ok(text)
}

/// The answer as a person reads it.
fn page(assistant: &Assistant, reply: &Reply) -> String {
    let mut page = format!("{}\n", reply.text);
    let sources = assistant.source_lines(reply);
    if !sources.is_empty() {
        page += &format!("\n{}\n", sources.join("\n"));
    }
    if !reply.buttons.is_empty() {
        let labels: Vec<_> = reply.buttons.iter().map(|button| format!("[{}]", button.label)).collect();
        page += &format!("\n{}\n", labels.join(" "));
    }
    page
}
