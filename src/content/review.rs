//! What an editor of the cards is told besides the faults that keep the product from starting.

use std::path::Path;

use super::card_file::{self, CardFile};
use super::fault::{Fault, SourceFile};
use super::{CARD, files_below};

/// Every such fault of the cards in a knowledge folder that has been loaded.
pub fn review(dir: &Path) -> Vec<Fault> {
    let mut faults = Vec::new();
    for path in files_below(&dir.join("cards"), Some(CARD), &mut Vec::new()) {
        // What cannot be read was told when it was loaded.
        let Some(file) = SourceFile::read(&path).ok().and_then(|source| card_file::parse(source).ok()) else {
            continue;
        };
        heads(&file, &mut faults);
    }
    faults
}

/// Reports points without an id or a nature in the file: they are used all the same, under an id made from their words.
fn heads(file: &CardFile, faults: &mut Vec<Fault>) {
    let (card, places) = (&file.card, &file.places);
    for number in &places.unnumbered {
        let reason = format!("这条要点的编号还没有写（先用 {}，改一个字就会变）", card.points[*number].id);
        let cure = "运行 zhuqi knowledge ids --write，编号会写进文件";
        faults.push(file.source.fault(places.points[*number].clone(), reason, cure).as_warning());
    }
    let mut unnatured = card.points.iter().zip(&places.points).filter(|(point, _)| point.nature.is_none());
    if let Some((_, at)) = unnatured.next() {
        let reason = format!("这张卡片有{}条要点没有写性质", unnatured.count() + 1);
        let cure = "照原文的说法在编号后写目标、安排、鼓励、要求、禁止、实绩、提法、没写之一，例如“- {k7fm 鼓励} …”";
        faults.push(file.source.fault(at.clone(), reason, cure).as_warning());
    }
}
