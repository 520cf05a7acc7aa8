//! Where the heading of a roster stands, and which column holds what: in one row or in two, with a column for the role or
//! with columns of their own for each role.

use super::table::{Row, Sheet};
use crate::domain::roster::RosterRole;

/// The heading may stand below a title.
const WITHIN: usize = 10;

/// A sheet in which fewer columns are known only speaks of the columns, as an explanation does.
const ENOUGH: usize = 3;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Enterprise,
    CreditCode,
    Region,
    Role,
    Name,
    Phone,
    Login,
}

/// The columns in the order of `Column`, with their headings, the first as we call it.
const COLUMNS: [(Column, &[&str]); 7] = [
    (Column::Enterprise, &["企业名称", "企业", "企业全称", "单位名称", "公司名称"]),
    (Column::CreditCode, &["统一社会信用代码", "信用代码"]),
    (Column::Region, &["地区", "所在地区", "所属地区", "所在地"]),
    (Column::Role, &["包保干部/项目服务秘书", "角色", "身份"]),
    (Column::Name, &["姓名"]),
    (Column::Phone, &["电话", "联系电话", "手机", "手机号", "手机号码", "联系方式"]),
    (Column::Login, &["账号", "登录账号"]),
];

/// What columns of somebody in a role of their own begin with.
const ROLES: [(RosterRole, &[&str]); 2] =
    [(RosterRole::Officer, &["包保干部", "包保领导"]), (RosterRole::Secretary, &["项目服务秘书", "服务秘书", "秘书"])];

/// What may follow the role in the heading over its columns.
const OVER_COLUMNS: [&str; 3] = ["", "信息", "情况"];

impl Column {
    /// What we call it.
    pub(super) fn as_str(self) -> &'static str {
        COLUMNS[self as usize].1[0]
    }
}

/// Where the role of somebody is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RoleAt {
    /// In this column.
    Column(usize),
    /// By the heading.
    Heading(RosterRole),
}

/// The columns of somebody who looks after an enterprise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Person {
    pub(super) role: RoleAt,
    pub(super) name: usize,
    pub(super) phone: usize,
    pub(super) login: Option<usize>,
}

/// Which column holds what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Columns {
    pub(super) enterprise: usize,
    pub(super) credit_code: Option<usize>,
    pub(super) region: usize,
    pub(super) people: Vec<Person>,
}

/// A heading that was found.
#[derive(Debug, Clone)]
pub(super) struct Heading {
    /// Its row, as a spreadsheet counts.
    pub(super) number: usize,
    /// The place of the first row below it.
    pub(super) below: usize,
    known: Known,
}

/// Everything that a heading names, whether it is enough or not.
#[derive(Debug, Clone, Default)]
struct Known {
    enterprise: Option<usize>,
    credit_code: Option<usize>,
    region: Option<usize>,
    role: Option<usize>,
    /// The columns of those without a role of their own, and of those with one.
    people: Vec<(Option<RosterRole>, Somebody)>,
}

/// The columns of somebody, as far as they are there.
#[derive(Debug, Clone, Copy, Default)]
struct Somebody {
    name: Option<usize>,
    phone: Option<usize>,
    login: Option<usize>,
}

/// What a cell of a heading says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    Column(Column),
    /// Of somebody in this role; what of them, if it says that.
    Of(RosterRole, Option<Column>),
}

impl Heading {
    /// The heading of a sheet, if a row names the enterprise.
    pub(super) fn find(sheet: &Sheet) -> Option<Self> {
        let rows = &sheet.rows;
        let names_enterprise =
            |row: &Row| row.cells.iter().any(|cell| said(&cell.text) == Some(Said::Column(Column::Enterprise)));
        let within = rows.iter().take(WITHIN).enumerate().filter(|(_, row)| names_enterprise(row));
        let mut best: Option<Self> = None;
        for (at, row) in within {
            let above = at.checked_sub(1).map(|above| (Some(&rows[above]), row, at + 1));
            let below = rows.get(at + 1).map(|below| (Some(row), below, at + 2));
            let single = Some((None, row, at + 1));
            for (top, bottom, below) in [single, below, above].into_iter().flatten() {
                let known = Known::of(top, bottom);
                if best.as_ref().is_none_or(|best| known.count() > best.known.count()) {
                    best = Some(Self { number: row.number, below, known });
                }
            }
        }
        // Merged cells say the same in every row over which they reach.
        while let Some(best) = best.as_mut().filter(|best| rows.get(best.below).is_some_and(names_enterprise)) {
            best.below += 1;
        }
        best
    }

