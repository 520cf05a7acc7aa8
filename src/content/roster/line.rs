//! One row of a roster: everybody it names, or everything that is wrong with it.

use super::fault::{Place, RosterFault};
use super::heading::{Column, Columns, Person, RoleAt};
use super::spoilt::{self, Spoilt};
use super::table::{Cell, Row};
use crate::domain::credit_code::CreditCode;
use crate::domain::region::Regions;
use crate::domain::roster::{RosterEntry, RosterRole};
use crate::domain::ticket::Phone;
use crate::domain::ticket::words::{FirmName, PersonName};

/// What a spreadsheet shows where a formula has failed.
const FAILED: [&str; 7] = ["#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"];

/// A row with what its columns hold.
pub(super) struct Line<'a> {
    pub(super) row: &'a Row,
    pub(super) place: &'a Place,
    pub(super) columns: &'a Columns,
}

/// What a row says of the firm itself.
struct OfFirm {
    enterprise: String,
    credit_code: Option<CreditCode>,
    region: String,
}

impl Line<'_> {
    /// Whether there is nothing in any column of the roster, as in a line of signatures below it.
    pub(super) fn is_blank(&self) -> bool {
        let Columns { enterprise, region, people, .. } = self.columns;
        let of = |person: &Person| [person.name, person.phone];
        let mut places = [*enterprise, *region].into_iter().chain(people.iter().flat_map(of));
        places.all(|at| self.cell(at).is_none())
    }

    /// Everybody the row names.
    pub(super) fn entries(&self, regions: &Regions) -> Result<Vec<RosterEntry>, Vec<RosterFault>> {
        let mut faults = Vec::new();
        let firm = self.firm(regions, &mut faults);
        let people = &self.columns.people;
        // Where each role has columns of its own, one of them may have nobody; not all.
        let told = |person: &&Person| people.len() == 1 || self.cell(person.name).or(self.cell(person.phone)).is_some();
        let mut told: Vec<&Person> = people.iter().filter(told).collect();
        if told.is_empty() {
            told.extend(people.first());
        }
        let told: Vec<_> = told.into_iter().map(|person| self.person(person, &mut faults)).collect();
        let Some(OfFirm { enterprise, credit_code, region }) = firm.filter(|_| faults.is_empty()) else {
            return Err(faults);
        };
        let entry = |(role, name, phone, login)| RosterEntry {
            enterprise: enterprise.clone(),
            credit_code: credit_code.clone(),
            region: region.clone(),
            role,
            name,
            phone,
            login,
        };
        Ok(told.into_iter().flatten().map(entry).collect())
    }

    fn firm(&self, regions: &Regions, faults: &mut Vec<RosterFault>) -> Option<OfFirm> {
        let columns = self.columns;
        let cure = "每一行都写企业名称；从合并的格子另存为 CSV 会空出来，请直接导入 .xlsx";
        let enterprise = self
            .required(Column::Enterprise, columns.enterprise, cure, faults)
            .and_then(|cell| self.checked(Column::Enterprise, FirmName::new(&cell.text), "写营业执照上的全称", faults));
        let region = self.required(Column::Region, columns.region, "写企业所在的市州或县市区", faults);
        let region = region.and_then(|cell| {
            let cure = "写正式名称，例如“四平市铁西区”“农安县”";
            self.checked(Column::Region, regions.find(&cell.text), cure, faults).map(|region| region.name.clone())
        });
        let code = columns.credit_code.and_then(|at| self.cell(at)).and_then(|cell| {
            let cure = "对照营业执照改正；不知道可以空着。这一列在表格里要设成文本格式";
            let code = CreditCode::new(&cell.text);
            self.unspoilt(Column::CreditCode, code, spoilt::credit_code(cell), cure, faults)
        });
        Some(OfFirm { enterprise: enterprise?.into(), credit_code: code, region: region? })
    }

    fn person(
        &self,
        person: &Person,
        faults: &mut Vec<RosterFault>,
    ) -> Option<(RosterRole, String, Phone, Option<String>)> {
        let role = match person.role {
            RoleAt::Heading(role) => Some(role),
            RoleAt::Column(at) => {
                let role = self.required(Column::Role, at, "写“包保干部”或“项目服务秘书”", faults);
                let role = role.map(|cell| cell.text.parse::<RosterRole>());
                role.and_then(|role| self.checked(Column::Role, role, "每一行写一个角色", faults))
            }
        };
        let name = self.required(Column::Name, person.name, "写这位同志的姓名", faults);
        let name =
            name.and_then(|cell| self.checked(Column::Name, PersonName::new(&cell.text), "只写一位同志的姓名", faults));
        let phone = self.required(Column::Phone, person.phone, "写手机号，或带区号的座机号", faults);
        let phone = phone.and_then(|cell| {
            // Other programs write whole numbers as 13900000000.0.
            let written = cell.text.strip_suffix(".0").unwrap_or(&cell.text);
            let phone = Phone::new(written);
            let spoilt = spoilt::phone(&Cell::from(written)).filter(|_| phone.is_err());
            self.unspoilt(Column::Phone, phone, spoilt, "一格只写一个号码", faults)
        });
        let login = person.login.and_then(|at| self.cell(at)).map(|cell| cell.text.clone());
        Some((role?, name?.into(), phone?, login))
    }

    /// What stands in a column, if anything does.
    fn cell(&self, at: usize) -> Option<&Cell> {
        self.row.cells.get(at).filter(|cell| !cell.text.is_empty())
    }

    fn required(&self, column: Column, at: usize, cure: &'static str, faults: &mut Vec<RosterFault>) -> Option<&Cell> {
        match self.cell(at) {
            None => faults.push(self.place.fault(column, "这一格是空的".to_owned(), cure)),
            Some(cell) if FAILED.contains(&cell.text.as_str()) => {
                let reason = format!("这一格的公式出错了（{}）", cell.text);
                faults.push(self.place.fault(column, reason, "改好公式，或直接写上内容"));
            }
            found => return found,
        }
        None
    }

    fn checked<T, E: std::fmt::Display>(
        &self,
        column: Column,
        checked: Result<T, E>,
        cure: &'static str,
        faults: &mut Vec<RosterFault>,
    ) -> Option<T> {
        checked.map_err(|error| faults.push(self.place.fault(column, error.to_string(), cure))).ok()
    }

    /// The same for what a spreadsheet may have spoilt: that is said then, not what is wrong with what is left of it.
    fn unspoilt<T, E: std::fmt::Display>(
        &self,
        column: Column,
        checked: Result<T, E>,
        spoilt: Option<Spoilt>,
        cure: &'static str,
        faults: &mut Vec<RosterFault>,
    ) -> Option<T> {
        match spoilt {
            Some(spoilt) => self.checked(column, Err(spoilt), spoilt::CURE, faults),
            None => self.checked(column, checked, cure, faults),
        }
    }
}
