//! Says of a setting that is wrong where it stands and how to mend it.

use figment::error::Kind;
use figment::{Figment, Metadata, Source};

use super::{BORROWED, DEFAULT_FILE, ENVIRONMENT, PREFIX};

/// What to write, for keys whose values have a form of their own.
const EXAMPLES: [(&str, &str); 19] = [
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
    ("judge.base_url", "https://example.com/v1"),
    ("judge.model", "加引号的模型名称"),
    ("judge.api_key", "加引号的密钥"),
    ("judge.name", "加引号的服务名称"),
    ("judge.timeout", "5"),
    ("judge.budget", "1000000 tokens"),
    ("desk.profile", "working-days"),
    ("embeddings.cache", "data/embeddings.bin"),
];

/// A figment error as whoever set up the product can act on it; never with the value, which may be a secret.
pub(super) fn explain(error: &figment::Error, figment: &Figment) -> String {
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
