//! Tables for a terminal: columns line up although Chinese characters take two places.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

/// Between two columns.
const GAP: &str = "  ";

/// Writes rows of as many cells as there are headings under them.
pub(super) fn write<Row: AsRef<[String]>>(out: &mut impl Write, headings: &[&str], rows: &[Row]) -> io::Result<()> {
    let mut widths: Vec<usize> = headings.iter().map(|heading| heading.width()).collect();
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row.as_ref()) {
            *width = (*width).max(cell.width());
        }
    }
    let mut line = |cells: &mut dyn Iterator<Item = &str>| {
        let padded = cells.zip(&widths).map(|(cell, width)| format!("{cell}{}", " ".repeat(width - cell.width())));
        writeln!(out, "{}", padded.collect::<Vec<_>>().join(GAP).trim_end())
    };
    line(&mut headings.iter().copied())?;
    rows.iter().try_for_each(|row| line(&mut row.as_ref().iter().map(String::as_str)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_under_chinese_text() {
        let mut out = Vec::new();
        let rows = [["甲乙丙".to_owned(), "1".to_owned()], ["a".to_owned(), "22".to_owned()]];
        write(&mut out, &["主题", "数"], &rows).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "主题    数\n甲乙丙  1\na       22\n");
    }
}
