//! Judges what a message means and which points answer it: learned from examples, deterministic, without a network.

pub mod learned;
