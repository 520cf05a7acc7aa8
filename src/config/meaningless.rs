//! Variables of the environment that look like settings and set nothing: whoever wrote them believes that they do.

use std::fmt;

use figment::error::Kind;
use figment::providers::Serialized;
use figment::{Figment, Profile};

use super::Settings;
use super::environment::PREFIX;

/// So much of a name must be the same for it to be offered.
const LIKENESS: f64 = 0.6;
/// No section and no key is called so.
const NOBODY: &str = "?";

/// A variable that sets nothing, and the one that was probably meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meaningless {
    name: String,
    meant: Option<String>,
}

impl fmt::Display for Meaningless {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "环境变量 {} 不是设置，没有起作用；", self.name)?;
        match &self.meant {
            Some(meant) => write!(f, "是不是想写 {meant}？"),
            None => f.write_str("设置要写成 ZHUQI_节__项（中间两个下划线），例如 ZHUQI_TELEGRAM__TOKEN"),
        }
    }
}

impl Meaningless {
    /// Those among the names of variables; values are not looked at.
    pub fn among(names: impl IntoIterator<Item = String>) -> Vec<Self> {
        let is_ours = |name: &String| name.to_ascii_uppercase().starts_with(PREFIX);
        let sets = |name: &String| name.strip_prefix(PREFIX).is_some_and(|rest| rest.contains("__"));
        let mut found: Vec<String> = names.into_iter().filter(|name| is_ours(name) && !sets(name)).collect();
        found.sort();
        let known = if found.is_empty() { Vec::new() } else { keys() };
        found.into_iter().map(|name| Self { meant: nearest(&name, &known), name }).collect()
    }
}

/// The variable whose name is most like this one, by its key alone or with its section.
fn nearest(name: &str, known: &[(String, String)]) -> Option<String> {
    let said = plain(&name[PREFIX.len()..]);
    let likeness = |(section, key): &(String, String)| {
        let whole = strsim::normalized_levenshtein(&said, &plain(&format!("{section}{key}")));
        // A key alone may be one of several sections; that with the section comes first.
        whole.max(strsim::normalized_levenshtein(&said, &plain(key)) - 0.01)
    };
    let best = known.iter().max_by(|one, other| likeness(one).total_cmp(&likeness(other)))?;
    let variable = format!("{PREFIX}{}__{}", best.0.to_uppercase(), best.1.to_uppercase());
    (likeness(best) >= LIKENESS).then_some(variable)
}

fn plain(name: &str) -> String {
    name.chars().filter(|c| *c != '_').map(|c| c.to_ascii_lowercase()).collect()
}

/// Every key with its section, as the settings themselves name them when they are asked for one that there is not.
fn keys() -> Vec<(String, String)> {
    let known = |section: Option<&str>| -> Vec<String> {
        let key = section.map_or_else(|| NOBODY.to_owned(), |section| format!("{section}.{NOBODY}"));
        let asked = Figment::from(Serialized::default(&key, "").profile(Profile::Default)).extract::<Settings>();
        match asked.map_err(|error| error.kind) {
            Err(Kind::UnknownField(_, known)) => known.iter().map(|name| (*name).to_owned()).collect(),
            _ => Vec::new(),
        }
    };
    let sections = known(None).into_iter();
    sections.flat_map(|section| known(Some(&section)).into_iter().map(move |key| (section.clone(), key))).collect()
}

#[cfg(test)]
mod tests {
    use super::super::environment::BORROWED;
    use super::*;

    #[test]
    fn every_key_is_known_and_the_borrowed_ones_among_them() {
        let keys = keys();
        assert!(keys.len() > 15, "{keys:?}");
        for (_, section, key) in BORROWED {
            assert!(keys.contains(&(section.to_owned(), key.to_owned())), "{section}.{key}");
        }
    }

    #[test]
    fn what_was_meant_is_offered() {
        for (name, meant) in [
            ("ZHUQI_TELEGRAM_TOKEN", Some("ZHUQI_TELEGRAM__TOKEN")),
            ("ZHUQI_STAFF_CHAT", Some("ZHUQI_TELEGRAM__STAFF_CHAT")),
            ("ZHUQI_TOKEN", Some("ZHUQI_TELEGRAM__TOKEN")),
            ("ZHUQI_SERVER_LISTEN", Some("ZHUQI_SERVER__LISTEN")),
            ("ZHUQI_PUBLIC_URL", Some("ZHUQI_SERVER__PUBLIC_URL")),
            ("zhuqi_store__url", Some("ZHUQI_STORE__URL")),
            ("ZHUQI_LISTEN", Some("ZHUQI_SERVER__LISTEN")),
            ("ZHUQI_KNOWLEGE_DIR", Some("ZHUQI_KNOWLEDGE__DIR")),
            ("ZHUQI_HOME", None),
        ] {
            let found = Meaningless::among([name.to_owned(), "ZHUQI_SERVER__LISTEN".to_owned(), "PATH".to_owned()]);
            let expected = Meaningless { name: name.to_owned(), meant: meant.map(str::to_owned) };
            assert_eq!(found, [expected]);
        }
        assert!(Meaningless::among(["TELOXIDE_TOKEN".to_owned()]).is_empty());
    }
}
