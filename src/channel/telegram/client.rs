//! Calls one method of the Bot API, keeping the token out of everything that is shown.

use std::time::Duration;

use reqwest::{Url, redirect};
use secrecy::{ExposeSecret, SecretString};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Serialize};
use teloxide::requests::Payload;

use super::errors::{CallError, TelegramError};

/// Telegram's own server.
const TELEGRAM: &str = "https://api.telegram.org";
const CONNECT_PATIENCE: Duration = Duration::from_secs(5);

/// Calls methods of the Bot API. Its Debug form shows no token.
#[derive(Debug)]
pub(super) struct Client {
    http: reqwest::Client,
    token: SecretString,
    base: Url,
}

#[derive(Deserialize)]
struct Envelope<T> {
    ok: bool,
    result: Option<T>,
    error_code: Option<u16>,
    description: Option<String>,
    parameters: Option<Parameters>,
}

#[derive(Default, Deserialize)]
struct Parameters {
    retry_after: Option<u64>,
    migrate_to_chat_id: Option<i64>,
}

impl Client {
    /// A client for the bot with `token`.
    pub(super) fn new(token: SecretString, api_url: Option<Url>) -> Result<Self, TelegramError> {
        let token = checked(&token)?;
        let base = match api_url {
            Some(url) => url,
            None => Url::parse(TELEGRAM).map_err(|_| TelegramError::WrongAddress)?,
        };
        if !matches!(base.scheme(), "http" | "https") || base.cannot_be_a_base() {
            return Err(TelegramError::WrongAddress);
        }
        // The token is part of the address: a redirect would hand it to another host.
        let mut http = reqwest::Client::builder()
            .connect_timeout(CONNECT_PATIENCE)
            .redirect(redirect::Policy::none())
            .referer(false)
            .tcp_nodelay(true);
        if matches!(base.host_str(), Some("127.0.0.1" | "localhost" | "[::1]")) {
            http = http.no_proxy();
        }
        let http = http.build().map_err(|error| TelegramError::Client(error.without_url().to_string()))?;
        Ok(Self { http, token, base })
    }

    /// Calls a method and reads its result as `T`, waiting at most `patience`.
    pub(super) async fn call<T, P>(&self, payload: &P, patience: Duration) -> Result<T, CallError>
    where
        T: DeserializeOwned,
        P: Payload + Serialize,
    {
        let request = self.http.post(self.method::<P>()).timeout(patience).json(payload);
        let response = request.send().await.map_err(lost)?;
        let status = response.status().as_u16();
        let body = response.bytes().await.map_err(lost)?;
        read(status, &body)
    }

    /// Fetches the file at a path that `getFile` gave; of one that is larger than `limit` only the first part, one byte
    /// more than that.
    pub(super) async fn download(&self, path: &str, limit: u64, patience: Duration) -> Result<Vec<u8>, CallError> {
        let request = self.http.get(self.file(path)).timeout(patience);
        let mut response = request.send().await.map_err(lost)?;
        if !response.status().is_success() {
            return Err(refused(response.status().as_u16(), None, None));
        }
        let longest = usize::try_from(limit).unwrap_or(usize::MAX).saturating_add(1);
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(lost)? {
            let left = longest - bytes.len();
            bytes.extend_from_slice(&chunk[..chunk.len().min(left)]);
            if bytes.len() == longest {
                break;
            }
        }
        Ok(bytes)
    }

    fn method<P: Payload>(&self) -> Url {
        self.below(&[&format!("bot{}", self.token.expose_secret()), P::NAME])
    }

    /// Where a file lies; what Telegram names cannot lead elsewhere.
    fn file(&self, path: &str) -> Url {
        let bot = format!("bot{}", self.token.expose_secret());
        let steps = path.split('/').filter(|step| !matches!(*step, "" | "." | ".."));
        self.below(&["file", &bot].into_iter().chain(steps).collect::<Vec<_>>())
    }

    fn below(&self, segments: &[&str]) -> Url {
        let mut url = self.base.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(segments);
        }
        url
    }
}

