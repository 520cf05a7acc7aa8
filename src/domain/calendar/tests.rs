//! Working time against vectors made by hand with the published calendars, and its laws.

use jiff::civil::{Date, Time, date, time};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use super::{Allowance, Arrangement, Calendar, CalendarFault, Count, beijing, day, moment, readable};

const OPENS: Time = time(8, 30, 0, 0);
const CLOSES: Time = time(17, 30, 0, 0);

/// The holidays around 春节, 劳动节 and 国庆节 of 2026, and 春节 of 2025.
fn calendar() -> Calendar {
    let of_2025 = Arrangement {
        year: 2025,
        holidays: vec![date(2025, 1, 28)..=date(2025, 2, 4)],
        workdays: vec![date(2025, 1, 26), date(2025, 2, 8)],
    };
    let of_2026 = Arrangement {
        year: 2026,
        holidays: vec![
            date(2026, 1, 1)..=date(2026, 1, 3),
            date(2026, 2, 15)..=date(2026, 2, 23),
            date(2026, 5, 1)..=date(2026, 5, 5),
            date(2026, 10, 1)..=date(2026, 10, 7),
        ],
        workdays: vec![
            date(2026, 1, 4),
            date(2026, 2, 14),
            date(2026, 2, 28),
            date(2026, 5, 9),
            date(2026, 9, 20),
            date(2026, 10, 10),
        ],
    };
    Calendar::new(OPENS, CLOSES, &[of_2025, of_2026]).unwrap()
}

/// A moment as it is written in 北京时间.
fn at(text: &str) -> Timestamp {
    moment(text.replace(' ', "T").parse().unwrap())
}

fn working_days(days: i32) -> Allowance {
    Allowance::WorkingTime(calendar().working_day() * days)
}

fn minutes(minutes: i64) -> Allowance {
    Allowance::WorkingTime(SignedDuration::from_mins(minutes))
}

#[test]
fn the_day_changes_at_midnight_in_beijing() {
    assert_eq!(readable("2026-01-04T15:59:59Z".parse().unwrap()), "2026-01-04 23:59");
    assert_eq!(day("2026-01-04T16:00:00Z".parse().unwrap()).to_string(), "2026-01-05");
}

#[test]
fn a_wall_clock_time_is_the_moment_it_was_read_from() {
    let read: Timestamp = "2026-02-14T00:30:00Z".parse().unwrap();
    assert_eq!(moment(beijing(read)), read);
    assert_eq!(moment(jiff::civil::DateTime::MAX), Timestamp::MAX);
    assert_eq!(moment(jiff::civil::DateTime::MIN), Timestamp::MIN);
}

#[test]
fn holidays_are_off_and_their_weekends_are_worked() {
    let calendar = calendar();
    for (day, worked) in [
        (date(2026, 2, 13), true),
        (date(2026, 2, 14), true),
        (date(2026, 2, 15), false),
        (date(2026, 2, 17), false),
        (date(2026, 2, 23), false),
        (date(2026, 2, 24), true),
        (date(2026, 2, 28), true),
        (date(2026, 3, 1), false),
        (date(2025, 1, 26), true),
        (date(2024, 2, 12), true),
        (date(2024, 2, 11), false),
        (date(2027, 1, 1), true),
        (date(2027, 1, 2), false),
    ] {
        assert_eq!(calendar.is_working_day(day), worked, "{day}");
    }
    assert!(calendar.knows(2026) && !calendar.knows(2027) && !calendar.knows(2024));
}

#[test]
fn working_time_begins_at_opening_and_ends_with_closing() {
    let calendar = calendar();
    for (moment, within, next) in [
        ("2026-02-13 08:29:59", false, "2026-02-13 08:30"),
        ("2026-02-13 08:30", true, "2026-02-13 08:30"),
        ("2026-02-13 17:30", true, "2026-02-13 17:30"),
        ("2026-02-13 17:30:01", false, "2026-02-14 08:30"),
        ("2026-02-14 00:00", false, "2026-02-14 08:30"),
        ("2026-02-14 23:59:59", false, "2026-02-24 08:30"),
        ("2026-09-30 18:00", false, "2026-10-08 08:30"),
        ("2027-01-02 12:00", false, "2027-01-04 08:30"),
    ] {
        assert_eq!(calendar.is_working_time(at(moment)), within, "{moment}");
        assert_eq!(readable(calendar.next_opening(at(moment))), next, "{moment}");
    }
    // 08:30 in Beijing is half past midnight in UTC.
    assert!(calendar.is_working_time("2026-02-14T00:30:00Z".parse().unwrap()));
    assert!(!calendar.is_working_time("2026-02-14T10:00:00Z".parse().unwrap()));
}

