//! 助企 Zhuqi: cited answers on enterprise support policies, and a queue for reported problems.

pub mod assistant;
pub mod content;
pub mod domain;
pub mod store;
