//! Judges outside: recorded, replayed, and a model that lies, obeys, stalls and breaks.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod attacks;
mod batch;
mod crowd;
mod endpoint;
mod house;
mod masker;
mod model;
mod notice;
mod spoken;
