//! Reads a roster of officers and secretaries from an XLSX or CSV file.

mod table;

use std::collections::HashMap;
use std::fmt;

use self::table::{Row, Unreadable};
use crate::domain::credit_code::CreditCode;
use crate::domain::region::Regions;
use crate::domain::roster::{RosterEntry, RosterRole};
use crate::domain::ticket::Phone;

/// The heading may stand below a title.
const HEADING_WITHIN: usize = 10;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Enterprise,
    CreditCode,
    Region,
    Role,
    Name,
    Phone,
    Login,
}

/// The columns in the order of `Column`: its headings, the first as we call it, and whether it may be left out.
const COLUMNS: [(Column, &[&str], bool); 7] = [
    (Column::Enterprise, &["企业名称", "企业"], false),
    (Column::CreditCode, &["统一社会信用代码", "信用代码"], true),
    (Column::Region, &["地区", "所在地区", "所属地区"], false),
    (Column::Role, &["包保干部/项目服务秘书", "角色", "身份"], false),
    (Column::Name, &["姓名"], false),
    (Column::Phone, &["电话", "联系电话", "手机", "手机号"], false),
    (Column::Login, &["账号", "登录账号"], true),
];

/// Something wrong in a roster; it may repeat what stands in the row, so it is for the screen and not for the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RosterFault {
    /// The row, from one as a spreadsheet counts; none if it concerns the whole file.
    pub row: Option<usize>,
    /// The heading of the column, if it is about one.
    pub column: Option<&'static str>,
    /// What is wrong.
    pub reason: String,
    /// How to mend it.
    pub cure: &'static str,
}

impl fmt::Display for RosterFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(row) = self.row {
            write!(f, "第{row}行")?;
        }
        if let Some(column) = self.column {
            write!(f, "“{column}”")?;
        }
        let colon = if self.row.is_some() || self.column.is_some() { "：" } else { "" };
        write!(f, "{colon}{}。{}", self.reason, self.cure)
    }
}

impl std::error::Error for RosterFault {}

/// What an import gives: every sound row, and every fault of the others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imported {
    /// The sound rows, in file order.
    pub entries: Vec<RosterEntry>,
    /// What is wrong with the others.
    pub faults: Vec<RosterFault>,
}

/// Reads the bytes of an XLSX or CSV file (UTF-8 or GB18030); a region may be called as people call it.
pub fn read(bytes: &[u8], regions: &Regions) -> Imported {
    let rows = match table::rows(bytes) {
        Ok(rows) => rows,
        Err(error) => return Imported { entries: Vec::new(), faults: vec![unreadable(&error)] },
    };
    let found =
        rows.iter().take(HEADING_WITHIN).position(|row| row.cells.iter().any(|cell| names(cell, Column::Enterprise)));
    let Some(at) = found else {
        let reason = "没有找到表头（有“企业名称”的一行）".to_owned();
        let cure = "第一行写：企业名称、统一社会信用代码、地区、包保干部/项目服务秘书、姓名、电话、账号";
        return Imported { entries: Vec::new(), faults: vec![RosterFault { row: None, column: None, reason, cure }] };
    };
    let places = COLUMNS.map(|(column, ..)| rows[at].cells.iter().position(|cell| names(cell, column)));
    let missing = COLUMNS.iter().zip(places).filter(|((.., optional), place)| !optional && place.is_none());
    let faults: Vec<_> = missing
        .map(|((_, headings, _), _)| RosterFault {
            row: Some(rows[at].number),
            column: Some(headings[0]),
            reason: "表头里没有这一列".to_owned(),
            cure: "在表头补上这一列",
        })
        .collect();
    let mut imported = Imported { entries: Vec::new(), faults };
    if imported.faults.is_empty() {
        let mut seen = Seen::default();
        for row in &rows[at + 1..] {
            let line = Line { row, places: &places };
            match line.entry(regions).and_then(|entry| seen.check(row.number, entry)) {
                Ok(entry) => imported.entries.push(entry),
                Err(faults) => imported.faults.extend(faults),
            }
        }
    }
    imported
}

fn unreadable(error: &Unreadable) -> RosterFault {
    let cure = match error {
        Unreadable::NoCsv(_) => "补上缺的引号，或删去多余的引号",
        Unreadable::TooLong | Unreadable::TooLarge => "删去多余的行，或分成几个文件",
        _ => "在 Excel 或 WPS 里另存为 .xlsx，不加密码，再导入一次",
    };
    RosterFault { row: None, column: None, reason: error.to_string(), cure }
}

/// Whether a heading names the column; what stands in brackets does not count.
fn names(heading: &str, column: Column) -> bool {
    let heading: String = heading.split(['（', '(']).next().unwrap_or_default().split_whitespace().collect();
    let heading = heading.replace('／', "/");
    COLUMNS[column as usize].1.contains(&heading.as_str())
}

/// A row with the places of the columns.
struct Line<'a> {
    row: &'a Row,
    places: &'a [Option<usize>; COLUMNS.len()],
}

