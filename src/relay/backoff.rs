//! How long to wait before something that failed is tried again.

use std::time::Duration;

use rand::Rng;

/// Waiting times double up to this many seconds.
const LONGEST: u64 = 64;

/// The time to wait after so many failures in a row: 1, 2, 4 … 64 s and up to a quarter more, so that not all come back
/// at the same moment.
pub(super) fn pause(failures: u32) -> Duration {
    let base = Duration::from_secs(1_u64.checked_shl(failures.saturating_sub(1)).map_or(LONGEST, |s| s.min(LONGEST)));
    base.mul_f64(rand::rng().random_range(1.0..1.25))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_doubles_up_to_a_minute() {
        for (failures, base) in [(0, 1), (1, 1), (2, 2), (3, 4), (7, 64), (8, 64), (64, 64), (65, 64), (u32::MAX, 64)] {
            let pause = pause(failures);
            let base = Duration::from_secs(base);
            assert!(pause >= base && pause <= base.mul_f64(1.25), "{failures}: {pause:?}");
        }
    }
}
