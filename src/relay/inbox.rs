//! Empties the inbox: one message after another in each conversation, many conversations at once.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::backoff::pause;
use super::decide::Decide;
use super::place::Place;
use super::roster::Call;
use super::said::Said;
use super::shield::shielded;
use super::turn::{Trouble, Way};
use super::{DRAINING_LIMIT, Relay, drain};
use crate::domain::message::Message;
use crate::store::StoreError;

/// So many conversations are worked on at once.
const WORKERS: usize = 64;

/// The assistant gets so many tries at one message.
const TRIES: u32 = 3;

/// A message at which the assistant has failed is tried again after this time, and after double the time then.
const RETRY: Duration = Duration::from_millis(250);

/// The inbox is looked through again after this time, for messages whose caller left before it could ring the bell.
const RESCAN: Duration = Duration::from_secs(60);

/// The messages of an album come one after the other; the next one is not waited for longer than this.
const NEXT_OF_ALBUM: Duration = Duration::from_millis(700);

/// An album has so many messages at most.
const ALBUM: usize = 10;

/// How one look at a conversation ended.
enum Step {
    /// No message waits.
    Rest,
    /// One was handled or given up; more may wait.
    Next,
    /// So much of an album has come, and more may come.
    Gathering(usize),
    /// The assistant has failed and the message waits for another try.
    Broken,
    /// The store has failed and the message waits until it works again.
    StoreFailed,
}

impl<D: Decide> Relay<D> {
    /// Works until shutdown; then lets those at work finish and leaves the rest in the inbox.
    pub(super) async fn empty_inbox(self: Arc<Self>, shutdown: CancellationToken) {
        let places = Arc::new(Semaphore::new(WORKERS));
        let mut workers = JoinSet::new();
        let rescan = self.clone().rescan();
        tokio::pin!(rescan);
        loop {
            let (call, place) = tokio::select! {
                () = shutdown.cancelled() => break,
                () = &mut rescan => break,
                Some(_) = workers.join_next() => continue,
                Some(next) = self.next_call(&places) => next,
            };
            workers.spawn(self.clone().attend(call, place, shutdown.clone()));
        }
        drain(&mut workers, DRAINING_LIMIT).await;
    }

    /// The next conversation and a place to work on it. Taken in this order, a cancelled wait loses neither.
    async fn next_call(&self, places: &Arc<Semaphore>) -> Option<(Call, Place)> {
        let place = Place::among(places).await?;
        Some((self.roster.next().await, place))
    }

    /// Calls everything that waits in the store, at once and from time to time; never ends.
    async fn rescan(self: Arc<Self>) {
        let mut failures = 0;
        loop {
            match self.store.waiting().await {
                Ok(waiting) => {
                    waiting.iter().for_each(|conversation| self.roster.call(conversation));
                    failures = 0;
                    tokio::time::sleep(RESCAN).await;
                }
                Err(error) => {
                    failures += 1;
                    tracing::error!(%error, failures, "the inbox cannot be read");
                    tokio::time::sleep(pause(failures)).await;
                }
            }
        }
    }

    async fn attend(self: Arc<Self>, mut call: Call, place: Place, shutdown: CancellationToken) {
        // The place is given up when the work ends: whoever only waits for another try must not keep others from theirs.
        let work = self.clone().handle_next(call.clone(), place);
        // A store that panics has failed like one that says so.
        let step = shielded(work).await.unwrap_or(Step::StoreFailed);
        let wait = match step {
            Step::Rest => return self.roster.rest(&call.conversation),
            Step::Next => return self.roster.requeue(Call::fresh(call.conversation)),
            Step::Gathering(gathered) => {
                call.gathered = gathered;
                NEXT_OF_ALBUM
            }
            Step::Broken => {
                call.broken += 1;
                RETRY * 2_u32.pow(call.broken.min(TRIES) - 1)
            }
            Step::StoreFailed => {
                call.store_failures += 1;
                pause(call.store_failures)
            }
        };
        tokio::select! {
            () = shutdown.cancelled() => {}
            () = tokio::time::sleep(wait) => self.roster.requeue(call),
        }
    }

    async fn handle_next(self: Arc<Self>, call: Call, mut place: Place) -> Step {
        match self.try_next(&call, &mut place).await {
            Ok(step) => step,
            Err(error) => {
                tracing::error!(conversation = %call.conversation, %error, "a message waits until the store works again");
                Step::StoreFailed
            }
        }
    }

    async fn try_next(&self, call: &Call, place: &mut Place) -> Result<Step, StoreError> {
        let conversation = &call.conversation;
        let _turn = self.turns.of(conversation).await;
        let Some(message) = self.store.next(conversation).await? else { return Ok(Step::Rest) };
        let serving = self.serving();
        if let Some(deed) = self.deed(&message) {
            self.do_deed(&serving, &message, deed).await?;
            return Ok(Step::Next);
        }
        let said = match self.gathered(message, call.gathered).await? {
            Ok(said) => said,
            Err(so_far) => return Ok(Step::Gathering(so_far)),
        };
        let message = &said.message;
        let handled = match self.decide(&serving, &said, place).await {
            Ok(outcome) => self.complete(&serving, &said, outcome, Way::Inbox).await,
            Err(trouble) => Err(trouble),
        };
        match handled {
            Ok(_) => Ok(Step::Next),
            Err(Trouble::Store(error)) => Err(error),
            Err(Trouble::Assistant(broken)) if call.broken + 1 >= TRIES => {
                // What else belongs to its album comes on by itself.
                self.give_up(&serving, message, broken, Way::Inbox).await?;
                Ok(Step::Next)
            }
            Err(Trouble::Assistant(broken)) => {
                tracing::warn!(%conversation, message.id = message.id.0, reason = %broken, "message to be tried again");
                Ok(Step::Broken)
            }
        }
    }

    /// A message with the rest of its album; how much of it there is, while it still grows.
    async fn gathered(&self, first: Message, at_last_look: usize) -> Result<Result<Said, usize>, StoreError> {
        if first.album.is_none() {
            return Ok(Ok(Said::alone(first)));
        }
        let mut waiting = self.store.oldest(&first.conversation, ALBUM + 1).await?.into_iter().peekable();
        let mut album = Vec::new();
        while let Some(next) = waiting.next_if(|next| next.album == first.album && album.len() < ALBUM) {
            album.push(next);
        }
        let complete = waiting.peek().is_some() || album.len() == ALBUM;
        if !complete && album.len() > at_last_look {
            return Ok(Err(album.len()));
        }
        Ok(Ok(Said::album(first, album.split_off(1))))
    }
}
