//! The sheets of an XLSX file, or of a CSV file the only one, as rows of text.

use std::io::{self, Cursor, Read};

use calamine::{Data, DataRef, Dimensions, Reader, SheetType, SheetVisible, Xlsx};
use encoding_rs::{Encoding, GB18030};
use zip::ZipArchive;

/// More rows than any roster has; what is longer is another file.
const MOST_ROWS: usize = 100_000;

/// Cells further to the right belong to no roster.
const MOST_COLUMNS: usize = 64;

/// An XLSX file unpacks to so much at most, in bytes: a hundred thousand rows need half of it, and a small file can hold
/// a cell that fills the memory.
const LARGEST_UNPACKED: u64 = 50 * 1024 * 1024;

/// How an XLSX file begins, as every ZIP archive.
const ZIP: &[u8] = b"PK\x03\x04";

/// How an XLS file begins, and an XLSX file with a password.
const OLD_EXCEL: &[u8] = b"\xd0\xcf\x11\xe0";

/// What may stand between the cells of a CSV file, in half-width ASCII.
const SEPARATORS: [u8; 3] = [b',', b'\t', b';'];

/// So many cells are filled at most with what was merged: no roster has more.
const MOST_FILLED: usize = 1_000_000;

/// A sheet of a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Sheet {
    /// What it is called; a text has no name.
    pub name: Option<String>,
    /// Whether whoever opens the file does not see it.
    pub is_hidden: bool,
    /// Its rows.
    pub rows: Vec<Row>,
}

/// A row that is not empty.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// Its number in the sheet, from one.
    pub number: usize,
    /// Its cells.
    pub cells: Vec<Cell>,
}

/// What stands in a cell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Cell {
    /// Its text without space around it.
    pub text: String,
    /// Whether the file holds it as a number.
    pub is_number: bool,
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self { text: tidied(text), is_number: false }
    }
}

/// Why a file has no rows for us.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Unreadable {
    /// XLS, or with a password.
    #[error("这是旧版 Excel 文件（.xls）或者加了密码")]
    OldExcel,
    /// Begins as XLSX but is none.
    #[error("这个 Excel 文件打不开，可能已经损坏")]
    Broken,
    /// Neither UTF-8 nor GB18030.
    #[error("这个文件不是 Excel 表格，也不是中文文本表格")]
    NoText,
    /// A quote that does not end.
    #[error("第{0}行的引号不成对")]
    NoCsv(usize),
    /// Too long.
    #[error("这个文件超过{MOST_ROWS}行")]
    TooLong,
    /// Unpacks to too much.
    #[error("这个文件解压后超过{} MB", LARGEST_UNPACKED / 1024 / 1024)]
    TooLarge,
}

/// The sheets, or the text as one.
pub(super) fn sheets(bytes: &[u8]) -> Result<Vec<Sheet>, Unreadable> {
    if bytes.starts_with(OLD_EXCEL) {
        Err(Unreadable::OldExcel)
    } else if bytes.starts_with(ZIP) {
        xlsx(bytes)
    } else {
        Ok(vec![Sheet { name: None, is_hidden: false, rows: csv(&text(bytes)?)? }])
    }
}

fn xlsx(bytes: &[u8]) -> Result<Vec<Sheet>, Unreadable> {
    unpacks_to_little(bytes)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| Unreadable::Broken)?;
    let about = book.sheets_metadata().to_vec();
    let mut left = MOST_ROWS;
    let mut sheets = Vec::new();
    for sheet in about.into_iter().filter(|sheet| sheet.typ == SheetType::WorkSheet) {
        let mut rows = sheet_rows(&mut book, &sheet.name, left)?;
        left -= rows.len();
        let merged = book.merge_cells_by_sheet_name(&sheet.name).map_err(|_| Unreadable::Broken)?;
        fill(&mut rows, &merged);
        let is_hidden = sheet.visible != SheetVisible::Visible;
        sheets.push(Sheet { name: Some(sheet.name), is_hidden, rows });
    }
    if sheets.is_empty() { Err(Unreadable::Broken) } else { Ok(sheets) }
}

