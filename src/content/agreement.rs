//! Checks that one figure that stands in several cards is the same in all of them.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::card_file::CardFile;
use super::fault::Fault;
use crate::domain::card::Citation;

/// So many characters before a figure tell what it is a figure of, where both are cited from the same place.
const BEFORE: usize = 6;

/// A figure with what stands before it and the unit behind it, in a text without stops.
static FIGURE: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = format!(r"(?<before>[^\d]{{{BEFORE}}})(?<figure>[0-9][0-9.]*)(?<unit>[^\d]?)");
    Regex::new(&pattern).expect("the pattern is part of the program")
});

/// Where a figure was met first.
struct First<'a> {
    figure: String,
    card: &'a CardFile,
}

/// Names every figure that another card gives differently, cited from the same place and behind the same words. Years are
/// left out: a sentence may tell of several.
pub(super) fn figures(cards: &[CardFile], faults: &mut Vec<Fault>) {
    let mut known: HashMap<(&Citation, String), First<'_>> = HashMap::new();
    for file in cards {
        for (point, at) in file.card.points.iter().zip(&file.places.points) {
            for (of, figure) in told(&point.text) {
                for citation in &point.citations {
                    let first = known
                        .entry((citation, of.clone()))
                        .or_insert_with(|| First { figure: figure.clone(), card: file });
                    if first.figure != figure && first.card.card.id != file.card.id {
                        faults.push(fault(file, at.clone(), &of, &figure, first));
                    }
                }
            }
        }
    }
}

/// The figures of a text by what they are figures of.
fn told(text: &str) -> Vec<(String, String)> {
    let bare: String = text.chars().filter(|c| c.is_alphanumeric() || matches!(c, '.' | '%')).collect();
    let found = FIGURE.captures_iter(&bare).filter(|found| &found["unit"] != "年");
    found.map(|found| (format!("{}…{}", &found["before"], &found["unit"]), found["figure"].to_owned())).collect()
}

fn fault(file: &CardFile, at: Range<usize>, of: &str, figure: &str, first: &First<'_>) -> Fault {
    let reason =
        format!("“{of}”这里是{figure}，卡片 {} 里是{}，两处引的是同一个位置", first.card.card.id, first.figure);
    file.source.fault(at, reason, "对照原文，把写错的一处改过来")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_told_with_what_it_is_a_figure_of() {
        let found = told("新认定省级“专精特新”中小企业197户。");
        assert_eq!(found, [("特新中小企业…户".to_owned(), "197".to_owned())]);
        assert_eq!(told("培育计划的目标是到2025年"), []);
    }
}
