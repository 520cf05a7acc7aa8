//! `zhuqi knowledge show`: one card as a reader sees it.

use std::io::{self, Write};

use clap::Args;
use jiff::civil::Date;

use super::super::Ending;
use crate::app;
use crate::config::Settings;
use crate::domain::calendar;
use crate::domain::card::{Card, Citation};
use crate::domain::ids::CardId;
use crate::domain::knowledge::Knowledge;
use crate::domain::validity::Standing;

/// Arguments of `zhuqi knowledge show`.
#[derive(Debug, Args)]
#[command(after_help = "例子：\n  zhuqi knowledge show jl21-zjtx\n\n编号见 zhuqi knowledge list。", help_template = super::super::HELP,
    next_help_heading = "选项")]
pub(super) struct Arguments {
    /// 卡片编号，例如 jl21-zjtx
    #[arg(value_name = "卡片编号", help_heading = "参数", value_parser = |text: &str| CardId::new(text))]
    id: CardId,
    /// 输出 JSON，供程序读取
    #[arg(long)]
    json: bool,
}

/// Prints it; an unknown id is exit status 1.
pub(super) fn run(arguments: &Arguments, settings: &Settings) -> anyhow::Result<Ending> {
    let edition = app::edition(settings)?;
    let Some(card) = edition.knowledge.card(&arguments.id) else {
        writeln!(io::stderr(), "没有编号为 {} 的卡片。用 zhuqi knowledge list 看有哪些。", arguments.id)?;
        return Ok(Ending::Faults);
    };
    let mut out = io::stdout().lock();
    if arguments.json {
        writeln!(out, "{}", serde_json::to_string(card)?)?;
    } else {
        let today = calendar::day((app::clock())());
        print(card, &edition.knowledge, today, &mut out)?;
    }
    Ok(Ending::Done)
}

fn print(card: &Card, knowledge: &Knowledge, today: Date, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{}（{}）", card.title, card.id)?;
    writeln!(out, "主题：{}    地区：{}", card.category, card.region)?;
    writeln!(out, "适用：{}", card.audience)?;
    if !card.industries.is_empty() {
        writeln!(out, "行业：{}", card.industries.join("、"))?;
    }
    writeln!(out, "别名：{}", card.aliases.join("、"))?;
    writeln!(out, "问法：{}", card.questions.join("；"))?;
    for point in &card.points {
        let nature = point.nature.map_or_else(String::new, |nature| format!("（{nature}）"));
        writeln!(out, "\n· {}{nature} {}", point.id, point.text)?;
        for citation in &point.citations {
            writeln!(out, "  依据：{}", source(citation, knowledge, today))?;
        }
        if !point.questions.is_empty() {
            writeln!(out, "  问：{}", point.questions.join("；"))?;
        }
    }
    Ok(())
}

/// Where a point stands, with the region and the years it is for.
fn source(citation: &Citation, knowledge: &Knowledge, today: Date) -> String {
    let Some(document) = knowledge.document(&citation.document) else { return citation.document.to_string() };
    let title =
        if document.title.contains('《') { document.title.clone() } else { format!("《{}》", document.title) };
    let state = match document.standing(today) {
        Standing::NotYet { .. } => "还没有施行",
        Standing::InForce => "期限内",
        Standing::Ended { .. } => "已到期",
        Standing::Superseded { .. } => "已被取代",
        Standing::Withdrawn { .. } => "已废止",
    };
    format!("{title} {}（{}，{}，{state}）", citation.locator, document.region, document.period)
}