/// The rows of a sheet, `most` of them.
fn sheet_rows(book: &mut Xlsx<Cursor<&[u8]>>, name: &str, most: usize) -> Result<Vec<Row>, Unreadable> {
    // Cell by cell: one stray cell in the last corner must not make a table of all those before it.
    let mut cells = book.worksheet_cells_reader(name).map_err(|_| Unreadable::Broken)?;
    let mut rows: Vec<Row> = Vec::new();
    while let Some(cell) = cells.next_cell().map_err(|_| Unreadable::Broken)? {
        let (row, column) = cell.get_position();
        let (number, column) = (row as usize + 1, column as usize);
        let is_number = matches!(cell.get_value(), DataRef::Int(_) | DataRef::Float(_));
        let text = tidied(&Data::from(cell.get_value().clone()).to_string());
        if text.is_empty() || column >= MOST_COLUMNS {
            continue;
        }
        if rows.last().is_none_or(|row| row.number != number) {
            if rows.len() == most {
                return Err(Unreadable::TooLong);
            }
            rows.push(Row { number, cells: Vec::new() });
        }
        if let Some(row) = rows.last_mut() {
            row.put(column, Cell { text, is_number });
        }
    }
    Ok(rows)
}

impl Row {
    fn put(&mut self, column: usize, cell: Cell) {
        self.cells.resize(self.cells.len().max(column + 1), Cell::default());
        self.cells[column] = cell;
    }
}

/// Writes what merged cells say into each of them that stands in a row.
fn fill(rows: &mut [Row], merged: &[Dimensions]) {
    let mut left = MOST_FILLED;
    for area in merged {
        let (first, last) = (area.start.0 as usize + 1, area.end.0 as usize + 1);
        let columns = area.start.1 as usize..=(area.end.1 as usize).min(MOST_COLUMNS - 1);
        let from = rows.partition_point(|row| row.number < first);
        let to = rows.partition_point(|row| row.number <= last);
        let said = rows.get(from).filter(|row| row.number == first).and_then(|row| row.cells.get(*columns.start()));
        let Some(said) = said.filter(|said| !said.text.is_empty()).cloned() else { continue };
        for row in &mut rows[from..to] {
            for column in columns.clone() {
                let Some(rest) = left.checked_sub(1) else { return };
                left = rest;
                row.put(column, said.clone());
            }
        }
    }
}

/// Unpacks an archive without keeping anything: the sizes that it names itself may be lies.
fn unpacks_to_little(bytes: &[u8]) -> Result<(), Unreadable> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Unreadable::Broken)?;
    let mut left = LARGEST_UNPACKED;
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(|_| Unreadable::Broken)?;
        let size = io::copy(&mut part.take(left + 1), &mut io::sink()).map_err(|_| Unreadable::Broken)?;
        left = left.checked_sub(size).ok_or(Unreadable::TooLarge)?;
    }
    Ok(())
}

fn text(bytes: &[u8]) -> Result<String, Unreadable> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let (text, faulty) = encoding.decode_without_bom_handling(&bytes[mark..]);
        return if faulty { Err(Unreadable::NoText) } else { Ok(text.into_owned()) };
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(text.to_owned());
    }
    // What Excel in Chinese saves as CSV.
    let (text, faulty) = GB18030.decode_without_bom_handling(bytes);
    if faulty { Err(Unreadable::NoText) } else { Ok(text.into_owned()) }
}

fn csv(text: &str) -> Result<Vec<Row>, Unreadable> {
    if text.contains('\0') {
        return Err(Unreadable::NoText);
    }
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |separator: u8| first.bytes().filter(|byte| *byte == separator).count();
    let separator = SEPARATORS.into_iter().rev().max_by_key(|separator| count(*separator)).unwrap_or(b',');
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes());
    let mut rows = Vec::new();
    // The reader does not count the line ends it skips before a record.
    let (mut counted, mut number) = (0, 1);
    for record in reader.records() {
        let record = record.map_err(|_| Unreadable::NoCsv(number))?;
        let at = record.position().and_then(|at| usize::try_from(at.byte()).ok());
        let Some(rest) = at.and_then(|at| text.get(at..)) else { return Err(Unreadable::NoCsv(number)) };
        let start = text.len() - rest.trim_start_matches(['\r', '\n']).len();
        number += text[counted..start].matches('\n').count();
        counted = start;
        let cells: Vec<Cell> = record.iter().take(MOST_COLUMNS).map(Cell::from).collect();
        if cells.iter().all(|cell| cell.text.is_empty()) {
            continue;
        }
        if rows.len() == MOST_ROWS {
            return Err(Unreadable::TooLong);
        }
        rows.push(Row { number, cells });
    }
    // A quote that is never closed has swallowed all rows after it.
    if text.matches('"').count() % 2 == 1 { Err(Unreadable::NoCsv(number)) } else { Ok(rows) }
}