/// The token without the blanks that come along when it is pasted.
fn checked(token: &SecretString) -> Result<SecretString, TelegramError> {
    let token = token.expose_secret().trim();
    let (id, secret) = token.split_once(':').ok_or(TelegramError::MalformedToken)?;
    let well_formed = !id.is_empty()
        && id.bytes().all(|b| b.is_ascii_digit())
        && !secret.is_empty()
        && secret.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    if well_formed { Ok(SecretString::from(token)) } else { Err(TelegramError::MalformedToken) }
}

fn read<T: DeserializeOwned>(status: u16, body: &[u8]) -> Result<T, CallError> {
    // An answer is never quoted: it repeats the message that was sent, or holds those that came.
    let Ok(outline) = serde_json::from_slice::<Envelope<IgnoredAny>>(body) else {
        return Err(match status {
            200..=299 => CallError::Lost("the answer is not what the Bot API describes".to_owned()),
            code => refused(code, None, None),
        });
    };
    if !outline.ok {
        return Err(refused(outline.error_code.unwrap_or(status), outline.description, outline.parameters));
    }
    serde_json::from_slice::<Envelope<T>>(body)
        .ok()
        .and_then(|envelope| envelope.result)
        .ok_or_else(|| CallError::Lost("the result is not what the Bot API describes".to_owned()))
}

fn refused(code: u16, description: Option<String>, parameters: Option<Parameters>) -> CallError {
    let Parameters { retry_after, migrate_to_chat_id } = parameters.unwrap_or_default();
    CallError::Refused {
        code,
        description: description.unwrap_or_else(|| "no explanation".to_owned()),
        retry_after: retry_after.map(Duration::from_secs),
        moved_to: migrate_to_chat_id,
    }
}

fn lost(error: reqwest::Error) -> CallError {
    let kind = match () {
        () if error.is_timeout() => "timed out",
        () if error.is_connect() => "could not connect",
        () => "the connection failed",
    };
    CallError::Lost(kind.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_checked_and_never_shown() {
        let client = Client::new(SecretString::from(" 123:Secret-Part_1\n"), None).unwrap();
        assert_eq!(client.token.expose_secret(), "123:Secret-Part_1");
        assert!(!format!("{client:?}").contains("Secret-Part"));
        for bad in ["", "123", "123:", ":abc", "12a:abc", "123:ab c", "123:abc/../x", "123:令牌"] {
            assert_eq!(Client::new(SecretString::from(bad), None).err(), Some(TelegramError::MalformedToken), "{bad}");
        }
    }

    #[test]
    fn an_address_must_be_one_of_the_web() {
        let new = |url: &str| Client::new(SecretString::from("1:a"), Some(Url::parse(url).unwrap()));
        assert!(new("http://127.0.0.1:1/prefix/").is_ok());
        for bad in ["file:///x", "data:text/plain,x", "ftp://a"] {
            assert_eq!(new(bad).err(), Some(TelegramError::WrongAddress), "{bad}");
        }
    }

    #[test]
    fn the_method_stands_under_the_address_given() {
        let url = Url::parse("http://127.0.0.1:1/prefix/").unwrap();
        let client = Client::new(SecretString::from("1:a"), Some(url)).unwrap();
        assert_eq!(client.method::<teloxide::payloads::GetMe>().path(), "/prefix/bot1:a/GetMe");
        assert_eq!(client.file("photos/file_1.jpg").path(), "/prefix/file/bot1:a/photos/file_1.jpg");
        assert_eq!(client.file("../../x?y").path(), "/prefix/file/bot1:a/x%3Fy");
    }

    #[test]
    fn an_answer_that_is_no_json_counts_by_its_status() {
        let code = |status| match read::<IgnoredAny>(status, b"<html>Bad Gateway</html>") {
            Err(CallError::Refused { code, .. }) => Some(code),
            _ => None,
        };
        assert_eq!(code(502), Some(502));
        assert_eq!(code(200), None);
        assert!(read::<bool>(200, br#"{"ok":true,"result":true}"#).unwrap());
        assert!(read::<bool>(200, br#"{"ok":true}"#).is_err());
    }
}
