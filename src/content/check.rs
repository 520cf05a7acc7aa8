//! Checks that need more than one file: ids, citations, names used twice, empty topics.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::path::Path;

use super::card_file::CardFile;
use super::fault::{Fault, SourceFile};
use crate::domain::dialog::Dialog;
use crate::domain::knowledge::Knowledge;
use crate::domain::point::Reference;
use crate::domain::validity::{End, Successor};

/// Fewer example questions than this do not show how differently people ask.
const MIN_QUESTIONS: usize = 5;

/// Checks that every region's parent exists and that no name stands for two regions.
pub(super) fn regions(knowledge: &Knowledge, faults: &mut Vec<Fault>) {
    let source = SourceFile::named("regions.toml");
    let mut names: HashMap<&str, &str> = HashMap::new();
    for region in knowledge.regions.iter() {
        if let Some(parent) = region.parent.as_deref().filter(|parent| knowledge.regions.get(parent).is_none()) {
            let reason = format!("“{}”的上级“{parent}”不存在", region.name);
            faults.push(source.fault(0..0, reason, "先写上级地区，或改正上级的名称"));
        }
        for name in std::iter::once(&region.name).chain(&region.aliases) {
            match names.insert(name, &region.name) {
                Some(other) if other != region.name => {
                    let reason = format!("“{name}”既指“{other}”又指“{}”", region.name);
                    faults.push(source.fault(0..0, reason, "有歧义的叫法只留给一个地区"));
                }
                _ => {}
            }
        }
    }
}

/// Checks every card against the documents, the other lists and the other cards.
pub(super) fn cards(cards: &[CardFile], knowledge: &Knowledge, faults: &mut Vec<Fault>) {
    let mut ids: HashMap<&str, &Path> = HashMap::new();
    let mut aliases: HashMap<&str, &str> = HashMap::new();
    let mut questions: HashMap<&str, &str> = HashMap::new();
    for file in cards {
        lists(file, knowledge, faults);
        citations(file, knowledge, faults);
        let (card, places) = (&file.card, &file.places);
        let id = card.id.as_str();
        if let Some(other) = ids.insert(id, &file.source.path) {
            let reason = format!("编号“{id}”已经用在 {}", other.display());
            faults.push(file.source.fault(places.id.clone(), reason, "换一个编号，并同样改文件名"));
        }
        for (alias, at) in card.aliases.iter().zip(&places.aliases) {
            taken(&mut aliases, alias, id, "名称", at, file, faults);
        }
        for (question, at) in card.questions.iter().zip(&places.questions) {
            taken(&mut questions, question, id, "问法", at, file, faults);
        }
    }
    siblings(cards, faults);
    successors(cards, faults);
}

/// Checks that siblings exist and name each other.
fn siblings(cards: &[CardFile], faults: &mut Vec<Fault>) {
    let known: HashMap<_, _> = cards.iter().map(|file| (&file.card.id, &file.card.siblings)).collect();
    for file in cards {
        let id = &file.card.id;
        for (sibling, at) in file.card.siblings.iter().zip(&file.places.siblings) {
            let (reason, cure) = match known.get(sibling) {
                _ if sibling == id => ("siblings 里写了自己".to_owned(), "删去这一个"),
                None => {
                    // A card may be taken away without touching others: they answer as before.
                    let reason = format!("没有编号为“{sibling}”的卡片");
                    faults.push(file.source.fault(at.clone(), reason, "改正编号，或删去这一个").as_warning());
                    continue;
                }
                Some(back) if !back.contains(id) => {
                    (format!("卡片 {sibling} 的 siblings 里没有写“{id}”"), "两张卡片互相写上对方的编号")
                }
                Some(_) => continue,
            };
            faults.push(file.source.fault(at.clone(), reason, cure));
        }
    }
}

/// Reports a name that another card uses too.
fn taken<'a>(
    names: &mut HashMap<&'a str, &'a str>,
    name: &'a str,
    id: &'a str,
    what: &str,
    at: &Range<usize>,
    file: &CardFile,
    faults: &mut Vec<Fault>,
) {
    match names.insert(name, id) {
        Some(other) if other != id => {
            let reason = format!("{what}“{name}”已经用在卡片 {other}");
            faults.push(file.source.fault(at.clone(), reason, "只留在最贴切的一张卡片里，另一张换个说法"));
        }
        _ => {}
    }
}

/// Checks the parts of a card that must be one of a list.
fn lists(file: &CardFile, knowledge: &Knowledge, faults: &mut Vec<Fault>) {
    let (card, places) = (&file.card, &file.places);
    let mut fault = |at: &Range<usize>, reason: String, cure: &str| {
        faults.push(file.source.fault(at.clone(), reason, cure));
    };
    if file.source.path.file_stem().is_none_or(|stem| stem != card.id.as_str()) {
        fault(&places.id, "编号和文件名不一致".to_owned(), "把文件名改成“编号.md”，或改编号");
    }
    let folder = file.source.path.parent().and_then(Path::file_name);
    if folder.is_none_or(|folder| folder != card.category.as_str()) {
        fault(&places.category, "主题和所在文件夹不一致".to_owned(), "把文件移到同名文件夹，或改主题");
    }
    if !knowledge.topics.iter().any(|topic| topic.name == card.category) {
        fault(&places.category, format!("没有“{}”这个主题", card.category), "主题见 topics.toml");
    }
    if knowledge.regions.get(&card.region).is_none() {
        fault(&places.region, format!("没有“{}”这个地区", card.region), "地区写正式名称，见 regions.toml");
    }
    for (industry, at) in card.industries.iter().zip(&places.industries) {
        if !knowledge.industries.iter().any(|known| known.name == *industry) {
            fault(at, format!("没有“{industry}”这个行业"), "行业见 industries.toml");
        }
    }
    if card.questions.len() < MIN_QUESTIONS {
        let reason = format!("只有{}个问法，至少要{MIN_QUESTIONS}个", card.questions.len());
        fault(&places.id, reason, "多写几个企业真会问的话，口语、错叫法都可以");
    }
}

