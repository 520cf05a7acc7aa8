//! Grows the wait from failure to failure.

use std::time::Duration;

use super::Pace;

/// The wait before the next attempt: doubles up to a limit, with a random part so that many bots do not call at once.
#[derive(Debug)]
pub(super) struct Backoff {
    pace: Pace,
    failures: u32,
}

impl Backoff {
    /// No failure yet.
    pub(super) fn new(pace: Pace) -> Self {
        Self { pace, failures: 0 }
    }

    /// The wait after one more failure: at most a quarter longer than its step.
    pub(super) fn next(&mut self) -> Duration {
        let step = self.pace.first_wait.saturating_mul(2_u32.saturating_pow(self.failures)).min(self.pace.longest_wait);
        self.failures = self.failures.saturating_add(1);
        step.mul_f64(rand::random_range(1.0..1.25))
    }

    /// An attempt succeeded.
    pub(super) fn reset(&mut self) {
        self.failures = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_to_its_limit_and_starts_again_after_a_success() {
        let mut backoff = Backoff::new(Pace::default());
        for expected in [1, 2, 4, 8, 16, 32, 64, 64, 64] {
            let wait = backoff.next().as_secs_f64();
            assert!((f64::from(expected)..f64::from(expected) * 1.25).contains(&wait), "{expected}: {wait}");
        }
        backoff.failures = u32::MAX;
        assert!(backoff.next() <= Duration::from_secs(80));
        backoff.reset();
        assert!(backoff.next() < Duration::from_secs(2));
    }
}
