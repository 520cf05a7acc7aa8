//! `calendar.toml`: working hours, and the holidays and 调休 of each year.

use std::ops::{Range, RangeInclusive};

use jiff::civil::{Date, Time};
use serde::Deserialize;
use toml::Spanned;

use super::fault::{Fault, SourceFile};
use super::toml_file::parse_toml;
use crate::domain::calendar::{Arrangement, Calendar, CalendarFault};

/// What a day looks like.
const DAY: &str = "日期写成“2026-01-31”这样的样子";
/// What a holiday looks like.
const HOLIDAY: &str = "一天写成“2026-01-01”，几天写成“2026-02-15/2026-02-23”";
/// What a time looks like.
const TIME: &str = "时间写成“08:30”这样的样子";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CalendarFile {
    opens: Spanned<String>,
    closes: Spanned<String>,
    #[serde(default)]
    year: Vec<Year>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Year {
    year: Spanned<i16>,
    holidays: Vec<Spanned<String>>,
    #[serde(default)]
    workdays: Vec<Spanned<String>>,
}

/// Reads the calendar; gives every fault found in it.
pub(super) fn parse(source: &SourceFile) -> Result<Calendar, Vec<Fault>> {
    let file: CalendarFile = parse_toml(source, 0..source.text.len()).map_err(|fault| vec![fault])?;
    let mut reader = Reader { source, faults: Vec::new(), places: Vec::new() };
    let (opens, closes) = (reader.time(&file.opens), reader.time(&file.closes));
    let arrangements: Vec<_> = file.year.iter().map(|year| reader.arrangement(year)).collect();
    let Reader { mut faults, places, .. } = reader;
    let (Some(opens), Some(closes)) = (opens, closes) else { return Err(faults) };
    let calendar = Calendar::new(opens, closes, &arrangements);
    for fault in calendar.as_ref().err().into_iter().flatten() {
        let at = match fault {
            CalendarFault::NoHours { .. } => file.closes.span(),
            CalendarFault::YearTwice(year) => last(file.year.iter().map(|entry| &entry.year), year),
            // The first place was fine until the last one spoke of the same day.
            _ => places
                .iter()
                .rev()
                .find(|(days, _)| fault.day().is_some_and(|day| days.holds(day)))
                .map(|(_, at)| at.clone())
                .unwrap_or_default(),
        };
        faults.push(source.fault(at, fault.to_string(), cure(fault)));
    }
    calendar.ok().filter(|_| faults.is_empty()).ok_or(faults)
}

/// The days of one entry.
enum Days {
    Off(RangeInclusive<Date>),
    Worked(Date),
}

impl Days {
    fn holds(&self, day: Date) -> bool {
        match self {
            // A holiday that ends before it begins is known by its first day.
            Self::Off(days) => days.contains(&day) || *days.start() == day,
            Self::Worked(worked) => *worked == day,
        }
    }
}

/// Collects faults and where each day stands while reading.
struct Reader<'a> {
    source: &'a SourceFile,
    faults: Vec<Fault>,
    places: Vec<(Days, Range<usize>)>,
}

impl Reader<'_> {
    fn arrangement(&mut self, year: &Year) -> Arrangement {
        let mut holidays = Vec::new();
        for text in &year.holidays {
            let (from, to) = text.as_ref().split_once('/').unwrap_or((text.as_ref(), text.as_ref()));
            let Some((from, to)) = date(from).zip(date(to)) else {
                self.fault(text, format!("“{}”不是假期", text.as_ref()), HOLIDAY);
                continue;
            };
            self.places.push((Days::Off(from..=to), text.span()));
            holidays.push(from..=to);
        }
        let mut workdays = Vec::new();
        for text in &year.workdays {
            let Some(day) = date(text.as_ref()) else {
                self.fault(text, format!("“{}”不是日期", text.as_ref()), DAY);
                continue;
            };
            self.places.push((Days::Worked(day), text.span()));
            workdays.push(day);
        }
        Arrangement { year: *year.year.as_ref(), holidays, workdays }
    }

    fn time(&mut self, text: &Spanned<String>) -> Option<Time> {
        let time = Time::strptime("%H:%M", text.as_ref()).ok();
        if time.is_none() {
            self.fault(text, format!("“{}”不是时间", text.as_ref()), TIME);
        }
        time
    }

    fn fault(&mut self, text: &Spanned<String>, reason: String, cure: &str) {
        self.faults.push(self.source.fault(text.span(), reason, cure));
    }
}

