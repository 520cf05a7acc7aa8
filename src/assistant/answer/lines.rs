//! Points as lines of a reply: each tells whose it is, by itself or under a heading.

use super::super::reading::distinct;
use crate::domain::card::{Point, PointRef};
use crate::domain::knowledge::Knowledge;
use crate::domain::reply::Source;

/// Before a line that rests on the same document, and the same part of it, as the first one.
const SAME: &str = "同一文件";

/// A point with its label, if it has one.
type Labelled<'a> = (Option<&'a str>, PointRef);

/// Points in the order in which they are said.
struct Arranged<'a> {
    /// Those that stand below the first one with its label.
    same: Vec<Labelled<'a>>,
    /// Those that stand alone.
    single: Vec<Labelled<'a>>,
    /// Those under a heading they share.
    grouped: Vec<Labelled<'a>>,
}

impl<'a> Arranged<'a> {
    fn of(knowledge: &'a Knowledge, first: PointRef, others: &[PointRef]) -> Self {
        let label = |at: PointRef| knowledge.label(knowledge.point(at));
        let of_first = label(first);
        let (same, others): (Vec<Labelled<'_>>, Vec<_>) =
            others.iter().map(|at| (label(*at), *at)).partition(|(label, _)| label.is_some() && *label == of_first);
        let has_company = |label| others.iter().filter(|(other, _)| *other == label).count() > 1;
        let (grouped, single): (Vec<Labelled<'_>>, Vec<_>) =
            others.iter().partition(|(label, _)| label.is_some() && has_company(*label));
        let headings = distinct(grouped.iter().filter_map(|(label, _)| *label));
        let under = |heading| grouped.iter().filter(move |(label, _)| *label == Some(heading)).copied();
        let grouped = headings.into_iter().flat_map(under).collect();
        Self { same, single, grouped }
    }
}

/// The points in the order in which [`lines`] says them, so that the marks count on from line to line.
pub(super) fn in_order(knowledge: &Knowledge, points: &[PointRef]) -> Vec<PointRef> {
    let Some((first, others)) = points.split_first() else { return Vec::new() };
    let Arranged { same, single, grouped } = Arranged::of(knowledge, *first, others);
    let others = same.into_iter().chain(single).chain(grouped).map(|(_, at)| at);
    std::iter::once(*first).chain(others).collect()
}

/// The points one below the other. The first one answers and stands alone; then come those of the same label, those that
/// stand alone, and under a heading each those that share another label. Each ends with the marks of its `sources`.
pub(super) fn lines(knowledge: &Knowledge, points: &[PointRef], sources: &[Source]) -> String {
    let Some((first, others)) = points.split_first() else { return String::new() };
    let Arranged { same, single, grouped } = Arranged::of(knowledge, *first, others);
    let marked = |at: PointRef, said: &str| format!("{said}{}", marks(knowledge.point(at), sources));
    let alone = |at: PointRef| marked(at, &knowledge.alone(knowledge.point(at)));
    let text = |at: PointRef| marked(at, &knowledge.point(at).text);
    let mut lines = vec![alone(*first)];
    lines.extend(same.into_iter().map(|(_, at)| format!("· {SAME}：{}", text(at))));
    lines.extend(single.into_iter().map(|(_, at)| format!("· {}", alone(at))));
    let mut above = None;
    for (heading, at) in grouped {
        if heading != above {
            lines.extend(heading.map(|heading| format!("{heading}：")));
            above = heading;
        }
        lines.push(format!("· {}", text(at)));
    }
    lines.join("\n")
}

/// The marks of those sources of a reply that a point rests on; none where the reply has only one.
pub(super) fn marks(point: &Point, sources: &[Source]) -> String {
    let of_point = |source: &Source| {
        point.citations.iter().any(|cited| cited.document == source.document && cited.locator == source.locator)
    };
    let marked = (1..).zip(sources).filter(|(_, source)| sources.len() > 1 && of_point(source));
    marked.map(|(n, _)| Source::mark(n)).collect()
}
