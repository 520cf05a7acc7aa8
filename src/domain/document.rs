//! The official documents: what they are called, where they apply and for which years.

use serde::{Deserialize, Serialize};

use super::ids::DocumentId;

/// The years a document is for, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Period {
    from: i16,
    to: i16,
}

/// Says that a text is neither a year nor a span of years.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("期间要写成“2021”或“2017-2020”，不能是“{0}”")]
pub struct InvalidPeriod(String);

impl Period {
    /// The first year.
    pub fn from(self) -> i16 {
        self.from
    }

    /// The last year.
    pub fn to(self) -> i16 {
        self.to
    }

    /// Whether the whole period lies before `year`.
    pub fn is_over(self, year: i16) -> bool {
        self.to < year
    }
}

impl TryFrom<String> for Period {
    type Error = InvalidPeriod;

    fn try_from(text: String) -> Result<Self, InvalidPeriod> {
        let (from, to) = text.split_once(['-', '–']).unwrap_or((&text, &text));
        match (from.trim().parse(), to.trim().parse()) {
            (Ok(from), Ok(to)) if from <= to && (1949..2200).contains(&from) => Ok(Self { from, to }),
            _ => Err(InvalidPeriod(text)),
        }
    }
}

impl From<Period> for String {
    fn from(period: Period) -> Self {
        period.to_string()
    }
}

impl std::fmt::Display for Period {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.from == self.to { write!(f, "{}", self.from) } else { write!(f, "{}-{}", self.from, self.to) }
    }
}

/// Whether a document may still be cited as a source at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Valid for its period.
    Valid,
    /// Withdrawn or replaced: kept for reference, always with a warning.
    Withdrawn,
}

/// An official source.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// The id that citations use.
    pub id: DocumentId,
    /// The full title, as printed.
    pub title: String,
    /// How an answer calls it, such as 2021年工作要点.
    pub short: String,
    /// Who issued it.
    pub issuer: String,
    /// The document number (文号), where the text gives one.
    #[serde(default)]
    pub number: Option<String>,
    /// The day of issue, where the text gives one.
    #[serde(default)]
    pub date: Option<String>,
    /// The province it is for, by its official name.
    pub region: String,
    /// The years it is for.
    pub period: Period,
    /// Whether it may be cited.
    pub status: Status,
    /// What people call it in a question.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Every place of it that can be cited.
    pub locators: Vec<String>,
}

impl Document {
    /// Whether the document is valid and its period has not ended in `year`.
    pub fn in_force(&self, year: i16) -> bool {
        self.status == Status::Valid && !self.period.is_over(year)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_a_year_or_a_span() {
        let span: Period = "2017-2020".to_owned().try_into().unwrap();
        assert_eq!((span.from(), span.to(), span.to_string().as_str()), (2017, 2020, "2017-2020"));
        assert!(span.is_over(2021) && !span.is_over(2020));
        for bad in ["", "2020-2017", "二〇二一", "21"] {
            assert!(Period::try_from(bad.to_owned()).is_err(), "{bad}");
        }
    }
}
