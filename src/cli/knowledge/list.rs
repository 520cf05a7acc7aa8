//! `zhuqi knowledge list`: the cards, one a line.

use std::io::{self, Write};

use clap::Args;
use serde_json::json;

use super::super::{Ending, table};
use crate::app;
use crate::config::Settings;
use crate::domain::card::Card;
use crate::domain::ids::DocumentId;

/// Arguments of `zhuqi knowledge list`.
#[derive(Debug, Args)]
#[command(
    after_help = "例子：\n  zhuqi knowledge list\n  zhuqi knowledge list --topic 融资对接 --region 吉林省\n  zhuqi knowledge list --document jilin-2021-work-points --json",
    help_template = super::super::HELP,
    next_help_heading = "选项"
)]
pub(super) struct Arguments {
    /// 只列这个主题的卡片
    #[arg(long, value_name = "主题")]
    topic: Option<String>,
    /// 只列引用这份文件的卡片（写文件编号）
    #[arg(long, value_name = "文件编号", value_parser = |text: &str| DocumentId::new(text))]
    document: Option<DocumentId>,
    /// 只列这个地区的卡片（写正式名称）
    #[arg(long, value_name = "地区")]
    region: Option<String>,
    /// 输出 JSON，每行一张，供程序读取
    #[arg(long)]
    json: bool,
}

impl Arguments {
    fn wants(&self, card: &Card) -> bool {
        self.topic.as_ref().is_none_or(|topic| *topic == card.category)
            && self.document.as_ref().is_none_or(|document| card.documents.contains(document))
            && self.region.as_ref().is_none_or(|region| *region == card.region)
    }
}

/// Prints them; no card at all is exit status 1.
pub(super) fn run(arguments: &Arguments, settings: &Settings) -> anyhow::Result<Ending> {
    let edition = app::edition(settings)?;
    let cards: Vec<&Card> = edition.knowledge.cards.iter().filter(|card| arguments.wants(card)).collect();
    let mut out = io::stdout().lock();
    if arguments.json {
        for card in &cards {
            writeln!(out, "{}", as_json(card))?;
        }
    } else if !cards.is_empty() {
        let rows: Vec<_> = cards.iter().map(|card| row(card)).collect();
        table::write(&mut out, &["编号", "标题", "主题", "要点", "文件"], &rows)?;
    }
    if cards.is_empty() {
        writeln!(io::stderr(), "没有这样的卡片。主题、文件编号和地区要写得和卡片里一样。")?;
        return Ok(Ending::Faults);
    }
    Ok(Ending::Done)
}

fn documents(card: &Card) -> Vec<&str> {
    card.documents.iter().map(DocumentId::as_str).collect()
}

fn row(card: &Card) -> [String; 5] {
    let points = card.points.len().to_string();
    [card.id.to_string(), card.title.clone(), card.category.clone(), points, documents(card).join(" ")]
}

fn as_json(card: &Card) -> serde_json::Value {
    let (id, title, topic, region) = (card.id.as_str(), &card.title, &card.category, &card.region);
    let points = card.points.len();
    json!({ "id": id, "title": title, "topic": topic, "region": region, "points": points, "documents": documents(card) })
}
