//! Every setting, one documented struct a section; the only reader of the settings file and the environment.

mod environment;
mod meaningless;

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use figment::error::Kind;
use figment::providers::{Format, Toml};
use figment::{Figment, Metadata, Source};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer};
use url::Url;

use self::environment::{BORROWED, ENVIRONMENT, Environment, PREFIX};
pub use self::meaningless::Meaningless;
use crate::domain::ids::ProfileId;

/// The settings file that is read if it exists and no other is named.
pub const DEFAULT_FILE: &str = "zhuqi.toml";

/// What to write, for keys whose values have a form of their own.
const EXAMPLES: [(&str, &str); 13] = [
    ("server.public_url", "https://zhuqi.example.com"),
    ("server.operator", "加引号的单位名称"),
    ("server.listen", "127.0.0.1:8080"),
    ("store.url", "sled://data"),
    ("knowledge.dir", "knowledge"),
    ("dialogs.dir", "dialogs"),
    ("telegram.api_url", "https://api.telegram.org"),
    ("telegram.webhook_secret", "一串加引号的字母和数字，至少 32 个"),
    ("embeddings.base_url", "https://example.com/v1"),
    ("embeddings.model", "加引号的模型名称"),
    ("embeddings.api_key", "加引号的密钥"),
    ("desk.profile", "working-days"),
    ("embeddings.cache", "data/embeddings.bin"),
];

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

/// A figment error as whoever set up the product can act on it; never with the value, which may be a secret.
fn explain(error: &figment::Error, figment: &Figment) -> String {
    let mut path = error.path.clone();
    if let Kind::UnknownField(field, _) = &error.kind
        && path.last() != Some(field)
    {
        path.push(field.clone());
    }
    let key = path.join(".");
    let metadata = figment.find_metadata(&key).or(error.metadata.as_ref());
    let place = match metadata.map(|found| (&found.source, found.name.as_ref())) {
        Some((Some(Source::File(file)), _)) => format!("文件 {} 里的 {key}", file.display()),
        Some((_, ENVIRONMENT)) => format!("环境变量 {}", names_of(&key)),
        _ => key.clone(),
    };
    match &error.kind {
        Kind::UnknownField(_, []) => format!("{place}：没有这一项"),
        Kind::UnknownField(_, known) => format!("{place}：没有这一项；这里可以写：{}", known.join("、")),
        Kind::UnknownVariant(_, known) => format!("{place}：只能是 {}", known.join(" 或 ")),
        Kind::Message(message) if message.starts_with("TOML") => {
            let lines: Vec<_> = message.lines().filter(|line| !line.contains('|')).collect();
            format!("文件 {} 不是有效的 TOML：{}", file_of(metadata), lines.join("，"))
        }
        Kind::Message(message) if !message.is_ascii() => format!("{place}：{message}"),
        _ => match EXAMPLES.iter().find(|(known, _)| *known == key) {
            Some((_, example)) => format!("{place}：写法不对，例如 {example}"),
            None => format!("{place}：写法不对"),
        },
    }
}

/// The variables that set a key.
fn names_of(key: &str) -> String {
    let own = format!("{PREFIX}{}", key.to_uppercase().replace('.', "__"));
    match BORROWED.iter().find(|(_, section, name)| key == format!("{section}.{name}")) {
        Some((borrowed, ..)) => format!("{own}（或 {borrowed}）"),
        None => own,
    }
}

/// The file a metadata speaks of.
fn file_of(metadata: Option<&Metadata>) -> String {
    match metadata.and_then(|found| found.source.as_ref()) {
        Some(Source::File(file)) => file.display().to_string(),
        _ => DEFAULT_FILE.to_owned(),
    }
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