#[test]
fn deadlines_fall_where_they_do_when_counted_by_hand() {
    let calendar = calendar();
    for (start, span, due) in [
        // An ordinary week.
        ("2026-03-06 15:00", working_days(3), "2026-03-11 15:00"),
        ("2026-03-09 08:30", working_days(1), "2026-03-09 17:30"),
        ("2026-03-09 17:30", working_days(1), "2026-03-10 17:30"),
        ("2026-03-09 10:00", minutes(0), "2026-03-09 10:00"),
        ("2026-03-09 17:29", minutes(1), "2026-03-09 17:30"),
        ("2026-03-09 17:29", minutes(2), "2026-03-10 08:31"),
        // At night and at weekends the clock begins with the next opening.
        ("2026-03-06 23:59", working_days(1), "2026-03-09 17:30"),
        ("2026-03-07 00:00", minutes(90), "2026-03-09 10:00"),
        ("2026-03-07 12:00", minutes(0), "2026-03-09 08:30"),
        // Across 春节 2026: the Saturday before it is worked, and the Saturday after.
        ("2026-02-13 15:00", working_days(1), "2026-02-14 15:00"),
        ("2026-02-13 15:00", working_days(2), "2026-02-24 15:00"),
        ("2026-02-13 15:00", working_days(3), "2026-02-25 15:00"),
        ("2026-02-14 17:30", minutes(1), "2026-02-24 08:31"),
        ("2026-02-17 10:00", working_days(5), "2026-02-28 17:30"),
        ("2026-02-10 09:00", working_days(15), "2026-03-09 09:00"),
        // Across 春节 2025, with a Sunday worked before it.
        ("2025-01-24 16:00", working_days(3), "2025-02-05 16:00"),
        ("2025-02-07 16:00", working_days(1), "2025-02-08 16:00"),
        // Across 国庆节 2026 and the Saturday after it.
        ("2026-09-30 12:00", working_days(3), "2026-10-10 12:00"),
        // Into a year without arrangement, and within one.
        ("2026-12-31 15:00", working_days(1), "2027-01-01 15:00"),
        ("2027-10-01 09:00", working_days(3), "2027-10-06 09:00"),
        // Back.
        ("2026-02-24 09:30", minutes(-120), "2026-02-14 16:30"),
        ("2026-02-16 00:00", minutes(-60), "2026-02-14 16:30"),
        ("2026-02-24 08:30", working_days(-1), "2026-02-14 08:30"),
        // Natural time does not care.
        ("2026-02-14 23:30", Allowance::NaturalTime(SignedDuration::from_hours(2)), "2026-02-15 01:30"),
    ] {
        assert_eq!(readable(calendar.add(at(start), span)), due, "{start} + {span:?}");
    }
}

#[test]
fn what_is_left_counts_down_and_goes_below_nothing() {
    let calendar = calendar();
    let left = |now, due, count| calendar.left(at(now), at(due), count).duration().as_mins();
    assert_eq!(left("2026-02-14 16:30", "2026-02-24 09:30", Count::WorkingTime), 120);
    assert_eq!(left("2026-02-24 09:30", "2026-02-14 16:30", Count::WorkingTime), -120);
    assert_eq!(left("2026-02-16 12:00", "2026-02-23 12:00", Count::WorkingTime), 0);
    assert_eq!(left("2026-02-14 16:30", "2026-02-15 16:30", Count::NaturalTime), 24 * 60);
}

