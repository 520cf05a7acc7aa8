//! What is wrong in a roster, and where.

use std::fmt;

use super::heading::Column;

/// Something wrong in a roster; it may repeat what stands in the row, so it is for the screen and not for the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RosterFault {
    /// The sheet, where the file has several.
    pub sheet: Option<String>,
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
            write!(f, "{}", Place { sheet: self.sheet.clone(), row })?;
        }
        if let Some(column) = self.column {
            write!(f, "“{column}”")?;
        }
        let colon = if self.row.is_some() || self.column.is_some() { "：" } else { "" };
        write!(f, "{colon}{}。{}", self.reason, self.cure)
    }
}

impl std::error::Error for RosterFault {}

impl RosterFault {
    /// A fault of the whole file.
    pub(super) fn of_file(reason: String, cure: &'static str) -> Self {
        Self { sheet: None, row: None, column: None, reason, cure }
    }
}

/// Where a row stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// The sheet, where there are several.
    pub(super) sheet: Option<String>,
    /// Its number.
    pub(super) row: usize,
}

impl Place {
    /// A fault of a cell in this row.
    pub(super) fn fault(&self, column: Column, reason: String, cure: &'static str) -> RosterFault {
        let Self { sheet, row } = self.clone();
        RosterFault { sheet, row: Some(row), column: Some(column.as_str()), reason, cure }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(sheet) = &self.sheet {
            write!(f, "工作表“{sheet}”")?;
        }
        write!(f, "第{}行", self.row)
    }
}
