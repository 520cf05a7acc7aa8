//! A store that an earlier release has written is opened and used: nothing that people left in it may be lost.

#![expect(clippy::unwrap_used, reason = "a test stops where something fails")]

mod conversations;
mod kept;
mod mail;
mod staff;
