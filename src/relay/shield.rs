//! Keeps a panic or a standstill in one piece of work away from everything else.

use std::time::Duration;

use tokio_util::task::AbortOnDropHandle;

/// An assistant answers within milliseconds; one that has not answered by now never will.
const THINKING_LIMIT: Duration = Duration::from_secs(15);

/// Says that a piece of work brought no result; the reason holds no personal data, so a panic's own words are left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Broken {
    /// It panicked.
    #[error("the assistant panicked")]
    Panicked,
    /// It took longer than [`THINKING_LIMIT`].
    #[error("the assistant took too long")]
    TooSlow,
}

/// Runs work that computes, off the threads on which everything else waits.
pub(super) async fn think<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Broken> {
    match tokio::time::timeout(THINKING_LIMIT, tokio::task::spawn_blocking(work)).await {
        Ok(Ok(result)) => Ok(result),
        Ok(Err(_panic)) => Err(Broken::Panicked),
        Err(_elapsed) => Err(Broken::TooSlow),
    }
}

/// Runs work that waits; none if it panicked.
pub(super) async fn shielded<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> Option<T> {
    AbortOnDropHandle::new(tokio::spawn(work)).await.ok()
}
