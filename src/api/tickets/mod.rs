//! Tickets: registered by anybody, worked on by staff, followed by their enterprise.

pub(super) mod attachments;
pub(super) mod change;
pub(super) mod filtered;
pub(super) mod history;
pub(super) mod list;
pub(super) mod merge;
pub(super) mod one;
pub(super) mod own_command;
pub(super) mod register;
