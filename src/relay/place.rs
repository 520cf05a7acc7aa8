//! A place among those who work: so many conversations are worked on at once.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// A place that is held, or none where nobody counts.
pub(super) struct Place {
    among: Option<Arc<Semaphore>>,
    held: Option<OwnedSemaphorePermit>,
}

impl Place {
    /// Waits for a place among some; none once they are closed.
    pub(super) async fn among(places: &Arc<Semaphore>) -> Option<Self> {
        let held = places.clone().acquire_owned().await.ok()?;
        Some(Self { among: Some(places.clone()), held: Some(held) })
    }

    /// A place that nobody else waits for: its caller is alone with their request.
    pub(super) fn uncounted() -> Self {
        Self { among: None, held: None }
    }

    /// Leaves the place to others for as long as something is waited for.
    pub(super) async fn left_while<T>(&mut self, waiting: impl Future<Output = T>) -> T {
        self.held = None;
        let result = waiting.await;
        if let Some(places) = &self.among {
            self.held = places.clone().acquire_owned().await.ok();
        }
        result
    }
}
