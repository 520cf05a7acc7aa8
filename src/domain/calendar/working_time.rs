//! Working time: which days are worked, from when to when, with the holidays and 调休 of each year.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use jiff::civil::{Date, Time, Weekday, date};
use jiff::{SignedDuration, Timestamp, ToSpan};

use super::{Allowance, Count, beijing, moment};

/// No holiday of ours is longer; a longer one has a slip in its month.
const LONGEST_HOLIDAY: i64 = 15;

/// A Monday from which weeks are counted; which one it is does not matter.
const A_MONDAY: Date = date(2024, 1, 1);

/// The farthest that days are leapt at once: more than there are days, and little enough for a span.
const FARTHEST: i64 = 7_000_000;

/// What the State Council has arranged for a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrangement {
    /// The year.
    pub year: i16,
    /// The days off, weekends among them or not; 元旦 may begin in the December before.
    pub holidays: Vec<RangeInclusive<Date>>,
    /// The weekend days that are worked.
    pub workdays: Vec<Date>,
}

/// Why a calendar is none; the texts are for whoever edits it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarFault {
    /// The working day has no length.
    #[error("下班时间 {} 不在上班时间 {} 之后", closes.strftime("%H:%M"), opens.strftime("%H:%M"))]
    NoHours {
        /// When it begins.
        opens: Time,
        /// When it ends.
        closes: Time,
    },
    /// A year is arranged twice.
    #[error("{0}年写了两次")]
    YearTwice(i16),
    /// A day stands in another year's arrangement.
    #[error("{day} 不属于{year}年")]
    OtherYear {
        /// The year it stands in.
        year: i16,
        /// The day.
        day: Date,
    },
    /// A holiday ends before it begins, or lasts longer than any.
    #[error("{from} 到 {to} 不像一个假期：结束不能早于开始，最长{LONGEST_HOLIDAY}天")]
    NoHoliday {
        /// Its first day.
        from: Date,
        /// Its last day.
        to: Date,
    },
    /// A day stands twice.
    #[error("{0} 写了两次")]
    DayTwice(Date),
    /// A day is off and worked.
    #[error("{0} 既写成放假又写成上班")]
    OffAndWorked(Date),
    /// A day is worked anyway.
    #[error("{0} 本来就是工作日，不是周末")]
    WorkedAnyway(Date),
}

impl CalendarFault {
    /// The day it speaks of, if it speaks of one.
    pub fn day(&self) -> Option<Date> {
        match *self {
            Self::OtherYear { day, .. } | Self::NoHoliday { from: day, .. } => Some(day),
            Self::DayTwice(day) | Self::OffAndWorked(day) | Self::WorkedAnyway(day) => Some(day),
            Self::NoHours { .. } | Self::YearTwice(_) => None,
        }
    }
}

/// Which days are worked, and from when to when, in 北京时间; a year without arrangement has plain weekends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    opens: Time,
    closes: Time,
    years: BTreeSet<i16>,
    /// Weekdays that are off, in order.
    off: Vec<Date>,
    /// Weekend days that are worked, in order.
    worked: Vec<Date>,
}

impl Calendar {
    /// Checks hours and arrangements; gives every fault of them.
    pub fn new(opens: Time, closes: Time, arrangements: &[Arrangement]) -> Result<Self, Vec<CalendarFault>> {
        let mut faults = Vec::new();
        if closes <= opens {
            faults.push(CalendarFault::NoHours { opens, closes });
        }
        let (mut years, mut off, mut worked) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for arrangement in arrangements {
            if !years.insert(arrangement.year) {
                faults.push(CalendarFault::YearTwice(arrangement.year));
            }
            days_off(arrangement, &mut off, &mut faults);
            days_worked(arrangement, &mut worked, &mut faults);
        }
        faults.extend(off.intersection(&worked).map(|day| CalendarFault::OffAndWorked(*day)));
        if !faults.is_empty() {
            return Err(faults);
        }
        // A weekend within a holiday is off anyway.
        let off = off.into_iter().filter(|day| !is_weekend(*day)).collect();
        Ok(Self { opens, closes, years, off, worked: worked.into_iter().collect() })
    }

    /// Whether the year's holidays are known; if not, its weekends are taken as they come.
    pub fn knows(&self, year: i16) -> bool {
        self.years.contains(&year)
    }

    /// How long a working day is.
    pub fn working_day(&self) -> SignedDuration {
        self.opens.duration_until(self.closes)
    }

    /// Whether the day is worked.
    pub fn is_working_day(&self, day: Date) -> bool {
        if is_weekend(day) { self.worked.binary_search(&day).is_ok() } else { self.off.binary_search(&day).is_err() }
    }

    /// Whether the moment is in working time, both ends included.
    pub fn is_working_time(&self, at: Timestamp) -> bool {
        let wall = beijing(at);
        self.is_working_day(wall.date()) && (self.opens..=self.closes).contains(&wall.time())
    }

    /// The moment itself if it is in working time, otherwise the next opening.
    pub fn next_opening(&self, at: Timestamp) -> Timestamp {
        if self.is_working_time(at) {
            return at;
        }
        let wall = beijing(at);
        let from = if wall.time() > self.closes { wall.date().saturating_add(1.day()) } else { wall.date() };
        moment(self.working_day_from(from).to_datetime(self.opens))
    }

