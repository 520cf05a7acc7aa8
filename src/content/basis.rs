//! Checks that the figures and names of a point stand in the places it cites.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use unicode_normalization::UnicodeNormalization;

use super::card_place::CardPlace;
use super::fault::{Fault, SourceFile};
use super::source_text::SourceText;
use crate::domain::card::{Card, Point};
use crate::domain::ids::DocumentId;
use crate::domain::knowledge::Knowledge;

/// A fault for every figure and name of a point that its places do not have; `sources` holds `<document id>.txt`.
pub fn check(knowledge: &Knowledge, dir: &Path, sources: &Path) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut texts: HashMap<&DocumentId, SourceText> = HashMap::new();
    for document in &knowledge.documents {
        match SourceFile::read(&sources.join(format!("{}.txt", document.id))) {
            Ok(source) => {
                texts.insert(&document.id, SourceText::new(document, &source.text));
            }
            Err(fault) => faults.push(fault),
        }
    }
    for card in &knowledge.cards {
        for point in &card.points {
            let sections =
                point.citations.iter().map(|cited| Some(texts.get(&cited.document)?.section(&cited.locator)));
            // Without one of the texts nothing can be said of the point.
            let Some(sections) = sections.collect::<Option<Vec<_>>>() else { continue };
            // Which document something is from may be told by its title.
            let titles = point.citations.iter().filter_map(|cited| knowledge.document(&cited.document));
            let known: Vec<_> = sections.into_iter().chain(titles.map(|document| document.title.clone())).collect();
            faults.extend(of_point(card, point, &known.join("\n"), dir));
        }
    }
    faults
}

fn of_point(card: &Card, point: &Point, section: &str, dir: &Path) -> Vec<Fault> {
    let missing = missing(&point.text, section);
    if missing.is_empty() {
        return Vec::new();
    }
    let places: Vec<_> = point.citations.iter().map(|cited| format!("{} {}", cited.document, cited.locator)).collect();
    let reason = format!("所引位置（{}）的原文里没有{}", places.join("、"), missing.join("、"));
    match CardPlace::read(dir, card) {
        Ok(place) => vec![place.fault(&point.text, reason, "对照原文改正数字、名称，或改正出处")],
        Err(fault) => vec![fault],
    }
}

/// The figures and quoted names of `text` that `section` does not have, each in quotes.
fn missing(text: &str, section: &str) -> Vec<String> {
    let known = figures(section);
    let mut asked: Vec<_> =
        figures(text).into_iter().filter(|figure| !is_year(figure) && !known.contains(figure)).collect();
    asked.sort();
    let squeezed = squeeze(section);
    asked.extend(names(text).filter(|name| !squeezed.contains(&squeeze(name))).map(str::to_owned));
    asked.into_iter().map(|missing| format!("“{missing}”")).collect()
}

/// The numbers in a text, in half-width digits without separators of thousands.
pub fn figures(text: &str) -> HashSet<String> {
    let text: Vec<char> = text.nfkc().filter(|c| !c.is_whitespace()).collect();
    let digit = |at: usize| text.get(at).is_some_and(char::is_ascii_digit);
    let mut figures = HashSet::new();
    let mut at = 0;
    while at < text.len() {
        let mut figure = String::new();
        // Digits since the number or its last group of thousands began.
        let mut group = 0;
        while digit(at) {
            figure.push(text[at]);
            at += 1;
            group += 1;
            if text.get(at) == Some(&',') && group <= 3 && (1..=3).all(|next| digit(at + next)) && !digit(at + 4) {
                at += 1;
                group = 0;
            } else if text.get(at) == Some(&'.') && digit(at + 1) && !figure.contains('.') {
                figure.push('.');
                at += 1;
            }
        }
        if figure.is_empty() {
            at += 1;
        } else {
            figures.insert(figure);
        }
    }
    figures
}

/// Years of the present are said of the document as a whole.
fn is_year(figure: &str) -> bool {
    figure.len() == 4 && (figure.starts_with("201") || figure.starts_with("202"))
}

/// What stands in 《》 or “”.
fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split(['《', '“']).skip(1).filter_map(|rest| Some(rest.split_once(['》', '”'])?.0))
}

/// The text without what may differ between a quotation and its source: width, dashes, spaces, punctuation.
fn squeeze(text: &str) -> String {
    let dash = |c| if matches!(c, '－' | '—' | '–' | '~') { '-' } else { c };
    let dropped = |c: &char| c.is_whitespace() || ",，、。；;：:\"“”《》()·".contains(*c);
    text.nfkc().map(dash).filter(|c| !dropped(c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_whole_and_in_one_spelling() {
        let found = |text| {
            let mut found: Vec<_> = figures(text).into_iter().collect();
            found.sort();
            found
        };
        assert_eq!(found("１，２００亿元、35.5%和 2 家"), ["1200", "2", "35.5"]);
        assert_eq!(found("12,34；12,345,678；2021,2022。3."), ["12", "12345678", "2021", "2022", "3", "34"]);
    }

    #[test]
    fn what_the_section_lacks_is_named() {
        let section = "支持“专精特新”企业50户，安排1,000万元。";
        assert!(missing("2021年有50户“专精特新”，给1000万元", section).is_empty());
        assert_eq!(missing("5户，《某办法》，“专精 特新”", section), ["“5”", "“某办法”"]);
    }
}
