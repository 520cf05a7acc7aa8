//! What staff do with a ticket, one use case a file.

pub mod accounts;
pub mod attach;
pub mod causes;
pub mod export;
pub mod figures;
pub mod judge;
pub mod link;
pub mod lookup_code;
pub mod merge;
pub mod notified;
pub mod office;
pub mod officers;
pub mod overview;
pub mod own;
pub mod patrol;
pub mod perform;
pub mod refusal;
pub mod sheet;
pub mod submit;
pub mod tokens;
pub mod views;
pub mod who;
