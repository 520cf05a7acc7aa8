//! A reply as JSON, the same for the API, the terminal and batch runs.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::domain::reply::Reply;

/// One reply; every field is always present.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReplyBody {
    /// The message it replies to.
    pub id: String,
    /// The reply itself.
    #[serde(flatten)]
    pub reply: Reply,
    /// How long the message took, in microseconds.
    pub elapsed_us: u64,
}

/// Every reply to one message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RepliesBody {
    /// In the order they are to be read.
    pub replies: Vec<ReplyBody>,
}

impl RepliesBody {
    /// The replies to the message `id`, which took `elapsed`.
    pub fn new(id: &str, replies: Vec<Reply>, elapsed: Duration) -> Self {
        let elapsed_us = u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX);
        let body = |reply| ReplyBody { id: id.to_owned(), reply, elapsed_us };
        Self { replies: replies.into_iter().map(body).collect() }
    }
}