    /// Whether so many columns are known that rows of a roster follow.
    pub(super) fn is_whole(&self) -> bool {
        self.known.count() >= ENOUGH
    }

    /// How many columns are known.
    pub(super) fn count(&self) -> usize {
        self.known.count()
    }

    /// Which column holds what, or which ones are missing.
    pub(super) fn columns(&self) -> Result<Columns, Vec<Column>> {
        let known = &self.known;
        let mut missing = Vec::new();
        let mut needed = |place: Option<usize>, column: Column| {
            if place.is_none() && !missing.contains(&column) {
                missing.push(column);
            }
            place.unwrap_or_default()
        };
        let (enterprise, region) = (needed(known.enterprise, Column::Enterprise), needed(known.region, Column::Region));
        let mut people = Vec::new();
        for (role, somebody) in known.everybody() {
            let role = match role {
                Some(role) => RoleAt::Heading(role),
                None => RoleAt::Column(needed(known.role, Column::Role)),
            };
            let (name, phone) = (needed(somebody.name, Column::Name), needed(somebody.phone, Column::Phone));
            people.push(Person { role, name, phone, login: somebody.login });
        }
        let columns = Columns { enterprise, credit_code: known.credit_code, region, people };
        if missing.is_empty() { Ok(columns) } else { Err(missing) }
    }
}

impl Known {
    fn of(top: Option<&Row>, bottom: &Row) -> Self {
        let mut known = Self::default();
        let width = bottom.cells.len().max(top.map_or(0, |top| top.cells.len()));
        let text = |row: &Row, at: usize| row.cells.get(at).and_then(|cell| said(&cell.text));
        let mut last = None;
        for at in 0..width {
            let Some((role, column)) = meaning(top.and_then(|top| text(top, at)), text(bottom, at)) else { continue };
            last = role.or(last);
            let place = match column {
                Column::Enterprise => &mut known.enterprise,
                Column::CreditCode => &mut known.credit_code,
                Column::Region => &mut known.region,
                Column::Role => &mut known.role,
                // What stands right of somebody's columns is theirs.
                of_somebody => known.somebody(role.or(last)).place(of_somebody),
            };
            place.get_or_insert(at);
        }
        known
    }

    fn somebody(&mut self, role: Option<RosterRole>) -> &mut Somebody {
        let at = self.people.iter().position(|(known, _)| *known == role).unwrap_or_else(|| {
            self.people.push((role, Somebody::default()));
            self.people.len() - 1
        });
        &mut self.people[at].1
    }

    /// Everybody who is told of; somebody without anything where nobody is.
    fn everybody(&self) -> Vec<(Option<RosterRole>, Somebody)> {
        if self.people.is_empty() { vec![(None, Somebody::default())] } else { self.people.clone() }
    }

    fn count(&self) -> usize {
        let places = [self.enterprise, self.credit_code, self.region, self.role];
        let of = |(_, somebody): &(_, Somebody)| [somebody.name, somebody.phone, somebody.login];
        places.into_iter().chain(self.people.iter().flat_map(of)).flatten().count()
    }
}

impl Somebody {
    fn place(&mut self, column: Column) -> &mut Option<usize> {
        match column {
            Column::Phone => &mut self.phone,
            Column::Login => &mut self.login,
            _ => &mut self.name,
        }
    }
}

/// What a column holds by the heading over it and the one below that; what is no heading has said nothing.
fn meaning(top: Option<Said>, bottom: Option<Said>) -> Option<(Option<RosterRole>, Column)> {
    match (top, bottom) {
        (Some(Said::Of(role, _)), Some(Said::Column(column @ (Column::Name | Column::Phone | Column::Login)))) => {
            Some((Some(role), column))
        }
        (_, Some(Said::Column(column))) => Some((None, column)),
        (_, Some(Said::Of(role, Some(column)))) => Some((Some(role), column)),
        (Some(Said::Column(column)), _) => Some((None, column)),
        (Some(Said::Of(role, Some(column))), _) => Some((Some(role), column)),
        // Under the role itself stands who it is.
        (_, Some(Said::Of(role, None))) | (Some(Said::Of(role, None)), None) => Some((Some(role), Column::Name)),
        (None, None) => None,
    }
}

