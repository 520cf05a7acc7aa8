//! The text of a document, cut at the places that can be cited.

use std::collections::HashMap;

use crate::domain::document::Document;

/// Numerals of chapters, sections and clauses.
const NUMERALS: &str = "一二三四五六七八九十";
/// A line that opens like a chapter but is longer is a sentence.
const LONGEST_HEADING: usize = 30;
/// A shorter line is no heading of its own.
const SHORTEST_NAME: usize = 4;

/// Documents without numbered headings are cut where these words open a place that is called otherwise.
const OPENINGS: [(&str, &str); 12] = [
    ("首段(上接第一版)", "(上接第一版)"),
    ("一 存在的问题", "在总结成绩同时"),
    ("二 总的要求", "二、2022年工作安排"),
    ("二 主要预期目标", "2022年全省经济社会发展的主要预期目标"),
    ("二(一)", "(一)坚决稳住经济基本盘"),
    ("二(二)", "(二)加快构建产业发展新格局"),
    ("二(三)", "(三)全面推进创新型省份建设"),
    ("二(二) 石化和新材料产业", "石化和新材料产业重点"),
    ("二(二) 医药健康产业", "医药健康产业重点"),
    ("二(二) 装备制造产业", "装备制造产业重点"),
    ("二(二) 光电信息产业", "光电信息产业重点"),
    ("二(二) 新能源产业", "新能源产业加快建设"),
];
/// By this opening a document of that sort is known.
const RUNNING_TEXT: &str = "首段(上接第一版)";

/// A document's text by locator.
#[derive(Debug)]
pub struct SourceText {
    whole: String,
    places: HashMap<String, String>,
}

impl SourceText {
    /// Cuts the text of `document`.
    pub fn new(document: &Document, text: &str) -> Self {
        let places = if document.locators.iter().any(|locator| locator == RUNNING_TEXT) {
            cut_running_text(document, text)
        } else {
            cut_by_headings(document, text)
        };
        Self { whole: text.to_owned(), places }
    }

    /// What stands at a locator and below it; the whole text where the place is not found.
    pub fn section(&self, locator: &str) -> String {
        let below = |known: &str| match known.strip_prefix(locator).map(|rest| rest.chars().next()) {
            None => false,
            Some(None) => true,
            Some(Some(next)) => !(NUMERALS.contains(next) || next.is_ascii_digit() && ends_with_digit(locator)),
        };
        let mut keys: Vec<_> = self.places.keys().filter(|known| below(known)).collect();
        keys.sort();
        let section: Vec<_> = keys.into_iter().map(|key| self.places[key].as_str()).collect();
        if section.is_empty() { self.whole.clone() } else { section.join("\n") }
    }
}

fn ends_with_digit(text: &str) -> bool {
    text.ends_with(|c: char| c.is_ascii_digit())
}

/// Lines in the way locators are written: half-width brackets, no indent.
fn lines(text: &str) -> impl Iterator<Item = String> {
    let plain = |line: &str| line.replace('（', "(").replace('）', ")").replace('\u{3000}', "").trim().to_owned();
    text.lines().map(plain).filter(|line| !line.is_empty())
}

/// Cuts at openings: those of the table, otherwise the last words of the locator.
fn cut_running_text(document: &Document, text: &str) -> HashMap<String, String> {
    let text: String = lines(text).collect();
    let opening = |locator: &str| {
        let known = OPENINGS.iter().find(|(known, _)| *known == locator).map(|(_, opening)| *opening);
        text.find(known.unwrap_or_else(|| locator.rsplit(' ').next().unwrap_or_default()))
    };
    let mut starts: Vec<(usize, &String)> =
        document.locators.iter().filter_map(|locator| Some((opening(locator)?, locator))).collect();
    starts.sort();
    let ends = starts.iter().skip(1).map(|(at, _)| *at).chain([text.len()]).collect::<Vec<_>>();
    starts.iter().zip(ends).map(|((start, locator), end)| ((*locator).clone(), text[*start..end].to_owned())).collect()
}

