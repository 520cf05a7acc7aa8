//! Limits how often one caller may ask.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota};

use super::client_address;
use super::problem::Problem;

/// Above so many remembered callers those who have been quiet are forgotten.
const REMEMBERED_CALLERS: usize = 10_000;

/// How often one caller may ask.
#[derive(Debug, Clone, Copy)]
pub struct Allowance {
    /// So many at once.
    pub burst: NonZeroU32,
    /// And then so many a minute.
    pub per_minute: NonZeroU32,
}

/// A limit that counts each caller for itself.
#[derive(Clone)]
pub struct Limit(Arc<DefaultKeyedRateLimiter<IpAddr>>);

impl Limit {
    /// A limit with nothing counted yet.
    pub fn new(allowance: Allowance) -> Self {
        let quota = Quota::per_minute(allowance.per_minute).allow_burst(allowance.burst);
        Self(Arc::new(DefaultKeyedRateLimiter::keyed(quota)))
    }

    fn check(&self, caller: IpAddr) -> Result<(), Problem> {
        if self.0.len() > REMEMBERED_CALLERS {
            self.0.retain_recent();
        }
        self.0
            .check_key(&caller)
            .map_err(|early| Problem::too_many(early.wait_time_from(DefaultClock::default().now())))
    }
}

/// Middleware: refuses a caller who asks too often.
pub async fn enforce(State(limit): State<Limit>, request: Request, next: Next) -> Response {
    let caller = client_address::counted(request.headers(), request.extensions());
    match caller.map_or(Ok(()), |caller| limit.check(caller)) {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}
