//! A pace for bots that are tested.

use std::num::NonZeroU32;
use std::time::Duration;

use zhuqi::channel::telegram::Pace;

/// More than any test sends.
const UNLIMITED: NonZeroU32 = NonZeroU32::new(1_000_000).unwrap();

/// Short waits and no limits.
pub(crate) const FAST: Pace = Pace {
    long_poll: Duration::from_secs(1),
    first_wait: Duration::from_millis(10),
    longest_wait: Duration::from_millis(50),
    stepped_down: Duration::from_millis(400),
    patience: Duration::from_millis(700),
    group_burst: UNLIMITED,
    group_per_minute: UNLIMITED,
    person_burst: UNLIMITED,
    person_per_second: UNLIMITED,
    per_second: UNLIMITED,
    burst: UNLIMITED,
};
