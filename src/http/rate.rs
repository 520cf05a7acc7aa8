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
use super::staff_session::SignedIn;

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
pub struct Limit {
    counts: Arc<DefaultKeyedRateLimiter<IpAddr>>,
    except_staff: bool,
}

impl Limit {
    /// A limit with nothing counted yet.
    pub fn new(allowance: Allowance) -> Self {
        let quota = Quota::per_minute(allowance.per_minute).allow_burst(allowance.burst);
        Self { counts: Arc::new(DefaultKeyedRateLimiter::keyed(quota)), except_staff: false }
    }

    /// The same limit, for all but signed-in staff.
    pub fn except_staff(self) -> Self {
        Self { except_staff: true, ..self }
    }

    fn check(&self, caller: IpAddr) -> Result<(), Problem> {
        if self.counts.len() > REMEMBERED_CALLERS {
            self.counts.retain_recent();
        }
        self.counts
            .check_key(&caller)
            .map_err(|early| Problem::too_many(early.wait_time_from(DefaultClock::default().now())))
    }
}

/// Middleware: refuses a caller who asks too often.
pub async fn enforce(State(limit): State<Limit>, request: Request, next: Next) -> Response {
    let caller = client_address::counted(request.headers(), request.extensions());
    let exempt = limit.except_staff && request.extensions().get::<SignedIn>().is_some();
    match caller.filter(|_| !exempt).map_or(Ok(()), |caller| limit.check(caller)) {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}
