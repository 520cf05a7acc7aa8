//! The official documents: what they are called, where they apply and for which years.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::ids::DocumentId;
use super::validity::{Standing, Validity};

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

    /// The years from one to another, both included; none if they are no years of ours or the second is before the first.
    pub fn between(from: i16, to: i16) -> Option<Self> {
        (from <= to && (1949..2200).contains(&from) && to < 9999).then_some(Self { from, to })
    }

    /// The first day of the first year.
    pub fn first_day(self) -> Date {
        jiff::civil::date(self.from, 1, 1)
    }

    /// The last day of the last year.
    pub fn last_day(self) -> Date {
        jiff::civil::date(self.to, 12, 31)
    }
}

impl TryFrom<String> for Period {
    type Error = InvalidPeriod;

    fn try_from(text: String) -> Result<Self, InvalidPeriod> {
        let (from, to) = text.split_once(['-', '–']).unwrap_or((&text, &text));
        let years = from.trim().parse().ok().zip(to.trim().parse().ok());
        years.and_then(|(from, to)| Self::between(from, to)).ok_or(InvalidPeriod(text))
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

/// A part of a document that is called by a name of its own, such as an annex.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The beginning of the locators of its places, such as `附件5`.
    pub at: String,
    /// How a line that rests on it begins.
    pub label: String,
}

/// An official source.
#[derive(Debug, Clone)]
pub struct Document {
    /// The id that citations use.
    pub id: DocumentId,
    /// The full title, as printed.
    pub title: String,
    /// How an answer calls it, such as 2021年工作要点.
    pub short: String,
    /// How a line that rests on it begins, where its part has no label of its own.
    pub label: Option<String>,
    /// Its parts that have a label of their own.
    pub parts: Vec<Part>,
    /// Who issued it.
    pub issuer: String,
    /// The document number (文号), where the text gives one.
    pub number: Option<String>,
    /// The day of issue, where the text gives one.
    pub date: Option<Date>,
    /// The province it is for, by its official name.
    pub region: String,
    /// The years it is for.
    pub period: Period,
    /// The days on which it holds.
    pub validity: Validity,
    /// The web address at which its issuer publishes it, where that is known.
    pub address: Option<String>,
    /// What people call it in a question.
    pub aliases: Vec<String>,
    /// Every place of it that can be cited.
    pub locators: Vec<String>,
}

impl Document {
    /// How it stands on a day.
    pub fn standing(&self, day: Date) -> Standing {
        self.validity.standing(day)
    }

    /// How a line begins that rests on a place of it: the label of the smallest part it lies in, or its own.
    pub fn label(&self, locator: &str) -> Option<&str> {
        let holding = self.parts.iter().filter(|part| part.holds(locator));
        holding.max_by_key(|part| part.at.len()).map(|part| part.label.as_str()).or(self.label.as_deref())
    }

    /// The title in its marks, unless it carries some already.
    pub fn titled(&self) -> String {
        if self.title.contains('《') { self.title.clone() } else { format!("《{}》", self.title) }
    }

    /// The narrower places within a place: of `(一)1` those like `(一)1 一是`, but not `(一)10`.
    pub fn places_within<'a>(&'a self, place: &'a str) -> impl Iterator<Item = &'a str> {
        self.locators.iter().map(String::as_str).filter(move |locator| *locator != place && lies_in(locator, place))
    }
}

impl Part {
    /// Whether a place lies in it; 附件1 does not hold what lies in 附件10.
    pub fn holds(&self, locator: &str) -> bool {
        lies_in(locator, &self.at)
    }
}

/// Whether a place is another or lies in it: `(一)1 一是` lies in `(一)1`, `(一)10` does not.
fn lies_in(locator: &str, place: &str) -> bool {
    let counts_on =
        |rest: &str| place.ends_with(|c: char| c.is_ascii_digit()) && rest.starts_with(|c: char| c.is_ascii_digit());
    locator.strip_prefix(place).is_some_and(|rest| !counts_on(rest))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn narrower_places_begin_with_the_wider_one() {
        let locators = ["(一)1", "(一)1 一是", "(一)1 二是", "(一)10", "(二)1"].map(str::to_owned).to_vec();
        let document = Document {
            id: DocumentId::new("sample").unwrap(),
            title: "示例".to_owned(),
            short: "示例".to_owned(),
            label: None,
            parts: Vec::new(),
            issuer: "某某厅".to_owned(),
            number: None,
            date: None,
            region: "吉林省".to_owned(),
            period: "2021".to_owned().try_into().unwrap(),
            validity: Validity::default(),
            address: None,
            aliases: Vec::new(),
            locators,
        };
        assert_eq!(document.places_within("(一)1").collect::<Vec<_>>(), ["(一)1 一是", "(一)1 二是"]);
        assert_eq!(document.places_within("(一)").count(), 4);
        assert_eq!(document.places_within("(二)1").count(), 0);
    }

    #[test]
    fn a_period_is_a_year_or_a_span() {
        let span: Period = "2017-2020".to_owned().try_into().unwrap();
        assert_eq!((span.from(), span.to(), span.to_string().as_str()), (2017, 2020, "2017-2020"));
        assert_eq!((span.first_day(), span.last_day()), (date(2017, 1, 1), date(2020, 12, 31)));
        for bad in ["", "2020-2017", "二〇二一", "21"] {
            assert!(Period::try_from(bad.to_owned()).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_smallest_part_names_a_place() {
        let part = |at: &str| Part { at: at.to_owned(), label: at.to_owned() };
        assert!(part("附件1").holds("附件1 导语") && part("二").holds("二(一)") && part("附件1").holds("附件1"));
        assert!(!part("附件1").holds("附件10 导语") && !part("二").holds("十二"));
    }
}
