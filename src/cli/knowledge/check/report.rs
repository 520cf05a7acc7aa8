//! What a check has found, as a person or a program reads it.

use std::io::{self, IsTerminal, Write};

use miette::{GraphicalReportHandler, GraphicalTheme};
use serde_json::json;

use crate::content::fault::Fault;
use crate::content::{Digest, Edition};

/// Of one sort of warnings so many are shown to a person; a program gets all.
const SHOWN: usize = 50;

/// Says that training is due.
const DUE: &str = "。这些文件还没有训练过：改完请运行 zhuqi knowledge train";

/// How much was checked, and in which edition.
struct Checked {
    cards: usize,
    points: usize,
    digest: Digest,
}

/// Faults, and what was checked.
pub(super) struct Report {
    /// What is shown.
    faults: Vec<Fault>,
    /// Warnings that only a program gets; for a person they are counted.
    more: Vec<Fault>,
    /// Whether what was learned was learned from these files.
    pub(super) trained: bool,
    /// What was checked; none if the files could not be read as a whole.
    checked: Option<Checked>,
}

impl Report {
    /// A report of the faults of loading.
    pub(super) fn new(faults: Vec<Fault>, edition: Option<&Edition>) -> Self {
        let checked = edition.map(|edition| Checked {
            cards: edition.knowledge.cards.len(),
            points: edition.knowledge.points().count(),
            digest: edition.digest.clone(),
        });
        Self { faults, more: Vec::new(), trained: true, checked }
    }

    /// Adds faults that are all shown.
    pub(super) fn add(&mut self, faults: Vec<Fault>) {
        self.faults.extend(faults);
    }

    /// Adds faults of which the first few are enough to see what is wrong.
    pub(super) fn add_some(&mut self, mut faults: Vec<Fault>) {
        self.more.extend(faults.split_off(faults.len().min(SHOWN)));
        self.faults.extend(faults);
    }

    /// How many errors there are.
    pub(super) fn errors(&self) -> usize {
        self.faults.iter().filter(|fault| fault.is_error()).count()
    }

    fn warnings(&self) -> usize {
        self.faults.len() - self.errors() + self.more.len()
    }

    /// Prints it to stdout.
    pub(super) fn print(&self, json: bool) -> io::Result<()> {
        let mut out = io::stdout().lock();
        if json {
            return writeln!(out, "{}", self.as_json());
        }
        let handler = handler(out.is_terminal());
        for fault in &self.faults {
            let mut page = String::new();
            if handler.render_report(&mut page, &fault.diagnostic()).is_err() {
                page = fault.to_string();
            }
            if !fault.shows_text() {
                page += &format!("   改法：{}\n", fault.cure());
            }
            writeln!(out, "{page}")?;
        }
        if !self.more.is_empty() {
            writeln!(out, "另有 {} 处这样的提醒没有列出。", self.more.len())?;
        }
        writeln!(out, "{}", self.summary())
    }

    fn summary(&self) -> String {
        let found = format!("{} 处错误，{} 处提醒", self.errors(), self.warnings());
        match &self.checked {
            Some(Checked { cards, points, digest }) => {
                let due = if self.trained { "" } else { DUE };
                format!("版本 {}，{cards} 张卡片，{points} 条要点，{found}{due}", digest.short())
            }
            None => format!("{found}。改好错误后请再检查一遍：问法和原文要等文件都读得懂才能核对"),
        }
    }

    fn as_json(&self) -> serde_json::Value {
        let faults: Vec<_> = self.faults.iter().chain(&self.more).map(as_json).collect();
        let checked = self.checked.as_ref();
        let (cards, points) = checked.map(|checked| (checked.cards, checked.points)).unzip();
        let edition = checked.map(|checked| checked.digest.to_string());
        let (errors, warnings) = (self.errors(), self.warnings());
        json!({
            "edition": edition, "cards": cards, "points": points, "errors": errors, "warnings": warnings,
            "trained": self.trained, "faults": faults,
        })
    }
}

fn as_json(fault: &Fault) -> serde_json::Value {
    let severity = if fault.is_error() { "error" } else { "warning" };
    let file = fault.path().display().to_string();
    json!({ "severity": severity, "file": file, "line": fault.line(), "reason": fault.reason(), "cure": fault.cure() })
}

/// Colours and wrapped lines are for people; a file or a program gets plain whole lines.
fn handler(person: bool) -> GraphicalReportHandler {
    let theme = if person { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    GraphicalReportHandler::new_themed(theme).with_links(false).with_context_lines(0).with_wrap_lines(person)
}
