//! The lines of `+++` that part the front matter of a card from its body.

use std::ops::Range;

use super::fault::{Fault, SourceFile};
use super::plain;

/// Opens and closes the front matter.
const FENCE: &str = "+++";

/// Where the front matter and the body stand.
pub(super) fn split(source: &SourceFile) -> Result<(Range<usize>, Range<usize>), Fault> {
    let text = source.text.as_str();
    let mut lines = text.split_inclusive('\n').scan(0, |end, line| {
        let start = *end;
        *end += line.len();
        Some((start, line))
    });
    let bare = |line: &str| line.trim_matches(|c| c == '\n' || plain::is_blank(c)).to_owned();
    let first = lines.by_ref().find(|(_, line)| !bare(line).is_empty());
    let (start, line) = first.unwrap_or_default();
    if bare(line) != FENCE {
        return Err(no_fence(source, start, line, "卡片没有以 +++ 开头"));
    }
    let front = start + line.len();
    let mut alike = None;
    for (at, line) in lines {
        if bare(line) == FENCE {
            return Ok((front..at, at + line.trim_end().len()..text.len()));
        }
        if alike.is_none() && bare(line).starts_with(['+', '＋']) {
            alike = Some((at, line));
        }
    }
    let (at, line) = alike.unwrap_or((start, line));
    Err(no_fence(source, at, line, "卡片信息没有用 +++ 结束"))
}

/// Says what stands in the place of a fence.
fn no_fence(source: &SourceFile, at: usize, line: &str, otherwise: &str) -> Fault {
    let line = line.trim_end();
    let said = line.trim_matches(plain::is_blank);
    let place = at..at + line.len();
    if said.contains('＋') {
        return source.fault(place, "这一行的加号是全角的“＋”", "改成三个半角的加号 +++，单独一行");
    }
    if said.len() > FENCE.len() && said.starts_with(FENCE) {
        return source.fault(place, "+++ 后面还有别的字", "+++ 要单独一行，别的字另起一行");
    }
    if said == "---" {
        return source.fault(place, "卡片信息的前后要用 +++，这里是 ---", "改成 +++");
    }
    source.fault(place, otherwise, "文件第一行写 +++，卡片信息之后再单独写一行 +++")
}
