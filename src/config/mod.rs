//! Every setting, one documented struct a section; the only reader of the settings file and the environment.

mod environment;
mod explain;
mod judge;
mod meaningless;

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use figment::Figment;
use figment::providers::{Format, Toml};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer};
use url::Url;

use self::environment::{BORROWED, ENVIRONMENT, Environment, PREFIX};
use self::explain::explain;
pub use self::judge::{Ask, Budget, Judge};
pub use self::meaningless::Meaningless;
use crate::domain::ids::ProfileId;

/// The settings file that is read if it exists and no other is named.
pub const DEFAULT_FILE: &str = "zhuqi.toml";

/// Every setting.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The HTTP server.
    pub server: Server,
    /// Where tickets and conversations are kept.
    pub store: Store,
    /// The knowledge files.
    pub knowledge: Knowledge,
    /// The dialog files.
    pub dialogs: Dialogs,
    /// The Telegram bot.
    pub telegram: Telegram,
    /// How personal data is asked for.
    pub privacy: Privacy,
    /// An embedding service, for search by meaning.
    pub embeddings: Embeddings,
    /// A model that judges beside the judge that is built in.
    pub judge: Judge,
    /// What staff do with tickets.
    pub desk: Desk,
}

/// `[server]`: the HTTP server.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Server {
    /// The address and port to listen on.
    pub listen: SocketAddr,
    /// Where people reach it from outside, for links in messages.
    pub public_url: Option<Url>,
    /// Who runs the service, as its pages name them.
    #[serde(deserialize_with = "said")]
    pub operator: Option<String>,
}

impl Default for Server {
    fn default() -> Self {
        Self { listen: SocketAddr::from(([127, 0, 0, 1], 8080)), public_url: None, operator: None }
    }
}

/// `[store]`: where tickets and conversations are kept.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Store {
    /// The engine and its place.
    pub url: StoreUrl,
}

/// A store by its engine.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
pub enum StoreUrl {
    /// `sled://PATH`: the embedded store in a folder, made if it is missing.
    Sled(PathBuf),
    /// `postgres://…`: a database server; the address carries a password.
    Postgres(SecretString),
}

impl Default for StoreUrl {
    fn default() -> Self {
        Self::Sled(PathBuf::from("data"))
    }
}

impl TryFrom<String> for StoreUrl {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        match text.split_once("://") {
            Some(("sled", path)) if !path.is_empty() => Ok(Self::Sled(PathBuf::from(path))),
            Some(("postgres" | "postgresql", rest)) if !rest.is_empty() => Ok(Self::Postgres(text.into())),
            _ => Err("要写成“sled://文件夹”或“postgres://…”，例如 sled://data"),
        }
    }
}

/// `[knowledge]`: the knowledge files.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Knowledge {
    /// The folder they are in.
    pub dir: PathBuf,
    /// Whether a change waits for a person before it is published.
    pub gate: Gate,
}

impl Default for Knowledge {
    fn default() -> Self {
        Self { dir: PathBuf::from("knowledge"), gate: Gate::Off }
    }
}

/// What happens to a clean change of the knowledge files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gate {
    /// It is published at once.
    Off,
    /// It becomes a change set that a person publishes.
    On,
}

/// `[dialogs]`: the dialog files.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Dialogs {
    /// The folder they are in.
    pub dir: PathBuf,
}

impl Default for Dialogs {
    fn default() -> Self {
        Self { dir: PathBuf::from("dialogs") }
    }
}

/// `[telegram]`: the Telegram bot; it runs when a token is set.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Telegram {
    /// The token BotFather gave.
    #[serde(deserialize_with = "token")]
    pub token: Option<SecretString>,
    /// Another Bot API server than Telegram's own.
    pub api_url: Option<Url>,
    /// How updates arrive.
    pub mode: Mode,
    /// What Telegram sends with each webhook call to prove itself.
    pub webhook_secret: Option<SecretString>,
    /// The chat staff are told in.
    #[serde(deserialize_with = "chat")]
    pub staff_chat: Option<i64>,
}

/// How Telegram's updates arrive.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// We ask for them.
    #[default]
    Polling,
    /// Telegram calls us.
    Webhook,
}