fn date(text: &str) -> Option<Date> {
    Date::strptime("%Y-%m-%d", text.trim()).ok()
}

/// Where a value stands for the last time.
fn last<'a, T: PartialEq + 'a>(mut values: impl DoubleEndedIterator<Item = &'a Spanned<T>>, value: &T) -> Range<usize> {
    values.rfind(|known| known.as_ref() == value).map(Spanned::span).unwrap_or_default()
}

fn cure(fault: &CalendarFault) -> &'static str {
    match fault {
        CalendarFault::NoHours { .. } => "下班时间要晚于上班时间",
        CalendarFault::YearTwice(_) => "同一年的安排写在一节里",
        CalendarFault::OtherYear { .. } => "移到它那一年，或改正年份；元旦假期可以从上一年12月开始",
        CalendarFault::NoHoliday { .. } => HOLIDAY,
        CalendarFault::DayTwice(_) => "只留一处",
        CalendarFault::OffAndWorked(_) => "对照国务院办公厅的通知，只留一处",
        CalendarFault::WorkedAnyway(_) => "对照国务院办公厅的通知改正日期，或删去；workdays 只写要上班的周末",
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use jiff::civil::date;

    use super::*;

    fn read(text: &str) -> Result<Calendar, Vec<Fault>> {
        parse(&SourceFile { text: Arc::new(text.to_owned()), ..SourceFile::named("calendar.toml") })
    }

    #[test]
    fn the_shipped_calendar_has_the_working_days_of_its_years() {
        let calendar = read(include_str!("../../knowledge/calendar.toml")).unwrap();
        assert!(calendar.knows(2025) && calendar.knows(2026));
        assert_eq!(calendar.working_day(), jiff::SignedDuration::from_hours(9));
        // Counted by hand: weekdays of the year, less those of holidays, and the weekends that are worked.
        for (year, worked) in [(2025, 261 - 18 + 5), (2026, 261 - 19 + 6)] {
            let first: Date = date(year, 1, 1);
            let days = first.series(jiff::ToSpan::day(1)).take_while(|day| day.year() == year);
            assert_eq!(days.filter(|day| calendar.is_working_day(*day)).count(), worked, "{year}");
        }
        for (day, worked) in [
            (date(2025, 10, 8), false),
            (date(2025, 10, 11), true),
            (date(2026, 1, 2), false),
            (date(2026, 1, 4), true),
            (date(2026, 6, 19), false),
            (date(2026, 9, 20), true),
            (date(2026, 9, 25), false),
        ] {
            assert_eq!(calendar.is_working_day(day), worked, "{day}");
        }
    }

    #[test]
    fn every_fault_names_its_line() {
        let text = "opens = \"08:30\"\ncloses = \"17:30\"\n\n[[year]]\nyear = 2026\nholidays = [\n\"2026-05-01/2026-05-05\",\n\
            \"2026-05-05/2026-05-06\",\n\"五月\",\n\"2026-06-21/2026-06-19\",\n]\nworkdays = [\"2026-05-09\",\n\"2026-5-32\",\n\
            \"2026-05-02\",\n\"2026-05-13\"]\n\n[[year]]\nyear = 2026\nholidays = []\n";
        let faults = read(text).unwrap_err();
        let mut found: Vec<_> = faults.iter().map(|fault| (fault.line(), fault.reason())).collect();
        found.sort_unstable();
        let expected = [
            (8, "2026-05-05 写了两次"),
            (9, "“五月”不是假期"),
            (10, "2026-06-21 到 2026-06-19 不像一个假期：结束不能早于开始，最长15天"),
            (13, "“2026-5-32”不是日期"),
            (14, "2026-05-02 既写成放假又写成上班"),
            (15, "2026-05-13 本来就是工作日，不是周末"),
            (18, "2026年写了两次"),
        ];
        assert_eq!(found, expected);
        let faults = read("opens = \"18:00\"\ncloses = \"17:30\"\n").unwrap_err();
        assert_eq!((faults[0].line(), faults[0].reason()), (2, "下班时间 17:30 不在上班时间 18:00 之后"));
        assert_eq!(read("opens = \"八点\"\ncloses = \"17:30\"\n").unwrap_err()[0].reason(), "“八点”不是时间");
    }
}
