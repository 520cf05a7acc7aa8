//! Days and hours as an enterprise in Jilin counts them: 北京时间.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};

/// 北京时间 has been UTC+8 without summer time since 1991.
const BEIJING: Offset = jiff::tz::offset(8);

/// Wall-clock time in 北京时间.
pub fn beijing(at: Timestamp) -> DateTime {
    TimeZone::fixed(BEIJING).to_datetime(at)
}

/// The day in 北京时间.
pub fn day(at: Timestamp) -> Date {
    beijing(at).date()
}

/// Day and minute in 北京时间, as users read them.
pub fn readable(at: Timestamp) -> String {
    beijing(at).strftime("%Y-%m-%d %H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_changes_at_midnight_in_beijing() {
        assert_eq!(readable("2026-01-04T15:59:59Z".parse().unwrap()), "2026-01-04 23:59");
        assert_eq!(day("2026-01-04T16:00:00Z".parse().unwrap()).to_string(), "2026-01-05");
    }
}
