//! Faults by script: refusals, silence, slow and broken answers.

use std::time::Duration;

use serde_json::{Value, json};

/// How a call fails.
#[derive(Debug, Clone)]
pub(crate) enum Fault {
    /// It is refused without being carried out.
    Refuse {
        /// The error code, which is the HTTP status too.
        code: u16,
        /// The explanation.
        description: String,
        /// Parameters of the answer, or null.
        parameters: Value,
    },
    /// It is never answered, nor carried out.
    Silence,
    /// Something between the bot and Telegram answers with a page of its own.
    Page(u16),
    /// It is carried out; the answer trickles in over this time.
    SlowBody(Duration),
    /// It is carried out; the connection breaks in the middle of the answer.
    Vanish,
}

impl Fault {
    /// A refusal without parameters.
    pub(crate) fn refuse(code: u16, description: &str) -> Self {
        Self::Refuse { code, description: description.to_owned(), parameters: Value::Null }
    }

    /// 429: too many messages, wait so many seconds.
    pub(crate) fn too_many(retry_after: u64) -> Self {
        Self::Refuse {
            code: 429,
            description: format!("Too Many Requests: retry after {retry_after}"),
            parameters: json!({ "retry_after": retry_after }),
        }
    }

    /// 409: another program polls.
    pub(crate) fn conflict() -> Self {
        let other = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running";
        Self::refuse(409, other)
    }

    /// 403: the person has blocked the bot.
    pub(crate) fn blocked() -> Self {
        Self::refuse(403, "Forbidden: bot was blocked by the user")
    }
}

/// A fault that waits for its calls.
pub(crate) struct Scripted {
    pub(crate) method: &'static str,
    pub(crate) chat: Option<i64>,
    pub(crate) times: usize,
    pub(crate) fault: Fault,
}

/// The fault for a call, if one is scripted; each call uses up one.
pub(crate) fn take(faults: &mut Vec<Scripted>, method: &str, chat: Option<i64>) -> Option<Fault> {
    let place = faults.iter().position(|scripted| {
        scripted.method.eq_ignore_ascii_case(method) && (scripted.chat.is_none() || scripted.chat == chat)
    })?;
    let scripted = &mut faults[place];
    scripted.times -= 1;
    let fault = scripted.fault.clone();
    if scripted.times == 0 {
        faults.remove(place);
    }
    Some(fault)
}
