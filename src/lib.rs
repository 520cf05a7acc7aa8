//! 助企 Zhuqi: cited answers on enterprise support policies, and a queue for reported problems.

pub mod cli;

pub mod app;
pub mod telemetry;

pub mod api;
pub mod channel;
pub mod console;
pub mod http;

pub mod relay;

pub mod assistant;
pub mod desk;

pub mod judge;

pub mod content;
pub mod search;
pub mod store;

pub mod remote;

pub mod config;
pub mod domain;
