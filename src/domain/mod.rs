//! The words of the product as plain values: no input, no output, no clock.

pub mod act;
pub mod attachment;
pub mod calendar;
pub mod card;
pub mod conversation;
pub(crate) mod copied;
pub mod credit_code;
pub mod deadlines;
pub mod desks;
pub mod dialog;
pub mod document;
pub mod evidence;
pub mod example;
pub mod ids;
pub mod knowledge;
pub mod label;
pub mod lexicon;
pub mod message;
pub mod phrases;
pub mod point;
pub mod region;
pub mod reply;
pub mod roster;
pub mod staff;
pub mod ticket;
pub mod validity;
