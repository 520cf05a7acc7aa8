//! The HTTP server and what web chat, console and API share: limits, problem documents, the control socket.

pub mod bearer;
pub mod client_address;
pub mod control;
pub mod document_address;
pub mod door;
pub mod download;
pub mod json_body;
pub mod own_address;
pub mod problem;
pub mod rate;
pub mod reply_body;
pub mod rights;
pub mod seats;
pub mod server;
pub mod staff_session;
pub mod traffic;
pub mod upload;
pub mod webhook;
