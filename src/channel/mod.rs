//! Ways by which enterprises reach us; each translates one wire format.

pub mod terminal;
pub mod web;
