//! One card file: TOML between `+++` lines, then one Markdown bullet a point.

use std::collections::HashSet;
use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag, TagEnd};
use serde::Deserialize;
use serde::de::IgnoredAny;
use toml::Spanned;

use super::fault::{Fault, SourceFile};
use super::plain::Bullets;
use super::toml_file::parse_toml;
use super::{fences, plain, point_head, point_ids};
use crate::domain::card::{Card, CardNature, Citation, Point};
use crate::domain::ids::{CardId, DocumentId, PointId};

/// What a citation stands in; input methods write the others.
const BRACKETS: [(char, char); 3] = [('[', ']'), ('［', '］'), ('【', '】')];

/// A card with the places of its parts in the file, for checks across files.
#[derive(Debug, Clone)]
pub(super) struct CardFile {
    /// The file.
    pub source: SourceFile,
    /// What it says.
    pub card: Card,
    /// Where each part stands, in bytes.
    pub places: Places,
}

/// Where the parts of a card stand in its file, in bytes.
#[derive(Debug, Clone, Default)]
pub(super) struct Places {
    /// The id.
    pub id: Range<usize>,
    /// The category.
    pub category: Range<usize>,
    /// The region.
    pub region: Range<usize>,
    /// Each alias.
    pub aliases: Vec<Range<usize>>,
    /// Each question.
    pub questions: Vec<Range<usize>>,
    /// Each document.
    pub documents: Vec<Range<usize>>,
    /// Each industry.
    pub industries: Vec<Range<usize>>,
    /// Each sibling.
    pub siblings: Vec<Range<usize>>,
    /// Each point with its citations.
    pub points: Vec<Range<usize>>,
    /// The points whose ids are not written yet, by their positions.
    pub unnumbered: Vec<usize>,
}

