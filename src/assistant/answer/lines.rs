//! Points as lines of a reply: each tells whose it is, by itself or under a heading.

use super::super::reading::distinct;
use crate::domain::card::{Point, PointRef};
use crate::domain::knowledge::Knowledge;
use crate::domain::reply::Source;

/// Before a line that rests on the same document, and the same part of it, as the first one.
const SAME: &str = "同一文件";

/// A point with its label, if it has one.
type Labelled<'a> = (Option<&'a str>, &'a Point);

/// The points one below the other. The first one answers and stands alone; then come those of the same label, those that
/// stand alone, and under a heading each those that share another label. Each ends with the marks of its `sources`.
pub(super) fn lines(knowledge: &Knowledge, points: &[PointRef], sources: &[Source]) -> String {
    let labelled = |at: &PointRef| (knowledge.label(knowledge.point(*at)), knowledge.point(*at));
    let mut points = points.iter().map(labelled);
    let Some((of_first, first)) = points.next() else { return String::new() };
    let (same, others): (Vec<Labelled<'_>>, Vec<_>) =
        points.partition(|(label, _)| label.is_some() && *label == of_first);
    let has_company = |label| others.iter().filter(|(other, _)| *other == label).count() > 1;
    let (grouped, single): (Vec<_>, Vec<_>) =
        others.iter().partition(|(label, _)| label.is_some() && has_company(*label));
    let alone = |point: &Point| format!("{}{}", knowledge.alone(point), marks(point, sources));
    let text = |point: &Point| format!("{}{}", point.text, marks(point, sources));
    let mut lines = vec![alone(first)];
    lines.extend(same.into_iter().map(|(_, point)| format!("· {SAME}：{}", text(point))));
    lines.extend(single.into_iter().map(|(_, point)| format!("· {}", alone(point))));
    for heading in distinct(grouped.iter().filter_map(|(label, _)| *label)) {
        lines.push(format!("{heading}："));
        let under = grouped.iter().filter(|(label, _)| *label == Some(heading));
        lines.extend(under.map(|(_, point)| format!("· {}", text(point))));
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
