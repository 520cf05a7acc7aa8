//! Judges what a message means and which points answer it: built in and learned from examples, or a model outside that may
//! only choose; what it is asked and what it says can be recorded and replayed.

pub mod learned;
pub mod model;
pub mod record;
pub mod replay;

mod breaker;
mod brief;
mod budget;
mod judgement;
mod request;

pub use self::brief::Brief;
pub use self::judgement::{Judged, JudgedAct, Judgement, Told, Unfit};
pub use self::request::{Candidate, Request};
