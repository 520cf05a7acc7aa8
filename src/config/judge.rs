//! `[judge]`: a model outside that judges beside the judge that is built in.

use std::time::Duration;

use secrecy::SecretString;
use serde::{Deserialize, Deserializer};
use url::Url;

/// `[judge]`: an OpenAI-compatible model that chooses what answers; off unless address and model are set.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Judge {
    /// Its address.
    pub base_url: Option<Url>,
    /// The model to ask.
    pub model: Option<String>,
    /// The key it wants.
    pub api_key: Option<SecretString>,
    /// How enterprises are told of the service; the host of its address if it has no other name.
    #[serde(deserialize_with = "super::said")]
    pub name: Option<String>,
    /// How long one call may take.
    #[serde(deserialize_with = "seconds")]
    pub timeout: Duration,
    /// What it may cost on one day.
    pub budget: Budget,
    /// When it is asked.
    pub ask: Ask,
}

impl Default for Judge {
    fn default() -> Self {
        Self {
            base_url: None,
            model: None,
            api_key: None,
            name: None,
            timeout: Duration::from_secs(5),
            budget: Budget::Tokens(1_000_000),
            ask: Ask::Always,
        }
    }
}

impl Judge {
    /// How enterprises are told of the service; none if there is no service.
    pub fn service(&self) -> Option<&str> {
        let address = self.base_url.as_ref().filter(|_| self.model.is_some())?;
        self.name.as_deref().or_else(|| address.host_str())
    }
}

/// What something may cost on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum Budget {
    /// So many tokens, in and out.
    Tokens(u64),
    /// So many calls.
    Calls(u64),
}

impl TryFrom<String> for Budget {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let (number, unit) = text.trim().split_once(' ').unwrap_or((&text, ""));
        match (number.trim().parse(), unit.trim()) {
            (Ok(number), "tokens") => Ok(Self::Tokens(number)),
            (Ok(number), "calls") => Ok(Self::Calls(number)),
            _ => Err("要写一天最多用多少，例如 \"1000000 tokens\" 或 \"2000 calls\""),
        }
    }
}

/// When a judge outside is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ask {
    /// For every message.
    Always,
    /// Where the judge that is built in is not sure.
    Unsure,
}

/// A time in seconds, short enough for a reply that somebody waits for; from a file as a number and from the environment
/// as text.
fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Number(u64),
        Text(String),
    }
    let number = match Written::deserialize(deserializer)? {
        Written::Number(number) => Some(number),
        Written::Text(text) => text.trim().parse().ok(),
    };
    let number = number.filter(|number| (1..=7).contains(number));
    number.map(Duration::from_secs).ok_or_else(|| serde::de::Error::custom("要写 1 到 7 之间的整数（秒），例如 5"))
}