#[test]
fn every_contradiction_is_named() {
    let wrong = [
        Arrangement {
            year: 2026,
            holidays: vec![
                date(2026, 5, 1)..=date(2026, 5, 5),
                date(2026, 5, 5)..=date(2026, 5, 6),
                date(2026, 6, 21)..=date(2026, 6, 19),
                date(2026, 9, 1)..=date(2026, 10, 1),
                date(2027, 1, 1)..=date(2027, 1, 1),
                date(2025, 12, 31)..=date(2026, 1, 1),
            ],
            workdays: vec![date(2026, 5, 3), date(2026, 5, 9), date(2026, 5, 9), date(2026, 5, 12), date(2024, 5, 4)],
        },
        Arrangement { year: 2026, holidays: vec![], workdays: vec![] },
    ];
    let faults = Calendar::new(CLOSES, OPENS, &wrong).unwrap_err();
    let expected = [
        CalendarFault::NoHours { opens: CLOSES, closes: OPENS },
        CalendarFault::DayTwice(date(2026, 5, 5)),
        CalendarFault::NoHoliday { from: date(2026, 6, 21), to: date(2026, 6, 19) },
        CalendarFault::NoHoliday { from: date(2026, 9, 1), to: date(2026, 10, 1) },
        CalendarFault::OtherYear { year: 2026, day: date(2027, 1, 1) },
        CalendarFault::DayTwice(date(2026, 5, 9)),
        CalendarFault::WorkedAnyway(date(2026, 5, 12)),
        CalendarFault::OtherYear { year: 2026, day: date(2024, 5, 4) },
        CalendarFault::YearTwice(2026),
        CalendarFault::OffAndWorked(date(2026, 5, 3)),
    ];
    assert_eq!(faults, expected);
    assert!(faults.iter().all(|fault| fault.day().is_none_or(|day| fault.to_string().contains(&day.to_string()))));
}

#[test]
fn a_span_beyond_all_days_ends_with_them() {
    let calendar = calendar();
    let now = at("2026-03-09 10:00");
    let end = calendar.add(now, Allowance::WorkingTime(SignedDuration::MAX));
    assert!(end > at("9999-12-30 00:00"), "{end}");
    assert_eq!(calendar.add(now, Allowance::NaturalTime(SignedDuration::MAX)), Timestamp::MAX);
    assert!(calendar.add(now, Allowance::WorkingTime(SignedDuration::MIN)) < now);
    assert!(calendar.between(Timestamp::MIN, Timestamp::MAX).is_positive());
}

/// A second of the years 2024 to 2028.
fn moments() -> impl Strategy<Value = Timestamp> {
    let (first, last) = (at("2024-01-01 00:00").as_second(), at("2028-12-31 00:00").as_second());
    (first..last).prop_map(|second| Timestamp::from_second(second).unwrap())
}

/// What `add` does, a day at a time.
fn add_by_days(calendar: &Calendar, start: Timestamp, span: SignedDuration) -> Timestamp {
    let (mut at, mut left) = (calendar.next_opening(start), span);
    loop {
        let closing = moment(beijing(at).date().to_datetime(CLOSES));
        let today = at.duration_until(closing);
        if left <= today {
            return at + left;
        }
        left -= today;
        at = calendar.next_opening(closing + SignedDuration::from_secs(1));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn leaping_ends_where_walking_does(start in moments(), secs in 1_i64..60 * 9 * 3600) {
        let (calendar, span) = (calendar(), SignedDuration::from_secs(secs));
        prop_assert_eq!(calendar.add(start, Allowance::WorkingTime(span)), add_by_days(&calendar, start, span));
    }

    #[test]
    fn a_paused_clock_loses_nothing(now in moments(), due in moments()) {
        let calendar = calendar();
        let left = calendar.between(now, due);
        let again = calendar.add(now, Allowance::WorkingTime(left));
        prop_assert_eq!(calendar.between(now, again), left);
        // Opening is the same working time as the closing before it; every other moment is found again.
        let wall = beijing(due);
        if calendar.is_working_day(wall.date()) && OPENS < wall.time() && wall.time() < CLOSES {
            prop_assert_eq!(again, due);
        }
    }

    #[test]
    fn working_time_adds_up(a in moments(), b in moments(), c in moments()) {
        let calendar = calendar();
        prop_assert_eq!(calendar.between(a, b) + calendar.between(b, c), calendar.between(a, c));
        prop_assert_eq!(calendar.between(a, b), -calendar.between(b, a));
    }

    #[test]
    fn a_deadline_falls_into_working_time(start in moments(), secs in 1_i64..100 * 9 * 3600) {
        let calendar = calendar();
        let due = calendar.add(start, Allowance::WorkingTime(SignedDuration::from_secs(secs)));
        prop_assert!(calendar.is_working_time(due) && due > start);
    }
}

#[test]
fn no_day_is_counted_twice_in_a_century() {
    let calendar = calendar();
    let mut expected = 0;
    let first: Date = date(1970, 1, 1);
    for day in first.series(jiff::ToSpan::day(1)).take_while(|day| day.year() < 2070) {
        let midnight = |day: Date| moment(day.to_datetime(Time::midnight()));
        let worked = calendar.between(midnight(first), midnight(day)).as_hours();
        assert_eq!(worked, expected, "{day}");
        expected += if calendar.is_working_day(day) { 9 } else { 0 };
    }
}
