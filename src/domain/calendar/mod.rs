//! Days and hours as an enterprise in Jilin counts them: 北京时间.

mod allowance;
#[cfg(test)]
mod tests;
mod working_time;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};

pub use self::allowance::{Allowance, Count, InvalidAllowance};
pub use self::working_time::{Arrangement, Calendar, CalendarFault};

/// 北京时间 has been UTC+8 without summer time since 1991.
const BEIJING: Offset = jiff::tz::offset(8);

/// Wall-clock time in 北京时间.
pub fn beijing(at: Timestamp) -> DateTime {
    TimeZone::fixed(BEIJING).to_datetime(at)
}

/// The moment of a wall-clock time in 北京时间; beyond what a timestamp can hold, the last or first one it can.
pub fn moment(wall: DateTime) -> Timestamp {
    let end = if wall.year() < 0 { Timestamp::MIN } else { Timestamp::MAX };
    TimeZone::fixed(BEIJING).to_timestamp(wall).unwrap_or(end)
}

/// The day in 北京时间.
pub fn day(at: Timestamp) -> Date {
    beijing(at).date()
}

/// Day and minute in 北京时间, as users read them.
pub fn readable(at: Timestamp) -> String {
    beijing(at).strftime("%Y-%m-%d %H:%M").to_string()
}
