//! What the embedded store promises beyond the contract: reopening, damage, a full disk, a sudden end.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test stops where something fails, and says what it skips"
)]

mod crash;
mod damage;
mod full_disk;
mod opening;
mod sample;
