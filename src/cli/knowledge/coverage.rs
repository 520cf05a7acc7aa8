//! `zhuqi knowledge coverage`: which instruments of a list no card tells of.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;
use serde::Deserialize;
use serde_json::json;

use super::super::{Ending, json_lines, table};
use crate::app;
use crate::config::Settings;
use crate::content::basis::figures;
use crate::domain::card::{Card, Point, PointRef};
use crate::domain::ids::DocumentId;
use crate::domain::knowledge::Knowledge;

/// Arguments of `zhuqi knowledge coverage`.
#[derive(Debug, Args)]
#[command(
    after_help = "例子：\n  zhuqi knowledge coverage 政策清单.jsonl\n\n清单的每一行是 {\"id\",\"title\",\"category\",\"document\",\"locator\",\"facts\":[…],\"tier\":\"core\"}。有缺漏时退出码是 1。",
    help_template = super::super::HELP,
    next_help_heading = "选项"
)]
pub(super) struct Arguments {
    /// 政策清单（每行一个 JSON）
    #[arg(value_name = "文件", help_heading = "参数")]
    file: PathBuf,
    /// 输出 JSON，供程序读取
    #[arg(long)]
    json: bool,
}

/// An instrument of the list; other fields are ignored.
#[derive(Debug, Deserialize)]
struct Row {
    id: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    category: String,
    document: DocumentId,
    #[serde(default)]
    locator: String,
    #[serde(default)]
    facts: Vec<String>,
    #[serde(default)]
    tier: String,
}

/// What is missing of an instrument.
enum Missing {
    /// Any card.
    Card,
    /// Figures of its facts.
    Figures(Vec<String>),
    /// A point of its own, though it is one of the most important.
    Point,
}

/// Prints what is missing; anything is exit status 1.
pub(super) fn run(arguments: &Arguments, settings: &Settings) -> anyhow::Result<Ending> {
    let rows: Vec<Row> = json_lines::read(&arguments.file)?;
    let edition = app::edition(settings)?;
    let missing = missing(&rows, &edition.knowledge);
    let mut out = io::stdout().lock();
    if arguments.json {
        let missing: Vec<_> = missing.iter().map(|(row, missing)| as_json(row, missing)).collect();
        writeln!(out, "{}", json!({ "rows": rows.len(), "missing": missing }))?;
    } else {
        print(&rows, &missing, &mut out)?;
    }
    Ok(if missing.is_empty() { Ending::Done } else { Ending::Faults })
}

fn missing<'a>(rows: &'a [Row], knowledge: &Knowledge) -> Vec<(&'a Row, Missing)> {
    let mut covering: HashMap<&str, Vec<usize>> = HashMap::new();
    for (number, card) in knowledge.cards.iter().enumerate() {
        for id in &card.covers {
            covering.entry(id).or_default().push(number);
        }
    }
    let mut points = OwnPoints::default();
    let mut missing = Vec::new();
    for row in rows {
        let Some(cards) = covering.get(row.id.as_str()) else {
            missing.push((row, Missing::Card));
            continue;
        };
        let lacking = lacking_figures(row, cards.iter().map(|card| &knowledge.cards[*card]));
        if !lacking.is_empty() {
            missing.push((row, Missing::Figures(lacking)));
        }
        let tells = |at: &PointRef| about(knowledge.point(*at), row);
        let of_card = |card: &usize| {
            let card = *card;
            (0..knowledge.cards[card].points.len()).map(move |point| PointRef { card, point })
        };
        if row.tier == "core" && !points.assign(cards.iter().flat_map(of_card).filter(tells).collect()) {
            missing.push((row, Missing::Point));
        }
    }
    missing
}

fn lacking_figures<'a>(row: &Row, cards: impl Iterator<Item = &'a Card>) -> Vec<String> {
    let points = cards.flat_map(|card| &card.points);
    let told: Vec<_> = points.map(|point| figures(&point.text)).collect();
    let asked = row.facts.iter().flat_map(|fact| figures(fact));
    let mut lacking: Vec<String> = asked.filter(|figure| !told.iter().any(|told| told.contains(figure))).collect();
    lacking.sort();
    lacking.dedup();
    lacking
}

