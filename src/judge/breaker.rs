//! Leaves a service alone for a while once it has failed several times in a row.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// So many failures in a row are no chance: one slow answer is nobody's rest.
const FAILURES: u32 = 3;
/// So long it is left alone; then one more failure is enough.
const REST: Duration = Duration::from_secs(30);

/// How a service has done of late.
#[derive(Debug, Default)]
pub(super) struct Breaker(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    failures: u32,
    rests_until: Option<Instant>,
    /// Whether anybody was told that it does not work.
    told: bool,
}

impl Breaker {
    /// Whether it is to be left alone.
    pub(super) fn rests(&self, now: Instant) -> bool {
        self.with(|state| state.rests_until.is_some_and(|until| now < until))
    }

    /// It has worked; whether that is news.
    pub(super) fn works(&self) -> bool {
        self.with(|state| std::mem::take(state).told)
    }

    /// It has answered, but with nothing of use; whether that is news.
    pub(super) fn is_of_no_use(&self) -> bool {
        self.with(|state| !std::mem::replace(&mut state.told, true))
    }

    /// It has failed; whether that is news.
    pub(super) fn failed(&self, now: Instant) -> bool {
        self.with(|state| {
            state.failures = state.failures.saturating_add(1);
            if state.failures >= FAILURES {
                state.rests_until = Some(now + REST);
            }
        });
        self.is_of_no_use()
    }

    fn with<T>(&self, work: impl FnOnce(&mut State) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_rests_after_several_failures_and_one_more_after_each_rest() {
        let (breaker, start) = (Breaker::default(), Instant::now());
        assert!(breaker.failed(start) && !breaker.failed(start), "told once");
        assert!(!breaker.rests(start));
        breaker.failed(start);
        assert!(breaker.rests(start) && breaker.rests(start + REST / 2) && !breaker.rests(start + REST));
        breaker.failed(start + REST);
        assert!(breaker.rests(start + REST));
        assert!(breaker.works() && !breaker.works(), "told once");
        assert!(!breaker.rests(start + REST));
        assert!(breaker.is_of_no_use() && !breaker.rests(start), "a lie is no reason to rest");
    }
}
