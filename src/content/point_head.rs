//! What stands in braces before a point: its id, its nature, its own validity.

use std::ops::Range;

use jiff::civil::Date;

use super::fault::{Fault, SourceFile};
use crate::domain::ids::PointId;
use crate::domain::point::{Nature, Reference};
use crate::domain::validity::{End, Successor, Validity};

/// Stands for an id that is still to be given.
pub(super) const UNNUMBERED: &str = "?";
/// How to write it.
const CURE: &str = "写成“- {编号 性质} 要点。[文件编号 定位]”，例如“- {k7fm 鼓励} …”；还没有编号就写“{? 鼓励}”";

/// What a file says of a point before its text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Head {
    /// Its id; none if it is still to be given.
    pub id: Option<PointId>,
    /// Its nature, if it is written.
    pub nature: Option<Nature>,
    /// Its own validity, if it has one.
    pub validity: Option<Validity>,
}

/// Splits the braces, if there are any, from the text that follows; `at` is where the point stands.
pub(super) fn parse<'a>(source: &SourceFile, raw: &'a str, at: &Range<usize>) -> Result<(Head, &'a str), Fault> {
    let Some(opened) = raw.strip_prefix('{') else { return Ok((Head::default(), raw)) };
    let Some((inside, text)) = opened.split_once('}') else {
        return Err(source.fault(at.clone(), "“{”没有用“}”结束", CURE));
    };
    let head = head(inside).map_err(|reason| source.fault(at.clone(), reason, CURE))?;
    Ok((head, text.trim_start()))
}

fn head(inside: &str) -> Result<Head, String> {
    let mut words = inside.split_whitespace().peekable();
    let mut head = Head::default();
    let first = words.peek().copied().unwrap_or_default();
    if first == UNNUMBERED {
        words.next();
    } else if Nature::named(first).is_none() {
        head.id = Some(PointId::new(first).map_err(|error| error.to_string())?);
        words.next();
    }
    head.nature = words.next_if(|word| Nature::named(word).is_some()).and_then(Nature::named);
    let rest: String = words.collect();
    if !rest.is_empty() {
        head.validity = Some(validity(&rest)?);
    }
    Ok(head)
}

/// Reads `2021-04-12至2021-12-31`, `由 card#id 取代` and `2024-01-01废止`, one after the other, spaces taken away.
fn validity(words: &str) -> Result<Validity, String> {
    let not_understood = || format!("看不懂“{words}”：性质之后只能写起止日期、“由 卡片#要点 取代”或“某日废止”");
    let mut validity = Validity::default();
    let mut rest = words;
    if let Some((from, after)) = day(rest).filter(|(_, after)| after.starts_with('至')) {
        let (to, after) = day(after.trim_start_matches('至')).ok_or_else(not_understood)?;
        if to < from {
            return Err(format!("“{words}”的止日在起日之前"));
        }
        (validity.from, validity.to, rest) = (Some(from), Some(to), after);
    }
    if let Some((by, after)) = rest.strip_prefix('由').and_then(|rest| rest.split_once("取代")) {
        let by: Reference = by.parse().map_err(|error| format!("{error}"))?;
        (validity.end, rest) = (Some(End::Superseded(Successor::Point(by))), after);
    } else if let Some((on, after)) = day(rest)
        && let Some(after) = after.strip_prefix("废止")
    {
        (validity.end, rest) = (Some(End::Withdrawn(Some(on))), after);
    }
    if rest.is_empty() { Ok(validity) } else { Err(not_understood()) }
}

/// The day at the beginning of a text, and what follows.
fn day(text: &str) -> Option<(Date, &str)> {
    let (day, after) = text.split_at_checked("2021-04-12".len())?;
    Some((day.parse().ok()?, after))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn read(raw: &str) -> Result<(Head, &str), String> {
        let source = SourceFile::named("card.md");
        parse(&source, raw, &(0..0)).map_err(|fault| fault.reason().to_owned())
    }

    #[test]
    fn id_nature_and_validity_are_read() {
        let id = PointId::new("k7fm").ok();
        let plain = Head { id: id.clone(), nature: Some(Nature::Encouragement), validity: None };
        assert_eq!(read("{k7fm 鼓励} 文字。"), Ok((plain.clone(), "文字。")));
        assert_eq!(read("{? 鼓励} 文字。").unwrap().0, Head { id: None, ..plain.clone() });
        assert_eq!(read("{鼓励} 文字。").unwrap().0, Head { id: None, ..plain.clone() });
        assert_eq!(read("{k7fm} 文字。").unwrap().0, Head { nature: None, ..plain.clone() });
        assert_eq!(read("文字（{甲}）。"), Ok((Head::default(), "文字（{甲}）。")));
        let days = Validity { from: Some(date(2021, 4, 12)), to: Some(date(2021, 12, 31)), end: None };
        let own = |raw: &str| read(raw).unwrap().0.validity.unwrap();
        assert_eq!(own("{k7fm 鼓励 2021-04-12至2021-12-31} 文字。"), days);
        let by = End::Superseded(Successor::Point("jl26-a#ab2c".parse().unwrap()));
        assert_eq!(own("{k7fm 鼓励 由 jl26-a#ab2c 取代} 文字。").end, Some(by.clone()));
        assert_eq!(
            own("{k7fm 鼓励 2021-04-12至2021-12-31 由 jl26-a#ab2c 取代} 文字。"),
            Validity { end: Some(by), ..days }
        );
        assert_eq!(own("{k7fm 鼓励 2024-01-01废止} 文字。").end, Some(End::Withdrawn(Some(date(2024, 1, 1)))));
    }

    #[test]
    fn what_cannot_be_read_is_told() {
        for (raw, reason) in [
            ("{k7fm 鼓励 文字。", "没有用“}”结束"),
            ("{} 文字。", "要点编号只能是"),
            ("{K7 鼓励} 文字。", "“K7”"),
            ("{k7fm 建议} 文字。", "看不懂“建议”"),
            ("{k7fm 鼓励 2021-13-01废止} 文字。", "看不懂"),
            ("{k7fm 鼓励 2021-12-31至2021-04-12} 文字。", "止日在起日之前"),
            ("{k7fm 鼓励 由 某卡 取代} 文字。", "卡片编号#要点编号"),
        ] {
            let told = read(raw).unwrap_err();
            assert!(told.contains(reason), "{raw}: {told}");
        }
    }
}
