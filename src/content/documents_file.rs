//! `documents.toml`: the official documents, with the days on which they hold and the labels of their parts.

use std::ops::Range;

use jiff::Span;
use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;
use url::Url;

use super::fault::{Fault, SourceFile};
use super::toml_file::parse_toml;
use crate::domain::document::{Document, Part, Period};
use crate::domain::ids::DocumentId;
use crate::domain::validity::{End, Successor, Validity};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    document: Vec<Written>,
}

/// Whether a document may still be cited as a source at all: the short form, without a day.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq, Default)]
#[serde(rename_all = "lowercase")]
enum Status {
    #[default]
    Valid,
    Withdrawn,
}

/// A document as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    id: Spanned<DocumentId>,
    title: String,
    short: String,
    #[serde(default)]
    label: Option<String>,
    #[serde(default)]
    part: Vec<WrittenPart>,
    issuer: String,
    #[serde(default)]
    number: Option<String>,
    #[serde(default)]
    date: Option<Spanned<String>>,
    region: String,
    #[serde(default)]
    period: Option<Period>,
    #[serde(default)]
    from: Option<Spanned<String>>,
    #[serde(default)]
    to: Option<Spanned<String>>,
    #[serde(default)]
    years: Option<Spanned<u8>>,
    #[serde(default)]
    status: Status,
    #[serde(default)]
    superseded_by: Option<Spanned<DocumentId>>,
    #[serde(default)]
    withdrawn: Option<Spanned<String>>,
    #[serde(default)]
    url: Option<Spanned<String>>,
    #[serde(default)]
    aliases: Vec<String>,
    locators: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenPart {
    at: Spanned<String>,
    label: String,
}

/// Reads the documents; gives every fault found in them.
pub(super) fn parse(source: &SourceFile) -> Result<Vec<Document>, Vec<Fault>> {
    let file = parse_toml::<File>(source, 0..source.text.len()).map_err(|fault| vec![fault])?;
    let ids: Vec<DocumentId> = file.document.iter().map(|written| written.id.as_ref().clone()).collect();
    let mut reader = Reader { source, faults: Vec::new() };
    let documents: Vec<_> = file.document.into_iter().filter_map(|written| reader.document(written, &ids)).collect();
    if reader.faults.is_empty() { Ok(documents) } else { Err(reader.faults) }
}

struct Reader<'a> {
    source: &'a SourceFile,
    faults: Vec<Fault>,
}

impl Reader<'_> {
    fn document(&mut self, written: Written, ids: &[DocumentId]) -> Option<Document> {
        let at = written.id.span();
        let date = self.day(written.date.as_ref());
        let end = self.end(&written, ids);
        let days = self.days(&written, date);
        for part in &written.part {
            let holding = Part { at: part.at.as_ref().clone(), label: String::new() };
            if !written.locators.iter().any(|locator| holding.holds(locator)) {
                let reason = format!("没有以“{}”开头的位置", part.at.as_ref());
                self.fault(part.at.span(), reason, "at 写 locators 里位置的开头，例如 附件5");
            }
        }
        let address = self.address(written.url.as_ref());
        let (from, to) = days?;
        let years = from.zip(to).and_then(|(from, to)| Period::between(from.year(), to.year()));
        let Some(period) = written.period.or(years) else {
            self.fault(at, "没有写期限，也没有写起止日期", "写 period = \"2021\"，或 from 和 to（或 years）");
            return None;
        };
        let part = |part: WrittenPart| Part { at: part.at.into_inner(), label: part.label };
        Some(Document {
            id: written.id.into_inner(),
            title: written.title,
            short: written.short,
            label: written.label,
            parts: written.part.into_iter().map(part).collect(),
            issuer: written.issuer,
            number: written.number,
            date,
            region: written.region,
            period,
            validity: Validity {
                from: Some(from.unwrap_or(period.first_day())),
                to: Some(to.unwrap_or(period.last_day())),
                end,
            },
            address,
            aliases: written.aliases,
            locators: written.locators,
        })
    }

    /// The first and the last day, as far as they are written; none if they contradict each other.
    fn days(&mut self, written: &Written, issued: Option<Date>) -> Option<(Option<Date>, Option<Date>)> {
        let (from, mut to) = (self.day(written.from.as_ref()), self.day(written.to.as_ref()));
        if let Some(years) = &written.years {
            let first = from.or(issued);
            let last = first.and_then(|day| last_of(day, *years.as_ref()));
            if let Some(written_to) = &written.to {
                self.fault(written_to.span(), "to 和 years 只能写一个", "删去一个");
            } else if last.is_none() {
                self.fault(years.span(), "不知道 years 从哪天算起", "写上 from 或 date");
            }
            to = last;
        }
        if from.zip(to).is_some_and(|(from, to)| to < from) {
            let at = written.to.as_ref().map_or(written.id.span(), Spanned::span);
            self.fault(at, "to 在 from 之前", "改正日期");
            return None;
        }
        Some((from, to))
    }

    fn end(&mut self, written: &Written, ids: &[DocumentId]) -> Option<End> {
        let withdrawn = written.withdrawn.as_ref();
        if let Some(by) = &written.superseded_by {
            let known = ids.contains(by.as_ref()) && by.as_ref() != written.id.as_ref();
            if !known {
                self.fault(by.span(), format!("没有编号为“{}”的别的文件", by.as_ref()), "写取代它的文件的编号");
            }
            if let Some(withdrawn) = withdrawn {
                self.fault(withdrawn.span(), "withdrawn 和 superseded_by 只能写一个", "删去一个");
            }
            return Some(End::Superseded(Successor::Document(by.as_ref().clone())));
        }
        match self.day(withdrawn) {
            Some(on) => Some(End::Withdrawn(Some(on))),
            None => (written.status == Status::Withdrawn).then_some(End::Withdrawn(None)),
        }
    }

    fn day(&mut self, written: Option<&Spanned<String>>) -> Option<Date> {
        let written = written?;
        let day = written.as_ref().parse().ok();
        if day.is_none() {
            let reason = format!("“{}”不是日期", written.as_ref());
            self.fault(written.span(), reason, "写成“2026-03-01”");
        }
        day
    }

    /// A web address; nothing else may become a link.
    fn address(&mut self, written: Option<&Spanned<String>>) -> Option<String> {
        let written = written?;
        let address = written.as_ref().parse::<Url>().ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        if address.is_none() {
            let reason = format!("“{}”不是网址", written.as_ref());
            self.fault(written.span(), reason, "写成“https://…”，照发文机关公布的网址");
        }
        address.map(String::from)
    }

    fn fault(&mut self, at: Range<usize>, reason: impl Into<String>, cure: &str) {
        self.faults.push(self.source.fault(at, reason, cure));
    }
}

