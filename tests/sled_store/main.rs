//! What the embedded store promises beyond the contract: reopening, damage, a full disk, a sudden end.

mod crash;
mod damage;
mod full_disk;
mod opening;
mod sample;
