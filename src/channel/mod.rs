//! Ways by which enterprises reach us; each translates one wire format into messages, and replies into it.

pub mod telegram;
pub mod terminal;
pub mod web;