impl Line<'_> {
    fn entry(&self, regions: &Regions) -> Result<RosterEntry, Vec<RosterFault>> {
        let mut faults = Vec::new();
        let enterprise = self.required(Column::Enterprise, "每一行都写企业名称；合并的单元格先拆开", &mut faults);
        let region = self.required(Column::Region, "写企业所在的市州或县市区", &mut faults).and_then(|text| {
            let known =
                regions.iter().find(|region| region.name == text || region.aliases.iter().any(|alias| *alias == text));
            let unknown = || {
                fault(
                    self.row.number,
                    Column::Region,
                    format!("没有“{text}”这个地区"),
                    "写正式名称，例如“四平市铁西区”“农安县”",
                )
            };
            known.map(|region| region.name.clone()).or_else(|| {
                faults.push(unknown());
                None
            })
        });
        let role = self.required(Column::Role, "写“包保干部”或“项目服务秘书”", &mut faults);
        let role = role
            .and_then(|text| self.checked(Column::Role, text.parse::<RosterRole>(), "每一行写一个角色", &mut faults));
        let name = self.required(Column::Name, "写这位同志的姓名", &mut faults);
        let phone = self.required(Column::Phone, "写手机号，或带区号的座机号", &mut faults);
        let phone =
            phone.and_then(|text| self.checked(Column::Phone, Phone::new(text), "一格只写一个号码", &mut faults));
        let code = self.cell(Column::CreditCode).and_then(|text| {
            let cure = "对照营业执照改正；不知道可以空着。这一列在表格里要设成文本格式";
            self.checked(Column::CreditCode, CreditCode::new(text), cure, &mut faults)
        });
        let login = self.cell(Column::Login).map(str::to_owned);
        match (enterprise, region, role, name, phone) {
            (Some(enterprise), Some(region), Some(role), Some(name), Some(phone)) if faults.is_empty() => {
                Ok(RosterEntry {
                    enterprise: enterprise.to_owned(),
                    credit_code: code,
                    region,
                    role,
                    name: name.to_owned(),
                    phone,
                    login,
                })
            }
            _ => Err(faults),
        }
    }

    /// What stands in the column, if anything does.
    fn cell(&self, column: Column) -> Option<&str> {
        let cell = self.row.cells.get(self.places[column as usize]?)?;
        Some(cell.as_str()).filter(|cell| !cell.is_empty())
    }

    fn required(&self, column: Column, cure: &'static str, faults: &mut Vec<RosterFault>) -> Option<&str> {
        let cell = self.cell(column);
        if cell.is_none() {
            faults.push(fault(self.row.number, column, "这一格是空的".to_owned(), cure));
        }
        cell
    }

    fn checked<T, E: fmt::Display>(
        &self,
        column: Column,
        checked: Result<T, E>,
        cure: &'static str,
        faults: &mut Vec<RosterFault>,
    ) -> Option<T> {
        checked.map_err(|error| faults.push(fault(self.row.number, column, error.to_string(), cure))).ok()
    }
}

fn fault(row: usize, column: Column, reason: String, cure: &'static str) -> RosterFault {
    RosterFault { row: Some(row), column: Some(COLUMNS[column as usize].1[0]), reason, cure }
}

/// What earlier rows have said, with their numbers.
#[derive(Default)]
struct Seen {
    people: HashMap<(String, RosterRole, String), usize>,
    enterprise_of: HashMap<String, (String, usize)>,
    code_of: HashMap<String, (CreditCode, usize)>,
    person_of: HashMap<String, (String, usize)>,
}

impl Seen {
    /// The entry, unless an earlier row says the same or the contrary.
    fn check(&mut self, row: usize, entry: RosterEntry) -> Result<RosterEntry, Vec<RosterFault>> {
        let mut faults = Vec::new();
        let person = (entry.enterprise.clone(), entry.role, entry.phone.as_str().to_owned());
        if let Some(earlier) = self.people.get(&person) {
            faults.push(fault(row, Column::Enterprise, format!("和第{earlier}行重复"), "只留一行"));
        }
        if let Some(code) = &entry.credit_code {
            let (enterprise, earlier) = self.enterprise_of.get(code.as_str()).cloned().unwrap_or_default();
            if earlier > 0 && enterprise != entry.enterprise {
                let reason = format!("第{earlier}行的“{enterprise}”也是这个代码");
                faults.push(fault(row, Column::CreditCode, reason, "核对两家企业的代码，或把企业名称写成一样"));
            }
            let other = self.code_of.get(&entry.enterprise).filter(|(other, _)| other != code);
            if let Some((_, earlier)) = other {
                let reason = format!("和第{earlier}行同一家企业的代码不一样");
                faults.push(fault(row, Column::CreditCode, reason, "对照营业执照，只留对的"));
            }
        }
        let other = entry.login.as_ref().and_then(|login| self.person_of.get(login));
        if let Some((name, earlier)) = other.filter(|(name, _)| *name != entry.name) {
            let reason = format!("第{earlier}行的{name}也用这个账号");
            faults.push(fault(row, Column::Login, reason, "一个账号只给一个人用"));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        self.people.insert(person, row);
        if let Some(code) = &entry.credit_code {
            self.enterprise_of.entry(code.as_str().to_owned()).or_insert_with(|| (entry.enterprise.clone(), row));
            self.code_of.entry(entry.enterprise.clone()).or_insert_with(|| (code.clone(), row));
        }
        if let Some(login) = &entry.login {
            self.person_of.entry(login.clone()).or_insert_with(|| (entry.name.clone(), row));
        }
        Ok(entry)
    }
}

#[cfg(test)]
mod tests;
