//! How Telegram fails: what the operator reads, and what a failed call means for a reply.

use std::time::Duration;

use super::address::Address;
use crate::relay::SendError;

/// Why the bot cannot work with these settings; written for the operator.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TelegramError {
    /// The token cannot be one.
    #[error(
        "Telegram 机器人令牌的格式不对：应当像“123456:ABC…”这样，由数字、冒号和字母组成。请检查 telegram.token（或环境变量 TELOXIDE_TOKEN）。"
    )]
    MalformedToken,
    /// Telegram does not know the token.
    #[error(
        "Telegram 不认可这个机器人令牌，Telegram 渠道没有启动，其他渠道照常工作。请向 @BotFather 核对令牌后修改 telegram.token（或环境变量 TELOXIDE_TOKEN），再重新启动；如果设置了 telegram.api_url，也请一并检查。"
    )]
    WrongToken,
    /// The address of the Bot API server cannot be used.
    #[error("telegram.api_url 不是可用的网址：应当以 http:// 或 https:// 开头。")]
    WrongAddress,
    /// Anybody could pretend to be Telegram.
    #[error(
        "telegram.mode 写成 webhook 时，要设 telegram.webhook_secret：32 到 256 个字母、数字、“-”或“_”，例如 openssl rand -hex 32 给出的那一串。"
    )]
    WeakSecret,
    /// Telegram could not deliver anywhere.
    #[error("telegram.mode 写成 webhook 时，要设 server.public_url：从外面访问助企的网址，Telegram 往那里推送。")]
    Unreachable,
    /// The HTTP client could not be built.
    #[error("无法建立 Telegram 的网络连接组件：{0}")]
    Client(String),
}

/// Why one call did not succeed. Holds neither the token nor the message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum CallError {
    /// Telegram answered, and refused.
    #[error("Telegram answered {code}: {description}")]
    Refused {
        /// Telegram's error code, which is an HTTP status.
        code: u16,
        /// Telegram's explanation.
        description: String,
        /// How long to wait before the next call.
        retry_after: Option<Duration>,
        /// The group goes on under this id.
        moved_to: Option<i64>,
    },
    /// There was no answer that can be read; the call may have been carried out or not.
    #[error("no answer from Telegram: {0}")]
    Lost(String),
}

impl CallError {
    /// When Telegram asks for patience without saying how long.
    const UNNAMED_WAIT: Duration = Duration::from_secs(5);

    /// Whether the token is not known (401), or not even well formed for Telegram (404).
    pub(super) fn is_wrong_token(&self) -> bool {
        matches!(self, Self::Refused { code: 401 | 404, .. })
    }

    /// Whether another program asks for updates with the same token.
    pub(super) fn is_conflict(&self) -> bool {
        matches!(self, Self::Refused { code: 409, .. })
    }

    /// Whether the markup of a message was not understood.
    pub(super) fn is_bad_markup(&self) -> bool {
        matches!(self, Self::Refused { code: 400, description, .. } if description.contains("can't parse entities"))
    }

    /// Whether a button was to open an address that Telegram does not take.
    pub(super) fn is_bad_link(&self) -> bool {
        let told = |description: &str| description.contains("BUTTON_URL_INVALID") || description.contains("button URL");
        matches!(self, Self::Refused { code: 400, description, .. } if told(description))
    }

    /// Whether a message was to be changed into what it is already.
    pub(super) fn is_unmodified(&self) -> bool {
        matches!(self, Self::Refused { code: 400, description, .. } if description.contains("is not modified"))
    }

    /// How long Telegram asks to wait, if it does.
    pub(super) fn wait(&self) -> Option<Duration> {
        match self {
            Self::Refused { code: 429, retry_after, .. } => Some(retry_after.unwrap_or(Self::UNNAMED_WAIT)),
            _ => None,
        }
    }

    /// What the failure means for a reply to `address`.
    pub(super) fn into_send_error(self, address: Address) -> SendError {
        if let Some(wait) = self.wait() {
            return SendError::Wait(wait);
        }
        let reason = self.to_string();
        match self {
            Self::Refused { moved_to: Some(chat), .. } => SendError::Moved(Address { chat, ..address }.conversation()),
            Self::Refused { code: 403, description, .. } => SendError::Gone(description),
            // Telegram quotes from the message when it explains what it could not parse.
            Self::Refused { code: 400, .. } if reason.contains("can't parse") => {
                SendError::Refused("Bad Request: can't parse entities".to_owned())
            }
            Self::Refused { code: 400 | 413, description, .. } => SendError::Refused(description),
            Self::Refused { .. } | Self::Lost(_) => SendError::Passing(reason),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(code: u16, description: &str) -> CallError {
        CallError::Refused { code, description: description.to_owned(), retry_after: None, moved_to: None }
    }

    #[test]
    fn a_refused_call_says_what_becomes_of_the_reply() {
        let address = Address { chat: -5, topic: None, user: Some(7) };
        let of = |error: CallError| error.into_send_error(address);
        assert_eq!(of(refused(429, "")), SendError::Wait(Duration::from_secs(5)));
        assert!(matches!(of(refused(403, "Forbidden: bot was kicked")), SendError::Gone(_)));
        assert!(matches!(of(refused(413, "Request Entity Too Large")), SendError::Refused(_)));
        // A revoked token is no fault of the reply, so the reply waits for a better one.
        assert!(matches!(of(refused(401, "Unauthorized")), SendError::Passing(_)));
        let moved =
            CallError::Refused { code: 400, description: String::new(), retry_after: None, moved_to: Some(-100) };
        assert_eq!(of(moved), SendError::Moved("telegram:-100/7".parse().unwrap()));
    }

    #[test]
    fn what_telegram_quotes_of_a_message_stays_out_of_the_reason() {
        let quoted = refused(400, "Bad Request: can't parse entities: Unsupported start tag \"某某\"");
        let SendError::Refused(reason) = quoted.into_send_error(Address::of_chat(1)) else { panic!() };
        assert!(!reason.contains("某某"));
    }
}