impl Mode {
    /// The word for it in the settings.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Polling => "polling",
            Self::Webhook => "webhook",
        }
    }
}

/// `[privacy]`: how personal data is asked for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Privacy {
    /// Where contact details are asked for.
    pub contact_via: ContactVia,
}

/// Where contact details are asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContactVia {
    /// In the conversation itself.
    #[default]
    Chat,
    /// On a web form of ours, by a link.
    WebForm,
}

/// `[embeddings]`: an OpenAI-compatible embedding service; off unless address and model are set.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Embeddings {
    /// Its address.
    pub base_url: Option<Url>,
    /// The model to ask for.
    pub model: Option<String>,
    /// The key it wants.
    pub api_key: Option<SecretString>,
    /// The file the vectors of the points are kept in; in the folder of the store if it is not named.
    pub cache: Option<PathBuf>,
}

/// `[desk]`: what staff do with tickets.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Desk {
    /// Which profile of `desks.toml` says how long a ticket may take.
    pub profile: ProfileId,
}

impl Default for Desk {
    fn default() -> Self {
        Self { profile: ProfileId::working_days() }
    }
}

/// Says which settings are wrong, where they stand and how to mend them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("设置有误：{0}")]
pub struct SettingsError(String);

impl Settings {
    /// The settings from `file` (or `zhuqi.toml` if there is one) and the process's environment.
    pub fn read(file: Option<&Path>) -> Result<Self, SettingsError> {
        Self::load(file, std::env::vars_os())
    }

    /// The settings from a file and the given variables; a later source wins: defaults, file, environment.
    pub fn load(
        file: Option<&Path>,
        variables: impl IntoIterator<Item = (OsString, OsString)>,
    ) -> Result<Self, SettingsError> {
        if let Some(missing) = file.filter(|file| !file.is_file()) {
            return Err(SettingsError(format!("找不到设置文件 {}", missing.display())));
        }
        let environment = Environment::new(variables)?;
        let file = file.unwrap_or(Path::new(DEFAULT_FILE));
        let mut figment = Figment::new();
        if file.is_file() {
            figment = figment.merge(Toml::file_exact(file));
        }
        figment = figment.merge(environment);
        figment.extract().map_err(|error| SettingsError(explain(&error, &figment)))
    }
}

/// The variables of this process that look like settings and are none.
pub fn meaningless() -> Vec<Meaningless> {
    Meaningless::among(std::env::vars_os().filter_map(|(name, _)| name.into_string().ok()))
}

/// What the log shows, as `RUST_LOG` has it.
pub fn log_filter() -> Option<String> {
    std::env::vars_os().find(|(name, _)| name == "RUST_LOG").and_then(|(_, filter)| filter.into_string().ok())
}

/// A token looks like `123456789:` and at least 30 letters, digits, `-` or `_`; an empty one is none.
fn token<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<SecretString>, D::Error> {
    let Some(token) = Option::<SecretString>::deserialize(deserializer)? else { return Ok(None) };
    let text = token.expose_secret();
    let well_formed = text.split_once(':').is_some_and(|(id, key)| {
        let key_fine = key.len() >= 30 && key.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
        !id.is_empty() && id.bytes().all(|b| b.is_ascii_digit()) && key_fine
    });
    match text {
        "" => Ok(None),
        _ if well_formed => Ok(Some(token)),
        _ => Err(serde::de::Error::custom("格式不对：要写 BotFather 给的整串令牌，由数字、冒号和一长串字母数字组成")),
    }
}

/// A text without the blanks around it; an empty one is none.
fn said<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    Ok(text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()))
}

/// A chat's number, from a file as a number and from the environment as text.
fn chat<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Number(i64),
        Text(String),
    }
    let wrong = |_| serde::de::Error::custom("要写群的数字编号，例如 -1001234567890");
    match Option::<Written>::deserialize(deserializer)? {
        None => Ok(None),
        Some(Written::Number(number)) => Ok(Some(number)),
        Some(Written::Text(text)) if text.is_empty() => Ok(None),
        Some(Written::Text(text)) => text.trim().parse().map(Some).map_err(wrong),
    }
}