/// Where in its document a line stands.
#[derive(Debug, Clone, Default)]
struct Place {
    /// `附件3 `, with the space; empty outside of annexes.
    annex: String,
    /// A heading without a number.
    name: String,
    chapter: String,
    section: String,
    item: String,
}

fn cut_by_headings(document: &Document, text: &str) -> HashMap<String, String> {
    let known = |locator: &str| document.locators.iter().any(|known| known == locator);
    let mut places: HashMap<String, String> = HashMap::new();
    let mut place = Place::default();
    for line in lines(text) {
        let heading_only = place.move_to(&line, document);
        let own = document.locators.iter().find(|name| is_name(name) && line.starts_with(name.as_str()));
        let found = own.cloned().or_else(|| place.locators().into_iter().find(|locator| known(locator)));
        let Some(locator) = found.filter(|_| !heading_only) else { continue };
        for (clause, text) in clauses(&line) {
            let clause = format!("{locator} {clause}");
            if known(&clause) {
                places.entry(clause).or_default().push_str(text);
            }
        }
        let text = places.entry(locator).or_default();
        text.push_str(&line);
        text.push('\n');
    }
    places
}

/// Whether a locator is a name, not made of numbers.
fn is_name(locator: &str) -> bool {
    locator.chars().count() >= SHORTEST_NAME && !locator.contains(['(', ' '])
}

impl Place {
    /// Goes to where `line` stands; says whether the line is nothing but a heading.
    fn move_to(&mut self, line: &str, document: &Document) -> bool {
        let opens = |sign: char| document.locators.iter().any(|known| known.starts_with(&format!("{line}{sign}")));
        if let Some(number) = line.strip_prefix("附件").filter(|rest| rest.bytes().all(|b| b.is_ascii_digit())) {
            *self = Self { annex: format!("附件{number} "), ..Self::default() };
            return true;
        }
        if matches!(line, "附件:" | "附件：") {
            // The list of annexes at the end belongs to no chapter.
            *self = Self::default();
            return true;
        }
        if line.chars().count() >= SHORTEST_NAME && (opens('(') || opens(' ')) {
            *self = Self { annex: std::mem::take(&mut self.annex), name: line.to_owned(), ..Self::default() };
            return true;
        }
        if let Some(numeral) = before(line, "", '、').filter(|_| line.chars().count() < LONGEST_HEADING) {
            let (annex, name) = (std::mem::take(&mut self.annex), std::mem::take(&mut self.name));
            *self = Self { annex, name, chapter: numeral.to_owned(), ..Self::default() };
            return true;
        }
        if let Some(numeral) = before(line, "(", ')') {
            (self.section, self.item) = (numeral.to_owned(), String::new());
        } else if let Some(part) = line.get(.."第一板块".len()).filter(|part| part.ends_with("板块")) {
            (self.section, self.item) = (String::new(), format!(" {part}"));
        } else if let Some(number) = item(line) {
            self.item = number.to_owned();
        }
        false
    }

    /// What the place may be called, the narrowest first.
    fn locators(&self) -> Vec<String> {
        let Self { annex, name, chapter, section, item } = self;
        let mut locators = Vec::new();
        if !item.is_empty() {
            locators.push(format!("{annex}{chapter}({section}){item}"));
            locators.push(format!("{annex}{chapter}、{item}"));
            locators.push(format!("{annex}{chapter}{item}"));
        }
        if !section.is_empty() {
            locators.extend([
                format!("{annex}{chapter}({section})"),
                format!("{name}({section})"),
                format!("({section})导语"),
            ]);
        }
        locators.extend([format!("{annex}{chapter}"), format!("{name} 导语"), format!("{annex}导语")]);
        locators
    }
}