/// Checks that every point that takes another's place exists and is another.
fn successors(cards: &[CardFile], faults: &mut Vec<Fault>) {
    let cards_by_id: HashMap<_, _> = cards.iter().map(|file| (&file.card.id, &file.card)).collect();
    let known = |by: &Reference| {
        let card = cards_by_id.get(&by.card);
        card.is_some_and(|card| card.points.iter().any(|point| point.id == by.point))
    };
    for file in cards {
        for (point, at) in file.card.points.iter().zip(&file.places.points) {
            let end = point.validity.as_ref().and_then(|validity| validity.end.as_ref());
            let Some(End::Superseded(Successor::Point(by))) = end else { continue };
            let itself = by.card == file.card.id && by.point == point.id;
            if itself || !known(by) {
                let reason = format!("没有编号为“{by}”的别的要点");
                let cure = "写取代它的要点，编号见 zhuqi knowledge show";
                faults.push(file.source.fault(at.clone(), reason, cure));
            }
        }
    }
}

/// Checks that every citation leads somewhere and that the list of documents is what is cited.
fn citations(file: &CardFile, knowledge: &Knowledge, faults: &mut Vec<Fault>) {
    let card = &file.card;
    let mut cited = HashSet::new();
    for (point, at) in card.points.iter().zip(&file.places.points) {
        for citation in &point.citations {
            cited.insert(&citation.document);
            let Some(document) = knowledge.document(&citation.document) else {
                let reason = format!("没有编号为“{}”的文件", citation.document);
                faults.push(file.source.fault(at.clone(), reason, "文件编号见 documents.toml"));
                continue;
            };
            if !document.locators.contains(&citation.locator) {
                let reason = format!("《{}》里没有“{}”这个位置", document.title, citation.locator);
                let cure = nearest(&citation.locator, &document.locators).map_or_else(
                    || "位置见 documents.toml".to_owned(),
                    |near| format!("是不是“{near}”？位置见 documents.toml"),
                );
                faults.push(file.source.fault(at.clone(), reason, cure));
            }
        }
    }
    let region = |id| knowledge.document(id).map(|document| document.region.as_str());
    if !cited.is_empty() && !cited.iter().any(|id| region(id) == Some(card.region.as_str())) {
        let reason = format!("卡片属于{}，引用的文件没有一份是那里的", card.region);
        faults.push(file.source.fault(file.places.region.clone(), reason, "把 region 改成文件所属的省"));
    }
    for (document, at) in card.documents.iter().zip(&file.places.documents) {
        if !cited.remove(document) {
            let reason = format!("没有要点引用“{document}”");
            faults.push(file.source.fault(at.clone(), reason, "从 documents 里删去，或补上引用它的要点"));
        }
    }
    if let Some(document) = cited.into_iter().next() {
        let reason = format!("要点引用了“{document}”，documents 里没有写");
        faults.push(file.source.fault(file.places.id.clone(), reason, "在 documents 里补上"));
    }
}

/// The known text most like the one given, if any is like it.
fn nearest<'a>(text: &str, known: &'a [String]) -> Option<&'a str> {
    let best = known.iter().max_by(|a, b| strsim::jaro(text, a).total_cmp(&strsim::jaro(text, b)))?;
    (strsim::jaro(text, best) > 0.7).then_some(best)
}

/// Reports topics without a card.
pub(super) fn topics(cards: &[CardFile], knowledge: &Knowledge, faults: &mut Vec<Fault>) {
    let source = SourceFile::named("topics.toml");
    for topic in &knowledge.topics {
        if !cards.iter().any(|file| file.card.category == topic.name) {
            let reason = format!("主题“{}”还没有卡片", topic.name);
            faults.push(source.fault(0..0, reason, "写第一张卡片，或从 topics.toml 删去这个主题").as_warning());
        }
    }
}

/// Checks a dialog: its id is its file's name and no slot stands twice.
pub(super) fn dialog(source: &SourceFile, dialog: &Dialog) -> Vec<Fault> {
    let mut faults = Vec::new();
    let place = |text: &str| source.text.find(text).map_or(0..0, |at| at..at + text.len());
    if source.path.file_stem().is_none_or(|stem| stem != dialog.id.as_str()) {
        faults.push(source.fault(
            place(dialog.id.as_str()),
            "流程编号和文件名不一致",
            "把文件名改成“编号.toml”，或改编号",
        ));
    }
    let mut seen = HashSet::new();
    for slot in &dialog.slots {
        if !seen.insert(&slot.id) {
            faults.push(source.fault(place(&slot.id), format!("“{}”问了两次", slot.id), "每个 slot 的 id 只用一次"));
        }
    }
    if dialog.slots.is_empty() {
        faults.push(source.fault(0..0, "这个流程什么也不问", "至少写一个 [[slot]]"));
    }
    faults
}
