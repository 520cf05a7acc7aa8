//! Empties the outbox: one reply after another in each conversation, many conversations at once.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::backoff::pause;
use super::decide::Decide;
use super::delivery::Post;
use super::shield::shielded;
use super::{DRAINING_LIMIT, Relay, drain};
use crate::domain::message::ConversationId;
use crate::store::{Outgoing, StoreError};

/// So many replies are sent at once.
const SENDERS: usize = 64;

/// The outbox is not looked through more often than this while nothing new has come: a reply that is being sent stays
/// due until it is settled.
const BREATH: Duration = Duration::from_millis(100);

/// The outbox is looked through so often while it holds replies for a channel that is switched off.
const PARKED_BREATH: Duration = Duration::from_secs(1);

/// A store that panics while it takes the note of a delivery must not make us send the same reply over and over.
const AFTER_PANIC: Duration = Duration::from_secs(64);

/// The conversations to which nothing else may be sent now.
#[derive(Default)]
struct UnderWay {
    tasks: JoinSet<ConversationId>,
    /// Those to which something is being sent, and those whose channel is switched off.
    closed: Vec<ConversationId>,
    parked: usize,
}

impl<D: Decide> Relay<D> {
    /// Sends until shutdown; then lets what is being sent arrive and leaves the rest in the outbox.
    pub(super) async fn empty_outbox(self: Arc<Self>, post: Arc<Post>, shutdown: CancellationToken) {
        let mut under_way = UnderWay::default();
        let mut failures = 0;
        while !shutdown.is_cancelled() {
            let rest = match self.send_due(&post, &mut under_way, &shutdown).await {
                Ok(rest) => {
                    failures = 0;
                    rest
                }
                Err(error) => {
                    failures += 1;
                    tracing::error!(%error, failures, "the outbox cannot be read");
                    Some(pause(failures))
                }
            };
            tokio::select! {
                () = shutdown.cancelled() => {}
                // A store that fails is left alone for a while, whatever rings.
                () = self.outbox_bell.notified(), if failures == 0 => {}
                () = under_way.arrival(), if failures == 0 => {}
                () = sleep(rest) => {}
            }
        }
        drain(&mut under_way.tasks, DRAINING_LIMIT).await;
    }

    /// Starts to send what is due; returns how long there is nothing to do unless a bell rings, none for ever.
    async fn send_due(
        self: &Arc<Self>,
        post: &Arc<Post>,
        under_way: &mut UnderWay,
        shutdown: &CancellationToken,
    ) -> Result<Option<Duration>, StoreError> {
        let free = SENDERS.saturating_sub(under_way.tasks.len());
        if free == 0 {
            return Ok(None);
        }
        let now = (self.clock)();
        let due = self.store.due(now, &under_way.closed, free).await?;
        let full = due.len() == free;
        for outgoing in due {
            if !post.reaches(&outgoing.conversation) {
                under_way.park(outgoing.conversation);
                continue;
            }
            under_way.start(outgoing, |outgoing| {
                let (relay, post, shutdown) = (self.clone(), post.clone(), shutdown.clone());
                async move { relay.deliver(&post, outgoing, &shutdown).await }
            });
        }
        if full {
            let more = under_way.tasks.len() < SENDERS;
            return Ok(more.then_some(Duration::ZERO));
        }
        let breath = if under_way.parked > 0 { PARKED_BREATH } else { BREATH };
        Ok(self.store.next_due().await?.map(|at| until(now, at).max(breath)))
    }
}

impl UnderWay {
    fn start<F>(&mut self, outgoing: Outgoing, deliver: impl FnOnce(Outgoing) -> F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let conversation = outgoing.conversation.clone();
        self.closed.push(conversation.clone());
        let delivery = deliver(outgoing);
        self.tasks.spawn(async move {
            if shielded(delivery).await.is_none() {
                tracing::error!(%conversation, "delivery panicked, so that it may be made twice");
                tokio::time::sleep(AFTER_PANIC).await;
            }
            conversation
        });
    }

    /// Leaves the replies of a conversation in the outbox for a run in which its channel is switched on.
    fn park(&mut self, conversation: ConversationId) {
        tracing::warn!(%conversation, "reply kept: its channel is switched off");
        self.closed.push(conversation);
        self.parked += 1;
    }

    /// Waits until at least one delivery has ended; for ever if none is under way.
    async fn arrival(&mut self) {
        let Some(first) = self.tasks.join_next().await else { return std::future::pending().await };
        let mut arrived = vec![first];
        while let Some(next) = self.tasks.try_join_next() {
            arrived.push(next);
        }
        for conversation in arrived.into_iter().flatten() {
            self.closed.retain(|closed| *closed != conversation);
        }
    }
}

/// The time from `now` until `at`; none if that is past.
fn until(now: Timestamp, at: Timestamp) -> Duration {
    Duration::try_from(now.duration_until(at)).unwrap_or_default()
}

async fn sleep(time: Option<Duration>) {
    match time {
        Some(time) => tokio::time::sleep(time).await,
        None => std::future::pending().await,
    }
}