/// The points of a body, with where each stands and which have no id in the file.
#[derive(Default)]
struct Body {
    points: Vec<Point>,
    places: Vec<Range<usize>>,
    unnumbered: Vec<usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Front {
    id: Spanned<CardId>,
    title: String,
    category: Spanned<String>,
    #[serde(default)]
    aliases: Vec<Spanned<String>>,
    questions: Vec<Spanned<String>>,
    documents: Vec<Spanned<DocumentId>>,
    audience: String,
    region: Spanned<String>,
    /// Told by the documents and the points since; still read where it stands.
    #[serde(default, rename = "period")]
    _period: IgnoredAny,
    nature: CardNature,
    #[serde(default)]
    industries: Vec<Spanned<String>>,
    #[serde(default)]
    siblings: Vec<Spanned<CardId>>,
    #[serde(default)]
    covers: Vec<String>,
}

/// Reads a card file; gives every fault found in it.
pub(super) fn parse(source: SourceFile) -> Result<CardFile, Vec<Fault>> {
    let (front_at, body_at) = fences::split(&source).map_err(|fault| vec![fault])?;
    let mut faults = Vec::new();
    let front = parse_toml::<Front>(&source, front_at.clone()).map_err(|fault| faults.push(fault)).ok();
    let body = parse_points(&source, body_at, &mut faults);
    let Some(front) = front.filter(|_| faults.is_empty()) else { return Err(faults) };
    Ok(assemble(source, front, front_at.start, body))
}

fn assemble(source: SourceFile, front: Front, base: usize, body: Body) -> CardFile {
    let shift = |span: Range<usize>| base + span.start..base + span.end;
    let places = |list: &[Spanned<String>]| list.iter().map(|item| shift(item.span())).collect();
    let values = |list: Vec<Spanned<String>>| list.into_iter().map(Spanned::into_inner).collect::<Vec<_>>();
    let places = Places {
        id: shift(front.id.span()),
        category: shift(front.category.span()),
        region: shift(front.region.span()),
        aliases: places(&front.aliases),
        questions: places(&front.questions),
        documents: front.documents.iter().map(|item| shift(item.span())).collect(),
        industries: places(&front.industries),
        siblings: front.siblings.iter().map(|item| shift(item.span())).collect(),
        points: body.places,
        unnumbered: body.unnumbered,
    };
    let card = Card {
        id: front.id.into_inner(),
        title: front.title,
        category: front.category.into_inner(),
        aliases: values(front.aliases),
        questions: values(front.questions),
        documents: front.documents.into_iter().map(Spanned::into_inner).collect(),
        audience: front.audience,
        region: front.region.into_inner(),
        nature: front.nature,
        industries: values(front.industries),
        siblings: front.siblings.into_iter().map(Spanned::into_inner).collect(),
        covers: front.covers,
        points: body.points,
    };
    CardFile { source, card, places }
}

/// The points of the body.
fn parse_points(source: &SourceFile, body: Range<usize>, faults: &mut Vec<Fault>) -> Body {
    let mut read = Body::default();
    let mut words: Vec<String> = Vec::new();
    let mut ids: Vec<Option<PointId>> = Vec::new();
    let plain = Bullets::of(&source.text[body.clone()]);
    let in_file = |at: Range<usize>| body.start + plain.in_source(at.start)..body.start + plain.in_source(at.end);
    for (depth, at) in bullets(source, &plain.text, &in_file, faults) {
        let raw = plain.text[at.clone()].trim_end();
        let at = in_file(at.start..at.start + raw.len());
        let raw = raw.trim_start_matches(['-', '*', ' ']);
        if depth == 1 {
            match parse_point(source, raw, at.clone()) {
                Ok((id, said, point)) => {
                    read.points.push(point);
                    read.places.push(at);
                    words.push(said);
                    ids.push(id);
                }
                Err(fault) => faults.push(fault),
            }
        } else if let (Some(questions), Some(point)) = (plain::questions(raw), read.points.last_mut()) {
            let questions = questions.replace("／", " / ").replace('\u{3000}', " ");
            let questions = questions.split(" / ").map(str::trim).filter(|question| !question.is_empty());
            point.questions.extend(questions.map(str::to_owned));
        } else {
            faults.push(source.fault(at, "要点下面的缩进行只能写“问：”", "写成“  - 问：甲 / 乙”，或删去这一行"));
        }
    }
    if faults.is_empty() {
        faults.extend(repeated_ids(source, &ids, &read.places));
    }
    if read.points.is_empty() && faults.is_empty() {
        faults.push(source.fault(body.start..body.start, "这张卡片没有要点", "在 +++ 之后写“- 要点。[文件编号 定位]”"));
    }
    number(&mut read, ids, &words);
    read
}

/// Gives the points their ids: those that are written, and others made from their words.
fn number(body: &mut Body, written: Vec<Option<PointId>>, words: &[String]) {
    let mut taken: HashSet<PointId> = written.iter().flatten().cloned().collect();
    for (place, (id, words)) in written.into_iter().zip(words).enumerate() {
        let id = id.unwrap_or_else(|| {
            body.unnumbered.push(place);
            point_ids::made_from(words, &taken)
        });
        taken.insert(id.clone());
        body.points[place].id = id;
    }
}

/// The bullets of the body in order: depth (1 or 2) and place, without nested bullets; `in_file` tells where a place is.
fn bullets(
    source: &SourceFile,
    body: &str,
    in_file: &impl Fn(Range<usize>) -> Range<usize>,
    faults: &mut Vec<Fault>,
) -> Vec<(usize, Range<usize>)> {
    let mut found: Vec<(usize, Range<usize>)> = Vec::new();
    let mut depth = 0;
    for (event, at) in Parser::new(body).into_offset_iter() {
        match event {
            Event::Start(Tag::List(_)) => {
                if let Some((_, outer)) = found.last_mut().filter(|_| depth > 0) {
                    outer.end = at.start;
                }
                depth += 1;
            }
            Event::End(TagEnd::List(_)) => depth -= 1,
            Event::Start(Tag::Item) => found.push((depth, at)),
            Event::Start(Tag::Paragraph | Tag::Heading { .. }) if depth == 0 => {
                let reason = "正文里只能有以“- ”开头的要点";
                faults.push(source.fault(in_file(at), reason, "把这段话改成要点并写上出处，或删去"));
            }
            _ => {}
        }
    }
    found
}

/// A point: what stands in braces before it, its text, then its citations in brackets. Gives the id that is written,
/// the words from which one can be made, and the point under an id that is none yet.
fn parse_point(source: &SourceFile, raw: &str, at: Range<usize>) -> Result<(Option<PointId>, String, Point), Fault> {
    let (head, words) = point_head::parse(source, raw.trim(), &at)?;
    let mut text = words;
    let mut citations = Vec::new();
    while let Some((before, inside)) = last_citation(text) {
        let Some((document, locator)) = inside.split_once(char::is_whitespace) else {
            return Err(source.fault(at, format!("出处“[{inside}]”里没有定位"), "写成“[文件编号 定位]”，中间一个空格"));
        };
        let document = DocumentId::new(document)
            .map_err(|error| source.fault(at.clone(), error.to_string(), "文件编号见 documents.toml"))?;
        citations.insert(0, Citation { document, locator: locator.trim().to_owned() });
        text = before.trim_end();
    }
    if citations.is_empty() {
        return Err(source.fault(
            at,
            "这条要点没有出处",
            "在句末写“[文件编号 定位]”，例如“[jilin-2021-work-points (二)14]”",
        ));
    }
    if text.is_empty() {
        return Err(source.fault(at, "这条要点只有出处，没有内容", "在出处前写一句话"));
    }
    let length = text.chars().count();
    if length > Point::MAX_CHARS {
        let reason = format!("要点有{length}个字，手机上读起来太长（上限{}）", Point::MAX_CHARS);
        return Err(source.fault(at, reason, "拆成两条要点，各写出处"));
    }
    let id = head.id.clone().unwrap_or_else(|| point_ids::made_from(words, &HashSet::new()));
    let (nature, validity) = (head.nature, head.validity);
    let point = Point { id, nature, validity, text: text.to_owned(), citations, questions: Vec::new() };
    Ok((head.id, words.to_owned(), point))
}

/// What stands before the last pair of brackets, and in it.
fn last_citation(text: &str) -> Option<(&str, &str)> {
    BRACKETS.iter().find_map(|(open, close)| text.strip_suffix(*close)?.rsplit_once(*open))
}

/// Every id that stands twice in a card.
fn repeated_ids(source: &SourceFile, ids: &[Option<PointId>], places: &[Range<usize>]) -> Vec<Fault> {
    let repeats = |(number, id): (usize, &Option<PointId>)| {
        let id = id.as_ref()?;
        let first = ids[..number].iter().flatten().any(|earlier| earlier == id);
        let reason = format!("编号“{id}”在这张卡片里用了两次");
        first.then(|| source.fault(places[number].clone(), reason, "删去后写的那一条的编号"))
    };
    ids.iter().enumerate().filter_map(repeats).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::domain::point::Nature;

    fn file(text: &str) -> SourceFile {
        SourceFile { text: Arc::new(text.to_owned()), ..SourceFile::named("card.md") }
    }

    const FRONT: &str = "+++\nid = \"a\"\ntitle = \"甲\"\ncategory = \"乙\"\nquestions = [\"问\"]\n\
        documents = [\"d\"]\naudience = \"企业\"\nregion = \"吉林省\"\nnature = \"support\"\n+++\n";

    #[test]
    fn points_come_with_citations_and_questions() {
        let body = "\n- 第一条。[d (二)14][d (二)15]\n  - 问：甲 / 乙\n- 第二条（含[方括号]）。[d (一)1]\n";
        let parsed = parse(file(&format!("{FRONT}{body}"))).unwrap();
        let points = &parsed.card.points;
        assert_eq!(points[0].text, "第一条。");
        assert_eq!(points[0].citations.len(), 2);
        assert_eq!(points[0].questions, ["甲", "乙"]);
        assert_eq!(points[1].text, "第二条（含[方括号]）。");
        assert!(parsed.source.text[parsed.places.points[1].clone()].starts_with("- 第二条"));
    }

    #[test]
    fn a_point_is_numbered_by_its_file_or_by_its_words() {
        let body = "\n- {k7fm 鼓励} 第一条。[d (二)14]\n- 第一条。[d (二)14]\n- {? 要求} 第一条。[d (二)14]\n";
        let parsed = parse(file(&format!("{FRONT}{body}"))).unwrap();
        let ids: Vec<_> = parsed.card.points.iter().map(|point| point.id.as_str()).collect();
        assert_eq!(ids, ["k7fm", "gjam", "g4fz"], "the ids that were written into the files were made in this way");
        assert_eq!(parsed.places.unnumbered, [1, 2]);
        let natures: Vec<_> = parsed.card.points.iter().map(|point| point.nature).collect();
        assert_eq!(natures, [Some(Nature::Encouragement), None, Some(Nature::Requirement)]);
        assert!(parsed.card.points.iter().all(|point| point.text == "第一条。"));
        let twice = "\n- {k7fm} 第一条。[d (二)14]\n- {k7fm} 第二条。[d (一)1]\n";
        assert_eq!(parse(file(&format!("{FRONT}{twice}"))).unwrap_err()[0].line(), 13);
        assert!(parse(file(&format!("{FRONT}\n- {{甲}} 第一条。[d (二)14]\n"))).is_err(), "no id");
    }

    #[test]
    fn a_card_from_word_or_notepad_says_the_same() {
        let body = "\n- {k7fm 鼓励} 第一条。[d (二)14]\n  - 问：甲 / 乙\n- {ab2c} 第二条。[d (一)1]\n";
        let plain = parse(file(&format!("{FRONT}{body}"))).unwrap().card;
        let fences = FRONT.replace("+++\n", "+++  \r\n");
        let quotes =
            FRONT.replace("\"甲\"", "“甲”").replace("[\"问\"]", "［“问”］").replace("audience =", "audience＝");
        for (front, body) in [
            (format!("\n\u{feff}{fences}"), body.to_owned()),
            (quotes, body.replace('\n', "\r\n")),
            (FRONT.to_owned(), body.replace("  - 问：", "\t- 问: ")),
            (FRONT.to_owned(), body.replace("  - 问：甲 / ", "\u{3000}\u{3000}- 问:甲／")),
            (FRONT.to_owned(), body.replace("\n- ", "\n\u{3000}\n•\t").replace("  - 问", "        － 问")),
            (FRONT.to_owned(), body.replace("[d (二)14]", "［d\u{3000}(二)14］").replace("[d (一)1]", "【d (一)1】")),
        ] {
            let read =
                parse(file(&format!("{front}{body}"))).unwrap_or_else(|faults| panic!("{front}{body}: {faults:?}"));
            assert_eq!(format!("{:?}", read.card), format!("{plain:?}"), "{front}{body}");
        }
    }

    #[test]
    fn a_character_that_is_not_read_is_named_in_its_place() {
        let said = |text: &str| {
            let fault = parse(file(text)).unwrap_err().remove(0);
            (fault.line(), fault.reason().to_owned())
        };
        let body = "- 第一条。[d (一)1]\n";
        let full = format!("{}{body}", FRONT.replacen("+++", "＋＋＋", 1));
        assert_eq!(said(&full), (1, "这一行的加号是全角的“＋”".to_owned()));
        let end = format!("{}{body}", FRONT.replace("\n+++\n", "\n＋＋＋\n"));
        assert_eq!(said(&end), (10, "这一行的加号是全角的“＋”".to_owned()));
        assert_eq!(said(&format!("+++ 卡片\n{FRONT}{body}")).1, "+++ 后面还有别的字");
        assert_eq!(said(&format!("---\n{body}")).1, "卡片信息的前后要用 +++，这里是 ---");
        let quote = format!("{}{body}", FRONT.replace("title = \"甲\"", "title = \"甲”"));
        assert_eq!(said(&quote), (3, "这一行第11个字符是“””，是中文的写法，读不懂".to_owned()));
        let tabbed = format!("{FRONT}{body}\t- 答：甲\n");
        assert_eq!(
            said(&tabbed),
            (12, "要点下面的缩进行只能写“问：”".to_owned()),
            "where it stands, not the line before"
        );
    }

    #[test]
    fn every_fault_names_its_line() {
        let body = "\n- 没有出处。\n- [d (一)1]\n散文\n";
        let faults = parse(file(&format!("{FRONT}{body}"))).unwrap_err();
        let lines: Vec<_> = faults.iter().map(Fault::line).collect();
        assert!(lines.contains(&12), "{faults:?}");
        assert!(faults.len() >= 2);
        assert!(parse(file("没有开头")).is_err());
        assert!(parse(file("+++\nid = 1\n")).is_err());
        assert!(parse(file(FRONT)).is_err(), "a card without points");
    }
}
