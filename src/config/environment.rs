//! The environment as a source of settings.

use std::collections::BTreeMap;
use std::ffi::OsString;

use figment::value::{Dict, Map, Value};
use figment::{Metadata, Profile, Provider};

use super::SettingsError;

/// Begins the name of every setting in the environment; sections and keys are joined by two underscores.
pub(super) const PREFIX: &str = "ZHUQI_";

/// What other teloxide programs call these settings; `ZHUQI_` names win over them.
pub(super) const BORROWED: [(&str, &str, &str); 2] =
    [("TELOXIDE_TOKEN", "telegram", "token"), ("TELOXIDE_API_URL", "telegram", "api_url")];

/// How the environment is called in a message.
pub(super) const ENVIRONMENT: &str = "环境变量";

/// Settings of the environment, all as text: figment's own provider would read the secret `007` as a number.
pub(super) struct Environment(BTreeMap<String, Dict>);

impl Environment {
    /// Picks our variables; teloxide's names go first, so that ours win.
    pub(super) fn new(variables: impl IntoIterator<Item = (OsString, OsString)>) -> Result<Self, SettingsError> {
        let (mut borrowed, mut own) = (Vec::new(), Vec::new());
        for (name, value) in variables {
            let Some(name) = name.to_str() else { continue };
            let lent = BORROWED.iter().find(|(known, ..)| *known == name);
            let ours = name.strip_prefix(PREFIX).and_then(|rest| rest.split_once("__"));
            let (place, found) = match (lent, ours) {
                (Some((_, section, key)), _) => ((section.to_string(), key.to_string()), &mut borrowed),
                (_, Some((section, key))) => ((section.to_ascii_lowercase(), key.to_ascii_lowercase()), &mut own),
                _ => continue,
            };
            let text = value.into_string().map_err(|_| SettingsError(format!("环境变量 {name} 不是 UTF-8 文字")))?;
            found.push((place, text));
        }
        let mut sections = BTreeMap::<String, Dict>::new();
        for ((section, key), text) in borrowed.into_iter().chain(own) {
            sections.entry(section).or_default().insert(key, Value::from(text));
        }
        Ok(Self(sections))
    }
}

impl Provider for Environment {
    fn metadata(&self) -> Metadata {
        Metadata::named(ENVIRONMENT)
    }

    fn data(&self) -> figment::Result<Map<Profile, Dict>> {
        let sections = self.0.iter().map(|(name, keys)| (name.clone(), Value::from(keys.clone()))).collect();
        Ok(Profile::Default.collect(sections))
    }
}
