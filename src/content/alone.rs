//! Checks that a point can be understood where it stands alone: on a phone, or pasted by staff into a letter.

use std::sync::LazyLock;

use regex::Regex;

use super::card_file::CardFile;
use super::fault::Fault;
use crate::domain::card::Point;
use crate::domain::document::Document;
use crate::domain::knowledge::Knowledge;
use crate::domain::point::Nature;

/// Somebody supports building something by what they are said to be: most likely they are the one supported.
static TURNED: LazyLock<Regex> = LazyLock::new(|| {
    pattern("^(?:[^，：。；、大积鼓支重要][^，：。；、]{1,23})(?:支持|鼓励|引导)(?:建|与|由|以|开展|主导|企业)")
});
/// Told as if somebody had a right to it, or had got it.
static ENTITLED: LazyLock<Regex> =
    LazyLock::new(|| pattern("获支持|受支持|获扶持|受扶持|得到扶持|得到支持|能享受|可享受|可以享受|有资格"));
/// Begins as if another line stood above it.
static HANGING: LazyLock<Regex> = LazyLock::new(|| {
    pattern("^(?:同样|也|还有|还要|还将|其余|其他的|别的|该|这些|这类|此外|另外|其中|并且|同时|而且|上述)")
});
static YEAR: LazyLock<Regex> = LazyLock::new(|| pattern("20[0-9]{2}"));
/// Stands for every document.
const ALL: &str = "五份文件";

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("the pattern is part of the program")
}

/// Names every point that cannot be understood alone, and how it is mended.
pub(super) fn points(cards: &[CardFile], knowledge: &Knowledge, faults: &mut Vec<Fault>) {
    for file in cards {
        for (point, at) in file.card.points.iter().zip(&file.places.points) {
            if let Some((reason, cure)) = fault(point, knowledge) {
                faults.push(file.source.fault(at.clone(), reason, cure));
            }
        }
    }
}

fn fault(point: &Point, knowledge: &Knowledge) -> Option<(&'static str, &'static str)> {
    let text = point.text.as_str();
    let promises = !matches!(point.nature, Some(Nature::Silence | Nature::Result));
    if HANGING.is_match(text) {
        return Some(("这条要点的开头接着另一条说，单独看不懂", "把说的是谁、什么事写全"));
    }
    if TURNED.is_match(text) {
        return Some(("这条要点像是把被支持的写成了支持别人的", "写成“支持某某建……”，谁支持谁照原文"));
    }
    if promises && ENTITLED.is_match(text) {
        return Some(("这条要点把安排或鼓励写成了谁已经有的资格", "照原文的说法写：支持、鼓励、安排、要求……"));
    }
    (of_several(point) && !names_source(text, knowledge))
        .then_some(("这条要点引了几份文件，句子里没有说是哪份、哪年的", "每一半写明是哪份文件的，例如“2021年要点……”"))
}

/// Whether a point cites several documents: then no label is put before it.
fn of_several(point: &Point) -> bool {
    let mut documents = point.citations.iter().map(|citation| &citation.document);
    let first = documents.next();
    documents.any(|document| Some(document) != first)
}

fn names_source(text: &str, knowledge: &Knowledge) -> bool {
    let named = |name: &String| text.contains(name.as_str());
    let known = |document: &Document| named(&document.short) || document.aliases.iter().any(named);
    YEAR.is_match(text) || text.contains(ALL) || knowledge.documents.iter().any(known)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::PointId;

    fn told(text: &str, nature: Nature) -> Option<&'static str> {
        let point = Point {
            id: PointId::new("p1").unwrap(),
            nature: Some(nature),
            validity: None,
            text: text.to_owned(),
            citations: Vec::new(),
            questions: Vec::new(),
        };
        fault(&point, &Knowledge::default()).map(|(reason, _)| reason)
    }

    #[test]
    fn a_point_is_refused_that_cannot_stand_alone() {
        for text in ["同样要建示范基地。", "硅藻土企业支持与院所合作开发产品。", "冰雪装备企业获支持。"]
        {
            assert!(told(text, Nature::Encouragement).is_some(), "{text}");
        }
        for text in ["支持硅藻土企业与院所合作开发产品。", "大力支持企业加强技术改造。", "还在用淘汰类工艺的要退出。"]
        {
            assert_eq!(told(text, Nature::Encouragement), None, "{text}");
        }
        assert_eq!(told("零部件厂能不能受支持，没写。", Nature::Silence), None);
    }
}