/// Whether a point cites the place of an instrument, a part of it or what it is a part of.
fn about(point: &Point, row: &Row) -> bool {
    point.citations.iter().any(|cited| {
        cited.document == row.document
            && (cited.locator.starts_with(&row.locator) || row.locator.starts_with(&cited.locator))
    })
}

/// Which point was given to which instrument; none is given twice.
#[derive(Default)]
struct OwnPoints {
    candidates: Vec<Vec<PointRef>>,
    owner: HashMap<PointRef, usize>,
}

impl OwnPoints {
    /// Gives the next instrument a point of its own, moving others to another of theirs where that helps.
    fn assign(&mut self, candidates: Vec<PointRef>) -> bool {
        self.candidates.push(candidates);
        self.find(self.candidates.len() - 1, &mut Vec::new())
    }

    fn find(&mut self, row: usize, tried: &mut Vec<PointRef>) -> bool {
        for point in self.candidates[row].clone() {
            if tried.contains(&point) {
                continue;
            }
            tried.push(point);
            let free = self.owner.get(&point).copied().is_none_or(|owner| self.find(owner, tried));
            if free {
                self.owner.insert(point, row);
                return true;
            }
        }
        false
    }
}

impl Missing {
    fn name(&self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::Figures(_) => "figures",
            Self::Point => "point",
        }
    }

    fn reason(&self) -> String {
        match self {
            Self::Card => "没有卡片写到它（covers 里没有）".to_owned(),
            Self::Figures(figures) => format!("要点里缺少数字 {}", figures.join("、")),
            Self::Point => "是核心政策，却没有引用其位置的单独要点".to_owned(),
        }
    }
}

fn as_json(row: &Row, missing: &Missing) -> serde_json::Value {
    let (id, category, what, reason) = (&row.id, &row.category, missing.name(), missing.reason());
    json!({ "id": id, "category": category, "tier": row.tier, "missing": what, "reason": reason })
}

fn print(rows: &[Row], missing: &[(&Row, Missing)], out: &mut impl Write) -> io::Result<()> {
    for (row, missing) in missing {
        writeln!(out, "{}  {}：{}", row.id, row.title, missing.reason())?;
    }
    let mut tally: BTreeMap<&str, [usize; 5]> = BTreeMap::new();
    for row in rows {
        for key in [row.category.as_str(), TOTAL] {
            let counts = tally.entry(key).or_default();
            counts[0] += 1;
            counts[1] += usize::from(row.tier == "core");
        }
    }
    for (row, missing) in missing {
        let column = match missing {
            Missing::Card => 2,
            Missing::Figures(_) => 3,
            Missing::Point => 4,
        };
        for key in [row.category.as_str(), TOTAL] {
            tally.entry(key).or_default()[column] += 1;
        }
    }
    let total = tally.remove_entry(TOTAL);
    let line = |(category, counts): (&str, [usize; 5])| {
        let [rows, core, card, figures, point] = counts.map(|count| count.to_string());
        [category.to_owned(), rows, core, card, figures, point]
    };
    let lines: Vec<_> = tally.into_iter().chain(total).map(line).collect();
    table::write(out, &["主题", "政策", "其中核心", "没有卡片", "缺数字", "缺单独要点"], &lines)
}

/// The line of the table that sums up the others.
const TOTAL: &str = "合计";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_instruments_share_a_point() {
        let at = |point| PointRef { card: 0, point };
        let mut points = OwnPoints::default();
        assert!(points.assign(vec![at(0), at(1)]));
        assert!(points.assign(vec![at(0)]), "the first moves to its other point");
        assert!(!points.assign(vec![at(1), at(0)]));
        assert!(points.assign(vec![at(2)]));
    }
}
