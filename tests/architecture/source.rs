//! Reads source files into what the rules speak of: their module, the paths they name, the files they declare.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// A Rust file of the package.
pub(crate) struct File {
    /// Its path in the package, such as `src/store/mod.rs`.
    pub(crate) path: String,
    /// What it says.
    pub(crate) text: String,
    /// Its place in the crate, such as `store`; the roots have none.
    pub(crate) module: Vec<String>,
    /// What of our crate it names, as paths from the root.
    pub(crate) own: Vec<Vec<String>>,
    /// Every other path it names, as it stands there.
    pub(crate) other: Vec<Vec<String>>,
    /// The files of its `mod name;` lines, as one of several places where each may be.
    pub(crate) declared: Vec<Vec<String>>,
}

impl File {
    /// Reads `path` of the package; `root` tells the first file of a binary, a library or a test.
    pub(crate) fn new(path: &str, text: String, root: bool) -> Self {
        let mut module: Vec<String> = path.trim_end_matches(".rs").split('/').skip(1).map(str::to_owned).collect();
        let opens_folder = matches!(module.last().map(String::as_str), Some("mod" | "main" | "lib"));
        if opens_folder {
            module.pop();
        }
        let folder = if root || opens_folder { parent(path) } else { path.trim_end_matches(".rs").to_owned() };
        let mut file =
            Self { path: path.to_owned(), text, module, own: Vec::new(), other: Vec::new(), declared: Vec::new() };
        let tokens = TokenStream::from_str(&file.text).unwrap_or_else(|error| panic!("{path}: {error}"));
        let inside = file.module.clone();
        file.scan(tokens, &inside, &folder);
        file
    }

    fn scan(&mut self, tokens: TokenStream, module: &[String], folder: &str) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut at = 0;
        while at < tokens.len() {
            match (&tokens[at], tokens.get(at + 1), tokens.get(at + 2)) {
                (TokenTree::Ident(word), Some(TokenTree::Ident(name)), Some(next)) if *word == "mod" => {
                    let name = name.to_string();
                    match next {
                        TokenTree::Group(body) => {
                            let inside = [module, std::slice::from_ref(&name)].concat();
                            self.scan(body.stream(), &inside, &format!("{folder}/{name}"));
                        }
                        _ => self.declare(&tokens[..at], &name, folder),
                    }
                    at += 3;
                }
                (TokenTree::Ident(_), ..) => at += self.path(&tokens[at..], module, &[]),
                (TokenTree::Group(group), ..) => {
                    self.scan(group.stream(), module, folder);
                    at += 1;
                }
                _ => at += 1,
            }
        }
    }

    /// Takes one path from the front of `tokens`, with all branches of a `use`; returns how many tokens it was.
    fn path(&mut self, tokens: &[TokenTree], module: &[String], before: &[String]) -> usize {
        let mut path = before.to_vec();
        let mut at = 0;
        loop {
            match tokens.get(at) {
                Some(TokenTree::Ident(segment)) => path.push(segment.to_string()),
                Some(TokenTree::Group(group)) if at > 0 && group.delimiter() == Delimiter::Brace => {
                    let branches: Vec<TokenTree> = group.stream().into_iter().collect();
                    for branch in branches.split(|token| is(token, ',')).filter(|branch| !branch.is_empty()) {
                        self.path(branch, module, &path);
                    }
                    return at + 1;
                }
                _ => break,
            }
            at += 1;
            if !(tokens.get(at).is_some_and(|token| is(token, ':'))
                && tokens.get(at + 1).is_some_and(|token| is(token, ':')))
            {
                break;
            }
            at += 2;
        }
        self.keep(path, module);
        at.max(1)
    }

    fn keep(&mut self, path: Vec<String>, module: &[String]) {
        let climbs = path.iter().take_while(|segment| *segment == "super").count();
        match path.first().map(String::as_str) {
            Some("crate" | "zhuqi") if path.len() > 1 => self.own.push(path[1..].to_vec()),
            Some("self") if path.len() > 1 => self.own.push([module, &path[1..]].concat()),
            Some("super") => {
                let above = module.len().checked_sub(climbs).expect("super of the root");
                self.own.push([&module[..above], &path[climbs..]].concat());
            }
            _ => self.other.push(path),
        }
    }

    /// Notes a `mod name;`, which may stand under `#[path = "…"]`.
    fn declare(&mut self, before: &[TokenTree], name: &str, folder: &str) {
        let item = before.iter().rposition(|token| is(token, ';')).map_or(0, |at| at + 1);
        let attribute = before[item..].iter().find_map(|token| match token {
            TokenTree::Group(group) => group.to_string().strip_prefix("[path = \"").map(str::to_owned),
            _ => None,
        });
        self.declared.push(match attribute {
            Some(path) => vec![tidied(&format!("{}/{}", parent(&self.path), path.trim_end_matches("\"]")))],
            None => vec![format!("{folder}/{name}.rs"), format!("{folder}/{name}/mod.rs")],
        });
    }
}

fn is(token: &TokenTree, sign: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == sign)
}

fn parent(path: &str) -> String {
    path.rsplit_once('/').map_or(String::new(), |(folder, _)| folder.to_owned())
}

/// The path without `..`.
fn tidied(path: &str) -> String {
    let mut parts = Vec::new();
    for part in path.split('/') {
        match part {
            ".." => parts.truncate(parts.len().saturating_sub(1)),
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

/// The folder of the package.
pub(crate) fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file below a folder of the package, in the order of their paths.
pub(crate) fn files(folder: &str) -> Vec<File> {
    let mut paths = Vec::new();
    let mut folders = vec![package().join(folder)];
    while let Some(folder) = folders.pop() {
        let inside: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        let (deeper, here): (Vec<_>, Vec<_>) = inside.into_iter().partition(|path| path.is_dir());
        folders.extend(deeper);
        paths.extend(here.into_iter().filter(|path| path.extension().is_some_and(|extension| extension == "rs")));
    }
    paths.sort();
    let read = |path: PathBuf| {
        let name = path.strip_prefix(package()).unwrap().to_str().unwrap().to_owned();
        File::new(&name, std::fs::read_to_string(path).unwrap(), is_root(&name))
    };
    paths.into_iter().map(read).collect()
}

/// Whether cargo compiles the file on its own.
pub(crate) fn is_root(path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    match parts.as_slice() {
        ["src", name] => matches!(*name, "main.rs" | "lib.rs"),
        ["tests" | "benches", _] | ["tests" | "benches", _, "main.rs"] => true,
        _ => false,
    }
}

#[test]
fn every_form_of_a_path_is_seen() {
    let text = r#"
        //! crate::comment::is_no_path
        use crate::{domain::{ids::CardId, reply}, store as kept};
        use super::rows::Row;
        #[path = "../elsewhere/mod.rs"]
        mod elsewhere;
        pub(crate) mod inner;
        mod tests { use super::*; fn f() { format!("{}", tantivy::DATE, "crate::text::is_no_path"); } }
    "#;
    let file = File::new("src/store/sled/mod.rs", text.to_owned(), false);
    let own: Vec<String> = file.own.iter().map(|path| path.join("::")).collect();
    assert_eq!(own, ["domain::ids::CardId", "domain::reply", "store", "store::rows::Row", "store::sled"]);
    assert!(file.other.contains(&vec!["tantivy".to_owned(), "DATE".to_owned()]));
    assert_eq!(file.declared[0], ["src/store/elsewhere/mod.rs"]);
    assert_eq!(file.declared[1], ["src/store/sled/inner.rs", "src/store/sled/inner/mod.rs"]);
}
