//! Imports go down only: never up, never sideways, never in a circle.

use std::collections::{BTreeMap, BTreeSet};

use crate::source::{File, files};

/// The modules from the top of the house to its ground; what stands in one row may not import its neighbours.
const LAYERS: [&[&str]; 12] = [
    &["cli"],
    &["app"],
    &["channel", "console", "api"],
    &["http"],
    &["relay", "publish"],
    &["assistant", "desk"],
    &["judge"],
    &["content", "search", "store"],
    &["remote"],
    &["config"],
    &["domain"],
    // Logs and metrics are started from the top and know nothing of the house.
    &["telemetry"],
];

/// Who may import `telemetry`, although it stands below everything.
const STARTS_TELEMETRY: [&str; 2] = ["cli", "app"];

/// Folders whose parts stand side by side: each could be taken out without the others noticing.
const SIDE_BY_SIDE: [&str; 2] = ["channel", "store"];

/// One import across a folder: the folder, who imports, who is imported, in which file.
type Edge<'a> = (String, String, String, &'a str);

/// Every import between two parts of the same folder, with the files and folders below counted as parts of it.
fn edges(files: &[File]) -> Vec<Edge<'_>> {
    let modules: BTreeSet<&[String]> = files.iter().map(|file| file.module.as_slice()).collect();
    let mut edges = Vec::new();
    for file in files.iter().filter(|file| !file.module.is_empty()) {
        for path in &file.own {
            let depth = (0..=path.len()).rev().find(|length| modules.contains(&path[..*length])).unwrap_or(0);
            let shared = file.module.iter().zip(&path[..depth]).take_while(|(from, to)| from == to).count();
            if let (Some(from), Some(to)) = (file.module.get(shared), path[..depth].get(shared)) {
                edges.push((file.module[..shared].join("/"), from.clone(), to.clone(), file.path.as_str()));
            }
        }
    }
    edges
}

/// What is wrong with the imports, one line each.
fn faults(files: &[File]) -> Vec<String> {
    let edges = edges(files);
    let layer = |module: &str| LAYERS.iter().position(|row| row.contains(&module));
    let mut faults = Vec::new();
    for (folder, from, to, file) in &edges {
        if SIDE_BY_SIDE.contains(&folder.as_str()) {
            faults.push(format!("{file}: {folder}/{from} imports its neighbour {to}"));
        }
        if !folder.is_empty() {
            continue;
        }
        match (layer(from), layer(to)) {
            (Some(_), Some(_)) if to == "telemetry" && !STARTS_TELEMETRY.contains(&from.as_str()) => {
                faults.push(format!("{file}: only {STARTS_TELEMETRY:?} start telemetry"));
            }
            (Some(above), Some(below)) if above < below => {}
            (Some(_), Some(_)) => faults.push(format!("{file}: {from} imports {to}, which does not stand below it")),
            _ => {}
        }
    }
    let placeless = files.iter().filter(|file| file.module.first().is_some_and(|module| layer(module).is_none()));
    faults.extend(placeless.map(|file| format!("{}: this module has no place in LAYERS", file.path)));
    faults.extend(circles(&edges));
    faults
}

/// The parts of each folder that import each other in a circle.
fn circles(edges: &[Edge<'_>]) -> Vec<String> {
    let mut folders = BTreeMap::<&str, BTreeSet<(&str, &str)>>::new();
    for (folder, from, to, _) in edges {
        folders.entry(folder).or_default().insert((from, to));
    }
    let mut faults = Vec::new();
    for (folder, mut edges) in folders {
        // Whoever imports nobody, or is imported by nobody, is in no circle.
        loop {
            let from: BTreeSet<&str> = edges.iter().map(|(from, _)| *from).collect();
            let to: BTreeSet<&str> = edges.iter().map(|(_, to)| *to).collect();
            let before = edges.len();
            edges.retain(|edge| from.contains(edge.1) && to.contains(edge.0));
            if edges.len() == before {
                break;
            }
        }
        if !edges.is_empty() {
            faults.push(format!("src/{folder}: a circle of imports: {edges:?}"));
        }
    }
    faults
}

#[test]
fn imports_go_down_only() {
    let faults = faults(&files("src"));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_wrong_import_is_found() {
    let file = |path, text: &str| File::new(path, text.to_owned(), false);
    let house = [
        file("src/domain/mod.rs", ""),
        file("src/domain/ids.rs", "use crate::store::Store;"),
        file("src/store/mod.rs", "use crate::{domain, search::Search};"),
        file("src/store/memory.rs", "use super::sled::Row;"),
        file("src/store/sled.rs", ""),
        file("src/search/mod.rs", "fn start() { crate::telemetry::start() }"),
        file("src/search/index.rs", "use super::rank::Rank;"),
        file("src/search/rank.rs", "use crate::search::index::Index;"),
        file("src/telemetry.rs", ""),
        file("src/attic.rs", ""),
    ];
    let found = faults(&house);
    for expected in [
        "src/domain/ids.rs: domain imports store",
        "src/store/mod.rs: store imports search",
        "src/store/memory.rs: store/memory imports its neighbour sled",
        "src/search/mod.rs: only",
        "src/attic.rs: this module has no place",
        "src/: a circle",
        "src/search: a circle",
    ] {
        assert!(found.iter().any(|fault| fault.starts_with(expected)), "{expected} is not in {found:#?}");
    }
    assert_eq!(found.len(), 7, "{found:#?}");
}
