//! The staff console as a browser without scripts sees it, over real HTTP.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod accounts;
mod files;
mod lists;
mod served;
mod tickets;
