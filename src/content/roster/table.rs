//! The rows of an XLSX or CSV file as text.

use std::io::{self, Cursor, Read};

use calamine::{Data, Reader, Xlsx};
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

/// A row that is not empty.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// Its number in the file, from one.
    pub number: usize,
    /// Its cells without space around them.
    pub cells: Vec<String>,
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

/// The rows of the first sheet, or of the text.
pub(super) fn rows(bytes: &[u8]) -> Result<Vec<Row>, Unreadable> {
    if bytes.starts_with(OLD_EXCEL) {
        Err(Unreadable::OldExcel)
    } else if bytes.starts_with(ZIP) {
        xlsx(bytes)
    } else {
        csv(&text(bytes)?)
    }
}

fn xlsx(bytes: &[u8]) -> Result<Vec<Row>, Unreadable> {
    unpacks_to_little(bytes)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| Unreadable::Broken)?;
    let first = book.sheet_names().into_iter().next().ok_or(Unreadable::Broken)?;
    // Cell by cell: one stray cell in the last corner must not make a table of all those before it.
    let mut cells = book.worksheet_cells_reader(&first).map_err(|_| Unreadable::Broken)?;
    let mut rows: Vec<Row> = Vec::new();
    while let Some(cell) = cells.next_cell().map_err(|_| Unreadable::Broken)? {
        let (row, column) = cell.get_position();
        let (number, column) = (row as usize + 1, column as usize);
        let text = tidied(&Data::from(cell.get_value().clone()).to_string());
        if text.is_empty() || column >= MOST_COLUMNS {
            continue;
        }
        if rows.last().is_none_or(|row| row.number != number) {
            if rows.len() == MOST_ROWS {
                return Err(Unreadable::TooLong);
            }
            rows.push(Row { number, cells: Vec::new() });
        }
        if let Some(row) = rows.last_mut() {
            row.cells.resize(row.cells.len().max(column + 1), String::new());
            row.cells[column] = text;
        }
    }
    Ok(rows)
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
        let cells: Vec<String> = record.iter().take(MOST_COLUMNS).map(tidied).collect();
        if cells.iter().all(String::is_empty) {
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

/// The text without space and invisible marks around it.
fn tidied(text: &str) -> String {
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}')).to_owned()
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use rust_xlsxwriter::Workbook;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn row(number: usize, cells: &[&str]) -> Row {
        Row { number, cells: cells.iter().map(ToString::to_string).collect() }
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
        assert_eq!(rows(&bytes).unwrap(), [row(1, &["电话"]), row(3, &["", "13900000000"])]);
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
