//! Translates wire formats into messages, and replies into wire formats; one folder or file a channel.

pub mod telegram;
