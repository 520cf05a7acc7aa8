//! The desk's rules: what may follow what, who may do what, which deadlines hold.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod figures;
mod life;
mod patrol;
mod properties;
mod rights;
mod sample;
