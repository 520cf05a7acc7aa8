//! What staff do with a ticket, one use case a file.

pub mod judge;
pub mod lookup_code;
pub mod submit;
