//! 助企 Zhuqi: cited answers on enterprise support policies, and a queue for reported problems.

pub mod assistant;
pub mod channel;
pub mod content;
pub mod desk;
pub mod domain;
pub mod relay;
pub mod search;
pub mod store;