/// What a cell says; what stands in brackets and marks of what must be filled in do not count.
fn said(cell: &str) -> Option<Said> {
    let plain: String = cell.split(['（', '(']).next().unwrap_or_default().split_whitespace().collect();
    let plain = plain.replace('／', "/");
    let plain = plain.trim_matches(['*', '＊', ':', '：']);
    let named = |text: &str| COLUMNS.iter().find(|(_, names)| names.contains(&text)).map(|(column, _)| *column);
    if let Some(column) = named(plain) {
        return Some(Said::Column(column));
    }
    ROLES.iter().find_map(|(role, names)| {
        let rest = names.iter().find_map(|name| plain.strip_prefix(name))?;
        let column = named(rest);
        (column.is_some() || OVER_COLUMNS.contains(&rest)).then_some(Said::Of(*role, column))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(rows: &[&[&str]]) -> Sheet {
        let row = |(number, cells): (usize, &&[&str])| Row {
            number,
            cells: cells.iter().map(|cell| (*cell).into()).collect(),
        };
        Sheet { name: None, is_hidden: false, rows: (1..).zip(rows).map(row).collect() }
    }

    fn columns(rows: &[&[&str]]) -> (usize, Columns) {
        let heading = Heading::find(&sheet(rows)).unwrap();
        (heading.below, heading.columns().unwrap())
    }

    #[test]
    fn a_heading_of_one_row_has_a_column_for_the_role() {
        let rows: [&[&str]; 2] =
            [&["*企业名称", "地区", "身 份", "姓名", "手机号（必填）"], &["某厂", "农安县", "包保干部", "某某", "139"]];
        let (below, columns) = columns(&rows);
        assert_eq!((below, columns.enterprise, columns.region), (1, 0, 1));
        let person = Person { role: RoleAt::Column(2), name: 3, phone: 4, login: None };
        assert_eq!(columns.people, [person]);
    }

    #[test]
    fn a_heading_of_two_rows_is_read_as_one() {
        // As merged cells are filled down and to the right.
        let rows: [&[&str]; 4] = [
            &["包保干部名册", "包保干部名册", "包保干部名册", "包保干部名册", "包保干部名册", "包保干部名册"],
            &["企业名称", "地区", "包保干部", "包保干部", "项目服务秘书", "项目服务秘书"],
            &["企业名称", "地区", "姓名", "电话", "姓名", "电话"],
            &["某厂", "农安县", "某某", "139", "某某某", "138"],
        ];
        let (below, columns) = columns(&rows);
        assert_eq!((below, columns.enterprise, columns.region), (3, 0, 1));
        let person = |role, name| Person { role: RoleAt::Heading(role), name, phone: name + 1, login: None };
        assert_eq!(columns.people, [person(RosterRole::Officer, 2), person(RosterRole::Secretary, 4)]);
        let merged_only: [&[&str]; 3] = [
            &["企业", "地区", "角色", "联系人", "联系人"],
            &["企业", "地区", "角色", "姓名", "手机"],
            &["某厂", "农安县", "包保干部", "某某", "139"],
        ];
        assert_eq!(self::columns(&merged_only).0, 2);
    }

    #[test]
    fn roles_may_have_columns_of_their_own_in_one_row() {
        let rows: [&[&str]; 1] = [&["企业名称", "地区", "包保干部", "联系电话", "秘书姓名", "秘书手机", "账号"]];
        let (_, columns) = columns(&rows);
        let officer = Person { role: RoleAt::Heading(RosterRole::Officer), name: 2, phone: 3, login: None };
        let secretary = Person { role: RoleAt::Heading(RosterRole::Secretary), name: 4, phone: 5, login: Some(6) };
        assert_eq!(columns.people, [officer, secretary]);
    }

    #[test]
    fn what_is_missing_is_named() {
        let missing = |cells: &[&str]| Heading::find(&sheet(&[cells])).unwrap().columns().unwrap_err();
        assert_eq!(missing(&["企业名称", "地区", "姓名", "角色"]), [Column::Phone]);
        assert_eq!(missing(&["企业名称"]), [Column::Region, Column::Role, Column::Name, Column::Phone]);
        assert_eq!(missing(&["企业名称", "地区", "包保干部"]), [Column::Phone]);
        assert!(Heading::find(&sheet(&[&["甲", "乙"]])).is_none());
        let explained: [&[&str]; 2] = [&["企业名称", "照营业执照写"], &["地区", "写到县区"]];
        assert!(!Heading::find(&sheet(&explained)).unwrap().is_whole());
    }
}
