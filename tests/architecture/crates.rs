//! Each outside crate lives where it belongs, and nowhere else.

use crate::source::{File, files, package};

/// A path of an outside crate, and the only files and folders of `src` that may name it.
const HOMES: [(&str, &[&str]); 9] = [
    ("teloxide", &["channel/telegram"]),
    // The routes are joined in app.rs.
    ("axum", &["http", "channel/web", "console", "api", "app.rs"]),
    ("tower_http", &["http", "channel/web", "console", "api"]),
    ("jieba_rs", &["search"]),
    ("sled", &["store/sled"]),
    ("sqlx", &["store/postgres"]),
    // Only where a remote service is called: Telegram, a server of our own through its socket, everything else by one door.
    ("reqwest", &["channel/telegram", "http/control.rs", "remote.rs"]),
    ("argon2", &["desk/accounts"]),
    ("std::env", &["config"]),
];

/// All that the words of the house may use; the last two only compare texts.
const DOMAIN: [&str; 5] = ["serde", "jiff", "thiserror", "unicode_normalization", "strsim"];

/// What the words of the house may not touch: they do no input or output.
const DOMAIN_NEVER: [&str; 7] =
    ["std::fs", "std::io", "std::net", "std::env", "std::process", "std::thread", "std::time"];

/// The crates of Cargo.toml as they are written in code.
fn dependencies() -> Vec<String> {
    let manifest: toml::Table = std::fs::read_to_string(package().join("Cargo.toml")).unwrap().parse().unwrap();
    manifest["dependencies"].as_table().unwrap().keys().map(|name| name.replace('-', "_")).collect()
}

/// What is wrong with the crates a file names, one line each.
fn faults(file: &File, dependencies: &[String]) -> Vec<String> {
    let inside = |home: &str| {
        let place = file.path.trim_start_matches("src/");
        place.strip_prefix(home).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let names = |path: &[String], wanted: &str| {
        let wanted: Vec<&str> = wanted.split("::").collect();
        path.len() >= wanted.len() && path.iter().zip(&wanted).all(|(segment, wanted)| segment == wanted)
    };
    let mut faults = Vec::new();
    // A single word is a crate only where `use` brings it in, which no file of ours does.
    for path in file.other.iter().filter(|path| path.len() > 1) {
        for (outside, homes) in HOMES.iter().filter(|(outside, _)| names(path, outside)) {
            if !homes.iter().any(|home| inside(home)) {
                faults.push(format!("{}: {outside} may be named only in {homes:?}", file.path));
            }
        }
        if inside("domain") {
            let heavy = dependencies.contains(&path[0]) && !DOMAIN.contains(&path[0].as_str());
            if heavy || DOMAIN_NEVER.iter().any(|never| names(path, never)) {
                faults.push(format!("{}: domain is pure, {} is not", file.path, path.join("::")));
            }
        }
    }
    faults
}

#[test]
fn outside_crates_stay_at_home() {
    let dependencies = dependencies();
    let faults: Vec<String> = files("src").iter().flat_map(|file| faults(file, &dependencies)).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_home_is_of_a_crate_that_we_use() {
    let dependencies = dependencies();
    let ours = |outside: &str| dependencies.iter().any(|name| name == outside);
    // The PostgreSQL store is to come; a home that stands ready does no harm.
    let unknown = HOMES.iter().filter(|(outside, _)| !ours(outside) && !matches!(*outside, "std::env" | "sqlx"));
    assert_eq!(unknown.map(|(outside, _)| outside).collect::<Vec<_>>(), Vec::<&&str>::new());
}

#[test]
fn every_stray_crate_is_found() {
    let dependencies = ["serde".to_owned(), "jieba_rs".to_owned()];
    let found = |path: &str, text: &str| faults(&File::new(path, text.to_owned(), false), &dependencies).len();
    assert_eq!(found("src/search/index.rs", "use jieba_rs::Jieba;"), 0);
    assert_eq!(found("src/searching.rs", "use jieba_rs::Jieba;"), 1);
    assert_eq!(found("src/assistant/mod.rs", "fn f() { let _ = std::env::var(NAME); }"), 1);
    assert_eq!(found("src/assistant/mod.rs", "use std::{env, fs};"), 1);
    assert_eq!(found("src/config/mod.rs", "use std::env;"), 0);
    assert_eq!(found("src/domain/ids.rs", "use serde::Serialize; use std::fmt;"), 0);
    assert_eq!(found("src/domain/ids.rs", "use std::fs; fn f(_: jieba_rs::Jieba) {}"), 3);
}
