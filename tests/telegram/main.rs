//! The Telegram channel against a strict fake Bot API server.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "../fake_bot_api/mod.rs"]
mod fake_bot_api;

mod bench;
mod fake;
mod groups;
mod polling;
mod secrets;
mod sending;
mod webhook;
