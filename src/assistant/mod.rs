//! Decides the replies to one message: an ordered list of steps, one step a file.

pub mod outcome;