/// The text without space and invisible marks around it, and without the apostrophe by which people have a spreadsheet
/// take digits as they are.
fn tidied(text: &str) -> String {
    let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'));
    let unmarked =
        text.strip_prefix(['\'', '‘', '’', '＇', '`']).filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    unmarked.unwrap_or(text).to_owned()
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use rust_xlsxwriter::{Format, Workbook};
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn row(number: usize, cells: &[&str]) -> Row {
        Row { number, cells: cells.iter().map(|cell| Cell::from(*cell)).collect() }
    }

    fn rows(bytes: &[u8]) -> Result<Vec<Row>, Unreadable> {
        sheets(bytes).map(|mut sheets| sheets.remove(0).rows)
    }

    #[test]
    fn text_is_read_in_every_encoding_that_excel_writes() {
        let table = "企业名称,电话\r\n\r\n\"某某机械,有限公司\", 13900000000\u{3000}\r\n,\r\n丙,\"两\n行\"\r\n丁,\r\n";
        let expected = [
            row(1, &["企业名称", "电话"]),
            row(3, &["某某机械,有限公司", "13900000000"]),
            row(5, &["丙", "两\n行"]),
            row(7, &["丁", ""]),
        ];
        let utf16: Vec<u8> = "\u{feff}".encode_utf16().chain(table.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        for bytes in [
            table.as_bytes().to_vec(),
            format!("\u{feff}{table}").into_bytes(),
            GB18030.encode(table).0.into_owned(),
            utf16,
        ] {
            assert_eq!(rows(&bytes).unwrap(), expected);
        }
        for other in ["甲\t乙,丙\t丁\n", "甲;乙,丙;丁\n"] {
            assert_eq!(rows(other.as_bytes()).unwrap(), [row(1, &["甲", "乙,丙", "丁"])]);
        }
    }

    #[test]
    fn numbers_of_a_sheet_are_read_as_they_are_shown() {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        sheet.write(0, 0, " 电话 ").unwrap();
        sheet.write(2, 1, 13_900_000_000_f64).unwrap();
        // A stray cell in the last corner.
        sheet.write(1_048_575, 16_383, "角落").unwrap();
        let bytes = book.save_to_buffer().unwrap();
        let number = Cell { is_number: true, ..Cell::from("13900000000") };
        let third = Row { number: 3, cells: vec![Cell::default(), number] };
        assert_eq!(rows(&bytes).unwrap(), [row(1, &["电话"]), third]);
    }

    #[test]
    fn what_is_merged_stands_in_each_of_its_rows() {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        sheet.merge_range(0, 0, 1, 0, "某某厂", &Format::new()).unwrap();
        sheet.merge_range(0, 1, 0, 2, "联系", &Format::new()).unwrap();
        sheet.merge_range(5, 0, 9, 0, "空着的", &Format::new()).unwrap();
        sheet.write(1, 1, "'0433").unwrap();
        sheet.write(1, 2, "’乙").unwrap();
        book.add_worksheet().set_hidden(true).write(0, 0, "单位").unwrap();
        let [first, hidden] = &sheets(&book.save_to_buffer().unwrap()).unwrap()[..] else { panic!("two sheets") };
        let alone = row(6, &["空着的"]);
        assert_eq!(first.rows, [row(1, &["某某厂", "联系", "联系"]), row(2, &["某某厂", "0433", "’乙"]), alone]);
        assert_eq!((hidden.is_hidden, hidden.name.as_deref()), (true, Some("Sheet2")));
    }

    #[test]
    fn what_is_no_table_is_said_to_be_none() {
        let too_long = "甲\n".repeat(MOST_ROWS + 1);
        for (bytes, why) in [
            (&b"\xd0\xcf\x11\xe0\xa1\xb1"[..], Unreadable::OldExcel),
            (b"PK\x03\x04nothing", Unreadable::Broken),
            (b"\xff\xd8\xff\xe0picture", Unreadable::NoText),
            (b"a\0b", Unreadable::NoText),
            (b"a,b\n\nc,\"d\ne,f\n", Unreadable::NoCsv(3)),
            (too_long.as_bytes(), Unreadable::TooLong),
        ] {
            assert_eq!(rows(bytes), Err(why));
        }
        assert_eq!(rows(b"").unwrap(), []);
    }

    #[test]
    fn a_small_file_does_not_fill_the_memory() {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        archive.start_file("xl/worksheets/sheet1.xml", SimpleFileOptions::default()).unwrap();
        let part = vec![b'a'; 1024 * 1024];
        for _ in 0..=LARGEST_UNPACKED / 1024 / 1024 {
            archive.write_all(&part).unwrap();
        }
        let bytes = archive.finish().unwrap().into_inner();
        assert!(bytes.len() < part.len(), "{}", bytes.len());
        assert_eq!(rows(&bytes), Err(Unreadable::TooLarge));
    }
}
