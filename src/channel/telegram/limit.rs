//! Keeps within what Telegram takes for one chat and in all, so that it need not refuse.

use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultDirectRateLimiter, DefaultKeyedRateLimiter, NotUntil, Quota};

use super::Pace;
use super::address::Address;

/// Above so many remembered chats those that have been quiet are forgotten.
const REMEMBERED_CHATS: usize = 10_000;

/// Counts what goes to each chat and what goes out in all.
pub(super) struct SendLimit {
    groups: DefaultKeyedRateLimiter<i64>,
    people: DefaultKeyedRateLimiter<i64>,
    overall: DefaultDirectRateLimiter,
    /// So many messages go to one person at once.
    person_burst: NonZeroU32,
    /// So many messages go to one group at once.
    group_burst: NonZeroU32,
}

impl SendLimit {
    /// Nothing has gone anywhere yet.
    pub(super) fn new(pace: Pace) -> Self {
        let groups = Quota::per_minute(pace.group_per_minute).allow_burst(pace.group_burst);
        let people = Quota::per_second(pace.person_per_second).allow_burst(pace.person_burst);
        Self {
            groups: DefaultKeyedRateLimiter::keyed(groups),
            people: DefaultKeyedRateLimiter::keyed(people),
            overall: DefaultDirectRateLimiter::direct(Quota::per_second(pace.per_second).allow_burst(pace.burst)),
            person_burst: pace.person_burst,
            group_burst: pace.group_burst,
        }
    }

    /// Counts so many more messages to a chat; an error tells how long to wait first.
    pub(super) fn count(&self, address: Address, messages: usize) -> Result<(), Duration> {
        // Groups have numbers below zero.
        let (chats, burst) =
            if address.chat < 0 { (&self.groups, self.group_burst) } else { (&self.people, self.person_burst) };
        if chats.len() > REMEMBERED_CHATS {
            chats.retain_recent();
        }
        // What is longer than goes at once goes all the same, once nothing was sent for long enough.
        let messages = u32::try_from(messages).ok().and_then(NonZeroU32::new).unwrap_or(NonZeroU32::MIN).min(burst);
        let of_chat = chats.check_key_n(&address.chat, messages).unwrap_or(Ok(()));
        // A chat that waits takes nothing from the others.
        of_chat.map_err(|early| wait(&early))?;
        self.overall.check().map_err(|early| wait(&early))
    }
}

fn wait(early: &NotUntil<<DefaultClock as Clock>::Instant>) -> Duration {
    early.wait_time_from(DefaultClock::default().now())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_chat_is_counted_for_itself() {
        let limit = SendLimit::new(Pace { burst: NonZeroU32::MAX, ..Pace::default() });
        for (chat, other, burst) in [(-5, -6, Pace::default().group_burst), (5, 6, Pace::default().person_burst)] {
            let [chat, other] = [chat, other].map(Address::of_chat);
            assert!((0..burst.get()).all(|_| limit.count(chat, 1).is_ok()));
            assert!(limit.count(chat, 1).is_err_and(|wait| wait > Duration::ZERO));
            assert!(limit.count(other, 1).is_ok());
        }
        assert!(limit.count(Address::of_chat(7), 100).is_ok(), "what is long goes, too");
        assert!(limit.count(Address::of_chat(7), 1).is_err(), "but counts as long");
        let worst_minute = Pace::default().group_burst.get() + Pace::default().group_per_minute.get();
        assert!(worst_minute <= 20);
    }

    #[test]
    fn all_chats_together_have_a_limit() {
        let limit = SendLimit::new(Pace::default());
        let sent = (1..=100).filter(|chat| limit.count(Address::of_chat(*chat), 1).is_ok()).count();
        let burst = usize::try_from(Pace::default().burst.get()).unwrap();
        assert!((burst..burst + 5).contains(&sent), "{sent}");
        assert!(Pace::default().burst.get() + Pace::default().per_second.get() <= 30, "in the worst second");
    }
}
