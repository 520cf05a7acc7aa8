//! Points as lines of a reply: each tells whose it is, by itself or under a heading.

use crate::domain::card::{Point, PointRef};
use crate::domain::knowledge::Knowledge;

/// Before a line that rests on the same document, and the same part of it, as the first one.
const SAME: &str = "同一文件";

/// The points one below the other. The first one answers and stands alone; then come those of the same label, those that
/// stand alone, and under a heading each those that share another label.
pub(super) fn lines(knowledge: &Knowledge, points: &[PointRef]) -> String {
    let mut points = points.iter().map(|at| knowledge.point(*at));
    let Some(first) = points.next() else { return String::new() };
    let rest: Vec<&Point> = points.collect();
    let label = |point: &&Point| knowledge.label(point);
    let of_first = |point: &&Point| label(point).is_some() && label(point) == knowledge.label(first);
    let (same, others): (Vec<&Point>, Vec<&Point>) = rest.into_iter().partition(of_first);
    let has_company = |point: &&Point| {
        label(point).is_some() && others.iter().filter(|other| label(other) == label(point)).count() > 1
    };
    let (grouped, single): (Vec<&Point>, Vec<&Point>) = others.iter().partition(|point| has_company(point));
    let mut lines = vec![knowledge.alone(first)];
    lines.extend(same.into_iter().map(|point| format!("· {SAME}：{}", point.text)));
    lines.extend(single.into_iter().map(|point| format!("· {}", knowledge.alone(point))));
    let mut headings: Vec<&str> = Vec::new();
    for heading in grouped.iter().filter_map(label) {
        if headings.contains(&heading) {
            continue;
        }
        headings.push(heading);
        lines.push(format!("{heading}："));
        let under = grouped.iter().filter(|point| label(point) == Some(heading));
        lines.extend(under.map(|point| format!("· {}", point.text)));
    }
    lines.join("\n")
}
