//! Keeps within what Telegram takes for one group, so that it need not refuse.

use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota};

use super::Pace;
use super::address::Address;

/// Counts what goes to each group.
pub(super) struct GroupLimit(DefaultKeyedRateLimiter<i64>);

impl GroupLimit {
    /// Nothing has gone anywhere yet.
    pub(super) fn new(pace: Pace) -> Self {
        Self(DefaultKeyedRateLimiter::keyed(Quota::per_minute(pace.group_per_minute).allow_burst(pace.group_burst)))
    }

    /// Counts one more to a chat; an error tells how long to wait first. A chat with one person has no such limit.
    pub(super) fn count(&self, address: Address) -> Result<(), Duration> {
        // Groups have numbers below zero.
        if address.chat >= 0 {
            return Ok(());
        }
        self.0.check_key(&address.chat).map_err(|early| early.wait_time_from(DefaultClock::default().now()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_is_counted_for_itself_and_a_person_not_at_all() {
        let limit = GroupLimit::new(Pace::default());
        let [group, other, person] = [-5, -6, 5].map(|chat| Address { chat, user: None });
        let burst = Pace::default().group_burst.get();
        assert!((0..burst).all(|_| limit.count(group).is_ok()));
        assert!(limit.count(group).is_err_and(|wait| wait > Duration::ZERO));
        assert!(limit.count(other).is_ok());
        assert!((0..100).all(|_| limit.count(person).is_ok()));
        assert!(burst + Pace::default().group_per_minute.get() <= 20, "in the worst minute");
    }
}
