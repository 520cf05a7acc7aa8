//! The whole program as a process, and people who talk to it; shared by the tests that start `zhuqi serve`.

#![allow(dead_code, reason = "each test crate uses its own part of the harness")]

pub(crate) mod home;
pub(crate) mod person;
pub(crate) mod program;
pub(crate) mod web;

use std::time::Duration;

/// Long enough for a busy machine, short enough to notice a hang.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);
