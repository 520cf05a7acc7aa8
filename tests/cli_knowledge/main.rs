//! `zhuqi knowledge …` as processes, on a small knowledge.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod check;
mod grading;
mod house;
mod reading;