/// The last day of so many years that begin with a day.
fn last_of(first: Date, years: u8) -> Option<Date> {
    first.checked_add(Span::new().years(i64::from(years))).ok()?.yesterday().ok()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use jiff::civil::date;

    use super::*;
    use crate::domain::validity::Standing;

    const HEAD: &str = "[[document]]\nid = \"d\"\ntitle = \"某办法\"\nshort = \"某办法\"\nissuer = \"某厅\"\n\
        region = \"吉林省\"\nlocators = [\"一\", \"附件1 一\"]\n";

    fn read(more: &str) -> Result<Vec<Document>, Vec<Fault>> {
        let text = Arc::new(format!("{HEAD}{more}"));
        parse(&SourceFile { text, ..SourceFile::named("documents.toml") })
    }

    fn one(more: &str) -> Document {
        read(more).unwrap().remove(0)
    }

    fn faults(more: &str) -> Vec<String> {
        read(more).unwrap_err().iter().map(|fault| format!("{} {}", fault.line(), fault.reason())).collect()
    }

    #[test]
    fn years_are_the_short_form_of_days() {
        let short = one("period = \"2017-2020\"");
        assert_eq!((short.validity.from, short.validity.to), (Some(date(2017, 1, 1)), Some(date(2020, 12, 31))));
        let long = one("from = \"2026-03-01\"\nto = \"2029-02-28\"");
        assert_eq!(long.period.to_string(), "2026-2029");
        assert!(long.standing(date(2026, 3, 1)).is_in_force());
        let counted = one("date = \"2026-03-01\"\nyears = 3\nperiod = \"2026-2029\"");
        assert_eq!(counted.validity.to, Some(date(2029, 2, 28)));
    }

    #[test]
    fn what_has_ended_it_is_read() {
        let day = date(2027, 1, 1);
        let withdrawn = one("period = \"2026-2030\"\nwithdrawn = \"2026-06-01\"");
        assert_eq!(withdrawn.standing(day), Standing::Withdrawn { on: Some(date(2026, 6, 1)) });
        assert_eq!(one("period = \"2026\"\nstatus = \"withdrawn\"").standing(day), Standing::Withdrawn { on: None });
        let other = HEAD.replace("\"d\"", "\"e\"");
        let both = read(&format!("period = \"2026\"\nsuperseded_by = \"e\"\n{other}period = \"2027\"")).unwrap();
        assert!(matches!(both[0].standing(day), Standing::Superseded { .. }) && both[1].standing(day).is_in_force());
    }

    #[test]
    fn every_contradiction_is_told_with_its_line() {
        assert_eq!(faults(""), ["2 没有写期限，也没有写起止日期"]);
        assert_eq!(faults("from = \"2026-03-01\"\nto = \"2026-02-01\""), ["9 to 在 from 之前"]);
        assert_eq!(faults("period = \"2026\"\nfrom = \"三月\""), ["9 “三月”不是日期"]);
        assert_eq!(faults("period = \"2026\"\nyears = 3"), ["9 不知道 years 从哪天算起"]);
        assert_eq!(faults("period = \"2026\"\nurl = \"javascript:x\""), ["9 “javascript:x”不是网址"]);
        assert_eq!(faults("period = \"2026\"\nsuperseded_by = \"e\""), ["9 没有编号为“e”的别的文件"]);
        assert_eq!(
            faults("period = \"2026\"\n[[document.part]]\nat = \"附件2\"\nlabel = \"乙\""),
            ["10 没有以“附件2”开头的位置"]
        );
    }
}
