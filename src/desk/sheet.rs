//! A list as a spreadsheet, CSV or XLSX, in which nothing that was typed runs as a formula.

use rust_xlsxwriter::{Color, Format, FormatAlign, Workbook, XlsxError};

/// By this Excel knows that the file is UTF-8.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();
/// A cell that begins with one of these may run as a formula.
const FORMULA_SIGNS: [char; 12] = ['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠'];
/// XLSX holds so many characters in a cell.
const CELL_CHARS: usize = 32_000;

/// A list with a heading for each column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// What it is called.
    pub name: &'static str,
    /// The headings, with the width of their columns in characters.
    pub columns: Vec<(&'static str, u16)>,
    /// The rows; each has a cell for every column.
    pub rows: Vec<Vec<String>>,
}

/// Says that a list could not be written; for the log.
#[derive(Debug, thiserror::Error)]
pub enum SheetError {
    /// As CSV.
    #[error("a list could not be written as CSV: {0}")]
    Csv(String),
    /// As XLSX.
    #[error("a list could not be written as XLSX: {0}")]
    Xlsx(#[from] XlsxError),
}

impl Sheet {
    /// The list as CSV in UTF-8 that spreadsheets open in Chinese.
    pub fn csv(&self) -> Result<Vec<u8>, SheetError> {
        let wrong = |error: csv::Error| SheetError::Csv(error.to_string());
        let mut writer =
            csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(BYTE_ORDER_MARK.to_vec());
        writer.write_record(self.columns.iter().map(|(heading, _)| *heading)).map_err(wrong)?;
        for row in &self.rows {
            writer.write_record(row.iter().map(|cell| harmless(cell))).map_err(wrong)?;
        }
        writer.into_inner().map_err(|error| SheetError::Csv(error.to_string()))
    }

    /// The list as XLSX: the headings stay in sight and filter; every cell is text.
    pub fn xlsx(&self) -> Result<Vec<u8>, SheetError> {
        let mut book = Workbook::new();
        let heading = Format::new()
            .set_bold()
            .set_background_color(Color::RGB(0xDC_ED_E6))
            .set_align(FormatAlign::VerticalCenter);
        let sheet = book.add_worksheet();
        sheet.set_name(self.name)?;
        sheet.set_freeze_panes(1, 0)?;
        for (at, (title, width)) in (0..).zip(&self.columns) {
            sheet.set_column_width(at, *width)?;
            sheet.write_string_with_format(0, at, *title, &heading)?;
        }
        for (line, row) in (1..).zip(&self.rows) {
            for (at, cell) in (0..).zip(row) {
                let cell: String = harmless(cell).chars().take(CELL_CHARS).collect();
                sheet.write_string(line, at, cell)?;
            }
        }
        let (last_row, last_column) = (self.rows.len().try_into().unwrap_or(0), self.columns.len().saturating_sub(1));
        sheet.autofilter(0, 0, last_row, last_column.try_into().unwrap_or(0))?;
        Ok(book.save_to_buffer()?)
    }
}

/// The cell as text that no spreadsheet takes for a formula, also not after it was saved in another format.
pub fn harmless(cell: &str) -> String {
    if cell.starts_with(FORMULA_SIGNS) { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_runs_as_a_formula() {
        for bad in ["=1+1", "+86", "-1", "@SUM(A1)", "\tx", "＝cmd|x", "\0="] {
            assert!(harmless(bad).starts_with('\''), "{bad:?}");
        }
        assert_eq!(harmless("某厂 A=1"), "某厂 A=1");
    }

    #[test]
    fn both_formats_read_back_as_they_were_written() {
        use calamine::{Data, Reader};
        let rows = vec![vec!["=cmd|' /C calc'!A0".to_owned(), "停电,\n\"又\"停电".to_owned()]];
        let sheet = Sheet { name: "诉求单", columns: vec![("企业", 20), ("问题", 40)], rows };
        let text = String::from_utf8(sheet.csv().unwrap()).unwrap();
        assert_eq!(text, "\u{feff}企业,问题\r\n'=cmd|' /C calc'!A0,\"停电,\n\"\"又\"\"停电\"\r\n");
        let mut book: calamine::Xlsx<_> = Reader::new(std::io::Cursor::new(sheet.xlsx().unwrap())).unwrap();
        let range = book.worksheet_range("诉求单").unwrap();
        assert_eq!(range.get_value((0, 1)), Some(&Data::String("问题".to_owned())));
        assert_eq!(range.get_value((1, 0)), Some(&Data::String("'=cmd|' /C calc'!A0".to_owned())));
        assert!(book.worksheet_formula("诉求单").unwrap().is_empty());
    }
}
