//! Logs: text on a terminal, one JSON object a line elsewhere, always on stderr.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

/// How much is logged when nothing else is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// What an operator of a running server wants to see.
    Server,
    /// Warnings only: a person waits for the command's own words.
    Command,
}

/// Starts logging; `filter` is a `RUST_LOG` directive and wins over `detail`.
pub fn start(filter: Option<&str>, detail: Detail) {
    let default = match detail {
        // What the search library tells of its files says nothing to an operator.
        Detail::Server => "info",
        Detail::Command => "warn",
    };
    let filter = EnvFilter::try_new(filter.unwrap_or(default)).unwrap_or_else(|_| EnvFilter::new(default));
    let logs = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second start, as in tests, keeps the first subscriber.
    let _ = if std::io::stderr().is_terminal() { logs.try_init() } else { logs.json().try_init() };
}
