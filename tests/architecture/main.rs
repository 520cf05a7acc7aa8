//! The house rules of the source tree: who may import whom, and how a file looks.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod crates;
mod layers;
mod source;
mod tidy;