/// The numeral between `open` at the start of a line and `close`.
fn before<'a>(line: &'a str, open: &str, close: char) -> Option<&'a str> {
    let numeral = line.strip_prefix(open)?.split_once(close)?.0;
    (!numeral.is_empty() && numeral.chars().all(|c| NUMERALS.contains(c))).then_some(numeral)
}

/// The number of a line that opens an item.
fn item(line: &str) -> Option<&str> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let opens = digits > 0 && line[digits..].starts_with(['.', '．', '、']);
    opens.then(|| &line[..digits])
}

/// The clauses 一是 … 五是 of a paragraph, each with its text; each begins a sentence.
fn clauses(line: &str) -> Vec<(&str, &str)> {
    let starts: Vec<usize> = line
        .match_indices('是')
        .filter_map(|(at, _)| {
            let numeral = line[..at].chars().next_back().filter(|c| NUMERALS.contains(*c))?;
            let start = at - numeral.len_utf8();
            line[..start].ends_with(['。', '：', ':']).then_some(start)
        })
        .collect();
    let ends = starts.iter().skip(1).copied().chain([line.len()]);
    starts.iter().zip(ends).map(|(start, end)| (&line[*start..*start + "一是".len()], &line[*start..end])).collect()
}

#[cfg(test)]
mod tests {
    use super::super::documents_file;
    use super::super::fault::SourceFile;
    use super::*;

    fn document(locators: &str) -> Document {
        let text = format!(
            "[[document]]\nid = \"d\"\ntitle = \"某文件\"\nshort = \"某文件\"\nissuer = \"某厅\"\nregion = \"吉林省\"\nperiod = \"2021\"\n\
             status = \"valid\"\nlocators = [{}]",
            locators.split('|').map(|locator| format!("{locator:?}")).collect::<Vec<_>>().join(", ")
        );
        let source = SourceFile { text: std::sync::Arc::new(text), ..SourceFile::named("documents.toml") };
        documents_file::parse(&source).unwrap().remove(0)
    }

    #[test]
    fn chapters_sections_items_clauses_and_annexes_are_told_apart() {
        let document = document("导语|一(一)|一(一)1|一(一)1 一是|一(一)10|二|附件1 导语|附件1 一、2");
        let text = "总起。\n一、甲\n（一）乙\n　　1.丙。一是丁。二是戊。\n续。\n10.己\n二、庚\n辛\n附件：\n1.名单\n附件1\n壬\n一、癸\n2.子";
        let source = SourceText::new(&document, text);
        let section = |locator| source.section(locator).replace('\n', "/");
        assert_eq!(section("一(一)1"), "1.丙。一是丁。二是戊。/续。//一是丁。");
        assert_eq!(section("一(一)1 一是"), "一是丁。");
        assert_eq!(section("一(一)10"), "10.己/");
        assert_eq!(section("二"), "辛/");
        assert_eq!(section("导语"), "总起。/1.名单/");
        assert_eq!((section("附件1 导语"), section("附件1 一、2")), ("壬/".to_owned(), "2.子/".to_owned()));
        assert_eq!(source.section("三"), text, "a place that is not found forbids nothing");
    }

    #[test]
    fn unnumbered_headings_and_running_text_are_cut_by_their_words() {
        let plan = document("2020年重点工作(一)|2021年思路 导语|2021年思路(一)|预期目标总数");
        let source = SourceText::new(&plan, "2020年重点工作\n(一)甲\n2021年思路\n乙\n预期目标总数：丙\n(一)丁");
        assert_eq!(source.section("2020年重点工作(一)"), "(一)甲\n");
        assert_eq!(source.section("2021年思路 导语"), "乙\n");
        assert_eq!(source.section("预期目标总数"), "预期目标总数：丙\n");
        let report = document("首段(上接第一版)|二(一) 促进消费");
        let source = SourceText::new(&report, "（上接第一\n版）甲。促进消\n费乙。");
        assert_eq!(source.section("首段(上接第一版)"), "(上接第一版)甲。");
        assert_eq!(source.section("二(一) 促进消费"), "促进消费乙。");
    }
}
