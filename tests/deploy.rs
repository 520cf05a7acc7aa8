//! The settings file that is shipped: complete, and true about every default.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeSet;

use zhuqi::config::Settings;

const SHIPPED: &str = include_str!("../deploy/zhuqi.toml");

/// The settings of a file with this text, or what is said about them.
fn load(text: &str) -> Result<Settings, String> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("zhuqi.toml");
    std::fs::write(&path, text).unwrap();
    Settings::load(Some(&path), Vec::new()).map_err(|error| error.to_string())
}

/// The names that may stand where an unknown one was written: the program itself tells them.
fn known(place: &str) -> BTreeSet<String> {
    let said = load(&format!("{place}\nno_such_name = 1\n")).unwrap_err();
    assert!(said.contains("no_such_name"), "{said}");
    let names = said.split_once("这里可以写：").map_or("", |(_, names)| names);
    names.split('、').filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// The shipped file with the settings in it that are only shown.
fn switched_on() -> String {
    let shown = |line: &str| {
        let setting = line.strip_prefix("# ")?;
        let name = setting.split_once(" = ")?.0;
        name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_').then(|| setting.to_owned())
    };
    SHIPPED.lines().map(|line| shown(line).unwrap_or_else(|| line.to_owned()) + "\n").collect()
}

#[test]
fn the_shipped_settings_are_the_defaults() {
    assert_eq!(format!("{:?}", load(SHIPPED).unwrap()), format!("{:?}", Settings::default()));
}

#[test]
fn the_shipped_settings_leave_nothing_out() {
    let text = switched_on();
    let written: toml::Table = text.parse().unwrap();
    let sections = known("");
    assert!(sections.contains("server"), "{sections:?}");
    assert_eq!(written.keys().cloned().collect::<BTreeSet<_>>(), sections);
    for section in sections {
        let keys: BTreeSet<String> = written[&section].as_table().unwrap().keys().cloned().collect();
        assert_eq!(keys, known(&format!("[{section}]")), "[{section}]");
    }
}

#[test]
fn every_example_among_the_shipped_settings_is_accepted() {
    let settings = load(&switched_on()).unwrap();
    assert!(settings.telegram.token.is_some() && settings.embeddings.api_key.is_some());
}
