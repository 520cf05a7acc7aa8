//! How every file of ours looks, and that none is forgotten.

use std::collections::BTreeSet;

use crate::source::{File, files, is_root, package};

/// A longer file has parts that want names.
const LINES: usize = 400;

/// Words that mark what is not finished; written in two halves so that this file is not found itself.
const UNFINISHED: [(&str, &str); 5] =
    [("FIX", "ME"), ("XX", "X:"), ("todo", "!("), ("unimple", "mented!("), ("#[ign", "ore]")];

/// Names that say nothing of what is inside.
const EMPTY_NAMES: [&str; 6] = ["util", "utils", "helpers", "common", "manager", "misc"];

/// Folders a reader is sent to.
const FOLDERS: [&str; 7] = ["src/", "tests/", "benches/", "knowledge/", "dialogs/", "deploy/", ".ci/"];

fn all_files() -> Vec<File> {
    ["src", "tests", "benches"].into_iter().flat_map(files).collect()
}

/// What is wrong with the look of a file, one line each.
fn faults(file: &File) -> Vec<String> {
    let path = &file.path;
    let mut faults = Vec::new();
    if !file.text.starts_with("//! ") {
        faults.push(format!("{path}: the first line does not say what the file is for (//! …)"));
    }
    let lines = file.text.lines().count();
    if lines > LINES {
        faults.push(format!("{path}: {lines} lines; what would a reader call its parts?"));
    }
    for (head, tail) in UNFINISHED {
        if file.text.contains(&format!("{head}{tail}")) {
            faults.push(format!("{path}: {head}{tail} is left open"));
        }
    }
    let parts = path.trim_end_matches(".rs").split('/');
    faults.extend(parts.filter(|part| EMPTY_NAMES.contains(part)).map(|part| format!("{path}: {part} says nothing")));
    faults
}

/// The files that nothing compiles.
fn orphans(files: &[File]) -> Vec<&str> {
    let mut reached: BTreeSet<&str> = BTreeSet::new();
    let mut next: Vec<&File> = files.iter().filter(|file| is_root(&file.path)).collect();
    while let Some(file) = next.pop() {
        if reached.insert(&file.path) {
            next.extend(files.iter().filter(|other| file.declared.iter().any(|places| places.contains(&other.path))));
        }
    }
    files.iter().map(|file| file.path.as_str()).filter(|path| !reached.contains(path)).collect()
}

/// The paths of ours that a text names.
fn named_paths(text: &str) -> Vec<&str> {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '/' | '-')));
    let ours = words.filter(|word| FOLDERS.iter().any(|folder| word.starts_with(folder)));
    ours.map(|word| word.trim_end_matches('.')).collect()
}

#[test]
fn every_file_looks_like_ours() {
    let faults: Vec<String> = all_files().iter().flat_map(faults).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_file_is_compiled() {
    assert_eq!(orphans(&all_files()), Vec::<&str>::new());
}

#[test]
fn every_path_in_a_readme_exists() {
    for readme in ["README.md", "deploy/README.md"] {
        let Ok(text) = std::fs::read_to_string(package().join(readme)) else { continue };
        let missing: Vec<_> = named_paths(&text).into_iter().filter(|path| !package().join(path).exists()).collect();
        assert!(missing.is_empty(), "{readme} names {missing:?}");
    }
}

#[test]
fn every_untidiness_is_found() {
    let file = |path, text: &str| File::new(path, text.to_owned(), path == "src/lib.rs");
    let found = |path, text: &str| faults(&file(path, text)).len();
    assert_eq!(found("src/store/mod.rs", "//! Keeps.\n"), 0);
    assert_eq!(found("src/store/mod.rs", "mod sled;\n"), 1);
    assert_eq!(found("src/store/util/mod.rs", "//! Things.\n"), 1);
    assert_eq!(found("src/store/mod.rs", &format!("//! Keeps. {}{}\n", UNFINISHED[0].0, UNFINISHED[0].1)), 1);
    assert_eq!(found("src/store/mod.rs", &format!("//! Keeps.\n{}", "\n".repeat(LINES))), 1);
    let house =
        [file("src/lib.rs", "mod a;"), file("src/a/mod.rs", "mod b;"), file("src/a/b.rs", ""), file("src/b.rs", "")];
    assert_eq!(orphans(&house), ["src/b.rs"]);
    assert_eq!(
        named_paths("看 `src/store/mod.rs`、deploy/zhuqi.toml。a/src/b"),
        ["src/store/mod.rs", "deploy/zhuqi.toml"]
    );
}
