//! The staff group and the enterprise in Telegram: the whole product but for the process, against a fake Bot API.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "../fake_bot_api/mod.rs"]
mod fake_bot_api;

mod cards;
mod desk;
mod enterprise;
mod files;
mod group;
mod held;
mod moving;
mod presses;
mod reordered;
mod revised;
mod rounds;
mod shared;
mod spoken_to;
mod transcript;
