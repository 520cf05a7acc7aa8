//! Reads a roster of officers and secretaries from an XLSX or CSV file.

mod fault;
mod heading;
mod line;
mod seen;
mod spoilt;
mod table;

use self::fault::Place;
pub use self::fault::RosterFault;
use self::heading::Heading;
use self::line::Line;
use self::seen::Seen;
use self::table::{Sheet, Unreadable};
use crate::domain::region::Regions;
use crate::domain::roster::RosterEntry;

/// What sheets are called that only show how to fill in the others.
const SAMPLES: [&str; 6] = ["样例", "示例", "样表", "例子", "模板", "说明"];

/// What an import gives: every sound row, and every fault of the others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imported {
    /// The sound rows, in file order.
    pub entries: Vec<RosterEntry>,
    /// What is wrong with the others.
    pub faults: Vec<RosterFault>,
    /// The sheets that were read, where the file has several.
    pub sheets: Vec<String>,
}

/// Reads the bytes of an XLSX or CSV file (UTF-8 or GB18030); a region may be called as people call it.
pub fn read(bytes: &[u8], regions: &Regions) -> Imported {
    let sheets = match table::sheets(bytes) {
        Ok(sheets) => sheets,
        Err(error) => return Imported { faults: vec![unreadable(&error)], ..Imported::default() },
    };
    let several = sheets.len() > 1;
    let mut imported = Imported::default();
    let mut seen = Seen::default();
    match chosen(&sheets) {
        Err(fault) => imported.faults.push(fault),
        Ok(chosen) => {
            for (sheet, heading) in chosen {
                let name = sheet.name.clone().filter(|_| several);
                imported.sheets.extend(name.clone());
                read_sheet(sheet, name, &heading, regions, &mut seen, &mut imported);
            }
        }
    }
    imported
}

/// The sheets that hold a roster: every visible one with a heading, but for those that only show how it is done.
fn chosen(sheets: &[Sheet]) -> Result<Vec<(&Sheet, Heading)>, RosterFault> {
    let headed = |hidden| {
        let sheets = sheets.iter().filter(move |sheet| sheet.is_hidden == hidden);
        sheets.filter_map(|sheet| Some((sheet, Heading::find(sheet)?)))
    };
    let mut whole: Vec<_> = headed(false).filter(|(_, heading)| heading.is_whole()).collect();
    let is_sample = |(sheet, _): &(&Sheet, Heading)| {
        sheet.name.as_ref().is_some_and(|name| SAMPLES.iter().any(|word| name.contains(word)))
    };
    if whole.iter().any(|found| !is_sample(found)) {
        whole.retain(|found| !is_sample(found));
    }
    if !whole.is_empty() {
        return Ok(whole);
    }
    // What is missing in the fullest heading is told in its place.
    if let Some(fullest) = headed(false).max_by_key(|(_, heading)| heading.count()) {
        return Ok(vec![fullest]);
    }
    if let Some((hidden, _)) = headed(true).next() {
        let reason = format!("表头在隐藏的工作表“{}”里，隐藏的不读", hidden.name.as_deref().unwrap_or_default());
        return Err(RosterFault::of_file(reason, "在 Excel 或 WPS 里取消隐藏这个工作表，再导入一次"));
    }
    let looked_at: Vec<&str> = sheets.iter().filter_map(|sheet| sheet.name.as_deref()).collect();
    let looked_at = match looked_at.as_slice() {
        [] | [_] => String::new(),
        several => format!("，看过的工作表：{}", several.join("、")),
    };
    let reason = format!("没有找到表头（有“企业名称”的一行）{looked_at}");
    Err(RosterFault::of_file(
        reason,
        "第一行写：企业名称、统一社会信用代码、地区、包保干部/项目服务秘书、姓名、电话、账号",
    ))
}

fn read_sheet(
    sheet: &Sheet,
    name: Option<String>,
    heading: &Heading,
    regions: &Regions,
    seen: &mut Seen,
    imported: &mut Imported,
) {
    let columns = match heading.columns() {
        Ok(columns) => columns,
        Err(missing) => {
            let place = Place { sheet: name, row: heading.number };
            let missing = missing.into_iter();
            let fault = |column| place.fault(column, "表头里没有这一列".to_owned(), "在表头补上这一列");
            imported.faults.extend(missing.map(fault));
            return;
        }
    };
    for row in &sheet.rows[heading.below..] {
        let place = Place { sheet: name.clone(), row: row.number };
        let line = Line { row, place: &place, columns: &columns };
        if line.is_blank() {
            continue;
        }
        match line.entries(regions) {
            Err(faults) => imported.faults.extend(faults),
            Ok(entries) => {
                for entry in entries {
                    match seen.check(&place, entry) {
                        Ok(entry) => imported.entries.push(entry),
                        Err(faults) => imported.faults.extend(faults),
                    }
                }
            }
        }
    }
}

fn unreadable(error: &Unreadable) -> RosterFault {
    let cure = match error {
        Unreadable::NoCsv(_) => "补上缺的引号，或删去多余的引号",
        Unreadable::TooLong | Unreadable::TooLarge => "删去多余的行，或分成几个文件",
        _ => "在 Excel 或 WPS 里另存为 .xlsx，不加密码，再导入一次",
    };
    RosterFault::of_file(error.to_string(), cure)
}

#[cfg(test)]
mod tests;
