//! What a request may do, as values that handlers take.

use std::convert::Infallible;

use axum::Extension;
use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::request::Parts;

use super::problem::Problem;

/// The right of an administrator; only the control socket gives it.
#[derive(Debug, Clone, Copy)]
pub struct Admin(());

impl Admin {
    /// The layer that gives the right to every request that passes it.
    pub(super) fn granted() -> Extension<Self> {
        Extension(Self(()))
    }
}

impl<S: Sync> FromRequestParts<S> for Admin {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().copied().ok_or_else(Problem::staff_only)
    }
}

impl<S: Sync> OptionalFromRequestParts<S> for Admin {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Infallible> {
        Ok(parts.extensions.get::<Self>().copied())
    }
}