    /// When an allowance that begins at `start` is used up; a negative one goes back.
    ///
    /// Working time that begins outside of it begins at the next opening, and a span that ends with a working day ends
    /// at its closing, not at the next opening.
    pub fn add(&self, start: Timestamp, span: Allowance) -> Timestamp {
        match span {
            Allowance::NaturalTime(span) => {
                start.saturating_add(span).unwrap_or(if span.is_negative() { Timestamp::MIN } else { Timestamp::MAX })
            }
            Allowance::WorkingTime(span) if span.is_zero() => self.next_opening(start),
            Allowance::WorkingTime(span) => self.after(self.worked_before(start).saturating_add(span), span),
        }
    }

    /// The working time between two moments, negative if `to` is the earlier one.
    pub fn between(&self, from: Timestamp, to: Timestamp) -> SignedDuration {
        self.worked_before(to) - self.worked_before(from)
    }

    /// What is left until `due`, negative if that is over.
    pub fn left(&self, now: Timestamp, due: Timestamp, count: Count) -> Allowance {
        count.of(match count {
            Count::WorkingTime => self.between(now, due),
            Count::NaturalTime => now.duration_until(due),
        })
    }

    /// The working time from the first moment counted to this one.
    fn worked_before(&self, at: Timestamp) -> SignedDuration {
        let wall = beijing(at);
        let today = if self.is_working_day(wall.date()) {
            self.opens.duration_until(wall.time().clamp(self.opens, self.closes))
        } else {
            SignedDuration::ZERO
        };
        // A calendar has few million days, so that their hours fit.
        let days = i32::try_from(self.working_days_before(wall.date())).unwrap_or(i32::MAX);
        self.working_day() * days + today
    }

    /// When `worked` has been worked since the first moment counted; `span` tells from which side it is reached.
    fn after(&self, worked: SignedDuration, span: SignedDuration) -> Timestamp {
        let day = self.working_day().as_nanos();
        let (mut days, mut rest) = (worked.as_nanos().div_euclid(day), worked.as_nanos().rem_euclid(day));
        if rest == 0 && span.is_positive() {
            (days, rest) = (days - 1, day);
        }
        let rest = SignedDuration::from_nanos(i64::try_from(rest).unwrap_or(0));
        let date = self.working_day_after(i64::try_from(days).unwrap_or(if days < 0 { i64::MIN } else { i64::MAX }));
        moment(date.to_datetime(self.opens).saturating_add(rest))
    }

    /// How many working days lie between the first day counted and this one, which is not among them.
    fn working_days_before(&self, day: Date) -> i64 {
        let days = A_MONDAY.duration_until(day).as_hours() / 24;
        let weekdays = 5 * days.div_euclid(7) + days.rem_euclid(7).min(5);
        let earlier = |days: &[Date]| i64::try_from(days.partition_point(|known| *known < day)).unwrap_or(i64::MAX);
        weekdays + earlier(&self.worked) - earlier(&self.off)
    }

    /// The working day that has `count` working days before it.
    fn working_day_after(&self, count: i64) -> Date {
        let mut day = A_MONDAY;
        loop {
            // So many days hold at most so many working days: the day sought is never passed.
            let missing = count.saturating_sub(self.working_days_before(day));
            let next = day.saturating_add(missing.clamp(-FARTHEST, FARTHEST).days());
            if next == day {
                return self.working_day_from(day);
            }
            day = next;
        }
    }

    /// The day itself if it is worked, otherwise the next one that is.
    fn working_day_from(&self, mut day: Date) -> Date {
        while !self.is_working_day(day) && day < Date::MAX {
            day = day.saturating_add(1.day());
        }
        day
    }
}

fn is_weekend(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

fn days_off(arrangement: &Arrangement, off: &mut BTreeSet<Date>, faults: &mut Vec<CalendarFault>) {
    let year = arrangement.year;
    for holiday in &arrangement.holidays {
        let (from, to) = (*holiday.start(), *holiday.end());
        if !(0..LONGEST_HOLIDAY).contains(&(from.duration_until(to).as_hours() / 24)) {
            faults.push(CalendarFault::NoHoliday { from, to });
            continue;
        }
        for day in from.series(1.day()).take_while(|day| *day <= to) {
            if !belongs(day, year) {
                faults.push(CalendarFault::OtherYear { year, day });
            } else if !off.insert(day) {
                faults.push(CalendarFault::DayTwice(day));
            }
        }
    }
}

fn days_worked(arrangement: &Arrangement, worked: &mut BTreeSet<Date>, faults: &mut Vec<CalendarFault>) {
    let year = arrangement.year;
    for &day in &arrangement.workdays {
        if !belongs(day, year) {
            faults.push(CalendarFault::OtherYear { year, day });
        } else if !is_weekend(day) {
            faults.push(CalendarFault::WorkedAnyway(day));
        } else if !worked.insert(day) {
            faults.push(CalendarFault::DayTwice(day));
        }
    }
}

/// Whether a year's arrangement may speak of the day.
fn belongs(day: Date, year: i16) -> bool {
    day.year() == year || (day.year() + 1 == year && day.month() == 12)
}
