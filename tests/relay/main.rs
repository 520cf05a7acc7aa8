//! The relay under load, failure and shutdown, over a store in memory.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod direct;
mod edition;
mod failure;
mod house;
mod news;
mod office;
mod order;
mod scripted;
mod sending;
mod shutdown;
mod tickets;
