//! A place of its own for one program: data folder, knowledge folder, settings.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use super::program::Program;

/// The topics whose cards the program gets: few, so that it starts fast where it is not optimised.
const TOPICS: [&str; 2] = ["降费减税", "专精特新培育"];

/// The place; it is removed when dropped.
pub(crate) struct Home {
    root: TempDir,
    settings: Vec<(&'static str, OsString)>,
}

impl Home {
    /// A place with an empty data folder, part of the shipped knowledge, and the shipped dialogs.
    pub(crate) fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        let shipped = shipped("knowledge");
        copy_files(&shipped, &root.path().join("knowledge"));
        for topic in TOPICS {
            let below = Path::new("cards").join(topic);
            copy_files(&shipped.join(&below), &root.path().join("knowledge").join(below));
        }
        let store = format!("sled://{}", root.path().join("data").display());
        let settings = vec![
            ("ZHUQI_SERVER__LISTEN", "127.0.0.1:0".into()),
            ("ZHUQI_STORE__URL", store.into()),
            ("ZHUQI_KNOWLEDGE__DIR", root.path().join("knowledge").into()),
            ("ZHUQI_DIALOGS__DIR", shipped_dialogs().into()),
        ];
        Self { root, settings }
    }

    /// The same place with one more setting, or another value for one.
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<OsString>) -> Self {
        self.settings.push((name, value.into()));
        self
    }

    /// The data folder.
    pub(crate) fn data(&self) -> PathBuf {
        self.root.path().join("data")
    }

    /// The knowledge folder.
    pub(crate) fn knowledge(&self) -> PathBuf {
        self.root.path().join("knowledge")
    }

    /// The program with these arguments; nothing of this machine's own settings reaches it.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_zhuqi"));
        command.args(arguments).current_dir(self.root.path());
        for (name, _) in std::env::vars_os() {
            let text = name.to_string_lossy();
            if text.starts_with("ZHUQI_") || text.starts_with("TELOXIDE_") {
                command.env_remove(name);
            }
        }
        command.envs(self.settings.iter().cloned()).env("RUST_LOG", "info").env("NO_PROXY", "127.0.0.1");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs a command to its end.
    pub(crate) async fn run(&self, arguments: &[&str]) -> Output {
        let mut command = self.command(arguments);
        tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap()
    }

    /// Every ticket, as `zhuqi ticket list --json` tells.
    pub(crate) async fn tickets(&self) -> Vec<Value> {
        let output = self.run(&["ticket", "list", "--json", "--limit", "1000000"]).await;
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{said}");
        let lines = String::from_utf8(output.stdout).unwrap();
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Starts the server; it may not listen yet.
    pub(crate) fn spawn(&self) -> Program {
        Program::spawn(&mut self.command(&["serve"]))
    }

    /// Starts the server and waits until it listens.
    pub(crate) async fn serve(&self) -> Program {
        let mut program = self.spawn();
        program.listening().await;
        program
    }
}

/// The dialogs and phrases as they ship.
pub(crate) fn shipped_dialogs() -> PathBuf {
    shipped("dialogs")
}

fn shipped(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)
}

/// Copies the files of a folder, not those of the folders in it.
fn copy_files(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        if entry.path().is_file() {
            fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}
