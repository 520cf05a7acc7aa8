//! A small knowledge in a folder of its own, and the program working on it.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

const DOCUMENTS: &str = r#"
[[document]]
id = "mini-plan"
title = "《示例要点》"
short = "示例要点"
issuer = "某厅"
region = "吉林省"
period = "2021"
status = "valid"
locators = ["导语", "(一)1", "(一)2"]
"#;

const TOPICS: &str = "[[topic]]\nname = \"融资对接\"\nabout = \"贷款\"\n";

/// The text that the small knowledge cites.
pub(crate) const SOURCE: &str =
    "总起。\n（一）融资\n1.办好银企对接会50场，发放“春风贷”１,２00万元。\n2.量子孵化园3个。\n";

/// A card as a file; `points` are its bullets, of which those without braces get an id and a nature.
pub(crate) fn card(id: &str, word: &str, points: &str) -> String {
    let headed = |(number, line): (usize, &str)| match line.strip_prefix("- ") {
        Some(rest) if !rest.starts_with('{') => format!("- {{p{number} 提法}} {rest}"),
        _ => line.to_owned(),
    };
    let points = points.lines().enumerate().map(headed).collect::<Vec<_>>().join("\n");
    let questions: Vec<_> =
        ["怎么办", "有多少", "在哪里", "谁能去", "要什么"].map(|end| format!("\"{word}{end}\"")).to_vec();
    format!(
        "+++\nid = \"{id}\"\ntitle = \"{word}\"\ncategory = \"融资对接\"\naliases = [\"{word}安排\"]\nquestions = [{}]\n\
         documents = [\"mini-plan\"]\nregion = \"吉林省\"\nnature = \"support\"\naudience = \"企业\"\ncovers = [\"row-{id}\"]\n+++\n\n{points}\n",
        questions.join(", ")
    )
}

/// A folder with the small knowledge; gone when dropped.
pub(crate) struct House(TempDir);

impl House {
    /// Two sound cards.
    pub(crate) fn new() -> Self {
        let house = Self(tempfile::tempdir().unwrap());
        let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("knowledge");
        fs::create_dir_all(house.cards()).unwrap();
        for file in [
            "regions.toml",
            "industries.toml",
            "lexicon.toml",
            "complaints.toml",
            "calendar.toml",
            "desks.toml",
            "learned.json",
        ] {
            fs::copy(shipped.join(file), house.path(&format!("knowledge/{file}"))).unwrap();
        }
        house.write("knowledge/documents.toml", DOCUMENTS);
        house.write("knowledge/topics.toml", TOPICS);
        house.write("sources/mini-plan.txt", SOURCE);
        house.card(
            "duijie",
            card("duijie", "银企对接会", "- 2021年办50场银企对接会，“春风贷”放1200万元。[mini-plan (一)1]"),
        );
        house.card("liangzi", card("liangzi", "量子孵化园", "- 量子孵化园要有3个。[mini-plan (一)2]"));
        house
    }

    /// A place in the folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn cards(&self) -> PathBuf {
        self.path("knowledge/cards/融资对接")
    }

    /// Writes a file.
    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Writes a card.
    pub(crate) fn card(&self, id: &str, text: impl AsRef<[u8]>) {
        fs::write(self.cards().join(format!("{id}.md")), text).unwrap();
    }

    /// Runs `zhuqi knowledge …` on it.
    pub(crate) fn run(&self, arguments: &[&str], input: &str) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_zhuqi"));
        command.arg("knowledge").args(arguments).current_dir(self.0.path());
        command.env("ZHUQI_KNOWLEDGE__DIR", "knowledge").env_remove("RUST_LOG");
        command.env("ZHUQI_DIALOGS__DIR", Path::new(env!("CARGO_MANIFEST_DIR")).join("dialogs"));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = command.spawn().unwrap();
        // A command that ends without reading closes the pipe; its output tells.
        let _ = process.stdin.take().unwrap().write_all(input.as_bytes());
        Run::of(process.wait_with_output().unwrap())
    }
}

/// How a run ended.
pub(crate) struct Run {
    /// The exit status.
    pub(crate) status: Option<i32>,
    /// What is on stdout.
    pub(crate) out: String,
    /// What is on stderr.
    pub(crate) err: String,
}

impl Run {
    fn of(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self { status: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// Its stdout as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {} {}", self.out, self.err))
    }
}
