//! Charts as lists of rectangles; the numbers stand beside them as text.

use serde::Serialize;

/// The height of the columns' ground, in the chart's own units.
const HEIGHT: usize = 120;
/// The width of one column with the gap beside it.
const STEP: usize = 50;
/// The width of one column.
const WIDTH: usize = 30;

/// One column: a whole with a part of it in front.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Column {
    x: usize,
    width: usize,
    top: usize,
    height: usize,
    part_top: usize,
    part_height: usize,
    middle: usize,
    label: String,
    whole: usize,
    part: usize,
}

/// Columns side by side.
#[derive(Debug, Serialize)]
pub(super) struct Columns {
    width: usize,
    ground: usize,
    columns: Vec<Column>,
}

impl Columns {
    /// Columns of a label, a whole and a part of it.
    pub(super) fn new(values: impl IntoIterator<Item = (String, usize, usize)>) -> Self {
        let values: Vec<_> = values.into_iter().collect();
        let highest = values.iter().map(|(_, whole, _)| *whole).max().unwrap_or(0).max(1);
        // What is not nothing is seen.
        let scale = |value: usize| if value == 0 { 0 } else { (value * HEIGHT / highest).max(2) };
        let column = |(at, (label, whole, part)): (usize, (String, usize, usize))| {
            let (height, part_height) = (scale(whole), scale(part));
            let x = at * STEP + (STEP - WIDTH) / 2;
            Column {
                x,
                width: WIDTH,
                top: 20 + HEIGHT - height,
                height,
                part_top: 20 + HEIGHT - part_height,
                part_height,
                middle: x + WIDTH / 2,
                label,
                whole,
                part,
            }
        };
        let width = values.len() * STEP;
        Self { width, ground: 20 + HEIGHT, columns: values.into_iter().enumerate().map(column).collect() }
    }
}

/// How long a bar is of a hundred, where the longest is `highest`.
pub(super) fn length(value: usize, highest: usize) -> usize {
    if value == 0 { 0 } else { (value * 100 / highest.max(1)).max(1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_column_is_full_and_the_least_is_seen() {
        let chart = Columns::new([("1月".to_owned(), 1000, 500), ("2月".to_owned(), 1, 0)]);
        let [full, least] = &chart.columns[..] else { panic!("two columns") };
        assert_eq!((full.top, full.height, full.part_height), (20, HEIGHT, HEIGHT / 2));
        assert_eq!((least.height, least.part_height), (2, 0));
        assert_eq!(chart.width, 100);
        assert_eq!((length(1, 1000), length(1000, 1000), length(0, 0)), (1, 100, 0));
    }
}
