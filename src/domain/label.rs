//! Labels: what a point must begin with to be understood alone.

use super::card::Point;
use super::document::Document;
use super::knowledge::Knowledge;

/// What may stand before the name of a document at the opening of a text: a year, the province, a pointing word.
const BEFORE_A_NAME: [&str; 10] = ["吉林省", "吉林", "四川省", "四川", "省", "该", "这份", "本", "到", "产业"];
/// An alias shorter than this is a common word, which names its document only after a year or the name of a part.
const TELLING: usize = 3;

impl Knowledge {
    /// What a point begins with when it stands alone; none where it rests on several documents, or names its own itself.
    pub fn label(&self, point: &Point) -> Option<&str> {
        let document = self.only_document(point)?;
        if opens_with_its_document(&point.text, document) {
            return None;
        }
        let mut labels = point.citations.iter().map(|citation| document.label(&citation.locator));
        let first = labels.next()??;
        // Places of several parts are told apart by nothing but the document's own name.
        if labels.all(|label| label == Some(first)) { Some(first) } else { document.label.as_deref() }
    }

    /// The point as it is shown by itself.
    pub fn alone(&self, point: &Point) -> String {
        self.label(point).map_or_else(|| point.text.clone(), |label| format!("{label}：{}", point.text))
    }

    fn only_document(&self, point: &Point) -> Option<&Document> {
        let first = &point.citations.first()?.document;
        let only = point.citations.iter().all(|citation| &citation.document == first);
        self.document(first).filter(|_| only)
    }
}

/// Whether a text begins with the name of its document: a label, the short title or what people call it.
fn opens_with_its_document(text: &str, document: &Document) -> bool {
    let labels = document.parts.iter().map(|part| &part.label).chain(&document.label);
    let rest = without_opening(text, document);
    let long = document.aliases.iter().filter(|alias| alias.chars().count() >= TELLING);
    let names = labels.chain([&document.short, &document.title]).chain(long);
    let opens = |name: &String| [text, rest].iter().any(|text| bare(text).starts_with(bare(name)));
    let told_by_part = rest.len() < text.len() && document.aliases.iter().any(|alias| rest.starts_with(alias.as_str()));
    names.into_iter().any(opens) || told_by_part
}

/// The text without years, province and the name of a part before its first words.
fn without_opening<'a>(text: &'a str, document: &Document) -> &'a str {
    let parts: Vec<&str> = document.parts.iter().filter_map(|part| part_name(&part.label)).collect();
    let mut rest = text;
    loop {
        let after_year = rest.trim_start_matches(|c: char| c.is_ascii_digit() || "年—－–-《“".contains(c));
        let words = BEFORE_A_NAME.iter().chain(&parts).find_map(|word| after_year.strip_prefix(word));
        let next = words.unwrap_or(after_year);
        if next.len() == rest.len() {
            return rest;
        }
        rest = next;
    }
}

/// The name of a part as its label has it, such as 装备 of 2017—2020年装备方案.
fn part_name(label: &str) -> Option<&str> {
    let name = label.rsplit_once('年')?.1;
    name.strip_suffix("方案").filter(|name| !name.is_empty())
}

fn bare(text: &str) -> &str {
    text.trim_start_matches(['《', '“'])
}

#[cfg(test)]
mod tests {
    use crate::domain::card::Citation;
    use crate::domain::document::{Part, Period};
    use crate::domain::ids::{DocumentId, PointId};
    use crate::domain::validity::Validity;

    use super::*;

    fn document(id: &str, short: &str, label: &str, aliases: &[&str]) -> Document {
        let part = |at: &str, label: &str| Part { at: at.to_owned(), label: label.to_owned() };
        Document {
            id: DocumentId::new(id).unwrap(),
            title: format!("《{short}全名》"),
            short: short.to_owned(),
            label: Some(label.to_owned()),
            parts: vec![part("附件5", "2017—2020年装备方案"), part("附件5 八", "2017—2020年装备方案附表")],
            issuer: "某厅".to_owned(),
            number: None,
            date: None,
            region: "吉林省".to_owned(),
            period: Period::between(2017, 2020).unwrap(),
            validity: Validity::default(),
            address: None,
            aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
            locators: Vec::new(),
        }
    }

    fn knowledge() -> Knowledge {
        let plan = document("plan", "2017年行动计划", "2017—2020年省行动计划", &["行动计划", "方案", "实施方案"]);
        let report = document("report", "2022年政府工作报告", "2022年报告", &["政府工作报告"]);
        Knowledge { documents: vec![plan, report], ..Knowledge::default() }
    }

    fn point(text: &str, citations: &[(&str, &str)]) -> Point {
        let cite = |(document, locator): &(&str, &str)| Citation {
            document: DocumentId::new(*document).unwrap(),
            locator: (*locator).to_owned(),
        };
        Point {
            id: PointId::new("k7fm").unwrap(),
            nature: None,
            validity: None,
            text: text.to_owned(),
            citations: citations.iter().map(cite).collect(),
            questions: Vec::new(),
        }
    }

    fn alone(text: &str, citations: &[(&str, &str)]) -> String {
        knowledge().alone(&point(text, citations))
    }

    #[test]
    fn a_point_alone_says_whose_it_is() {
        assert_eq!(alone("鼓励首购首用。", &[("plan", "二(一)1")]), "2017—2020年省行动计划：鼓励首购首用。");
        assert_eq!(alone("鼓励首购首用。", &[("plan", "附件5 七(二)")]), "2017—2020年装备方案：鼓励首购首用。");
        let longest = alone("鼓励首购首用。", &[("plan", "附件5 八(一)"), ("plan", "附件5 八(二)")]);
        assert_eq!(longest, "2017—2020年装备方案附表：鼓励首购首用。");
        let across = alone("鼓励首购首用。", &[("plan", "附件5 七(二)"), ("plan", "三(一)")]);
        assert_eq!(across, "2017—2020年省行动计划：鼓励首购首用。", "parts that differ");
    }

    #[test]
    fn what_names_its_document_gets_no_label() {
        let own = [("plan", "附件5 七(二)")];
        for text in [
            "2017年行动计划提出支持首购。",
            "行动计划提出支持首购。",
            "装备方案提出支持首购。",
            "2017年装备方案提出支持首购。",
            "装备产业方案提出支持首购。",
            "2017—2020年装备方案：支持首购。",
            "《2017年行动计划全名》提出支持首购。",
        ] {
            assert_eq!(alone(text, &own), text);
        }
        for text in ["鼓励企业制定实施方案。", "方案要经过评审。", "2017年支持首购。"] {
            assert_eq!(alone(text, &own), format!("2017—2020年装备方案：{text}"));
        }
        let both = "吉林要点安排三项；报告说完成了两项。";
        assert_eq!(alone(both, &[("plan", "三(一)"), ("report", "二")]), both, "several documents");
    }
}
