//! The commands as processes: serving, working beside a server, stopping, and what is said when they cannot run.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use serde_json::{Value, json as object};
use tempfile::TempDir;

/// Far more than a start or a stop takes.
const PATIENCE: Duration = Duration::from_secs(60);

/// The program with a data folder of its own.
fn zhuqi(data: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zhuqi"));
    command.args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).env("ZHUQI_SERVER__LISTEN", "127.0.0.1:0");
    command.env("ZHUQI_STORE__URL", format!("sled://{}", data.display())).env("RUST_LOG", "info");
    command.env_remove("TELOXIDE_TOKEN").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// A server as a process; it is killed when dropped.
struct Server {
    process: Child,
    base: String,
    data: TempDir,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Server {
    fn start() -> Self {
        let data = tempfile::tempdir().unwrap();
        let mut process = zhuqi(data.path(), &["serve"]).spawn().unwrap();
        let (sender, receiver) = mpsc::channel();
        let log = BufReader::new(process.stderr.take().unwrap());
        // Goes on reading to the end, so that the server never waits for its log.
        std::thread::spawn(move || {
            for line in log.lines().map_while(Result::ok) {
                let event: Value = serde_json::from_str(&line).unwrap_or_default();
                if let Some(address) = event["fields"]["server.address"].as_str() {
                    let _ = sender.send(format!("http://{address}"));
                }
            }
        });
        let base = receiver.recv_timeout(PATIENCE).expect("it did not start");
        Self { process, base, data }
    }

    fn run(&self, arguments: &[&str]) -> Output {
        zhuqi(self.data.path(), arguments).output().unwrap()
    }

    /// Sends a signal and waits for the end.
    fn stop(&mut self, signal: &str) -> Option<i32> {
        let sent = Command::new("kill").args([signal, &self.process.id().to_string()]).status().unwrap();
        assert!(sent.success());
        let (sender, receiver) = mpsc::channel();
        std::thread::scope(|scope| {
            scope.spawn(|| sender.send(self.process.wait().unwrap().code()));
            receiver.recv_timeout(PATIENCE).expect("it did not stop")
        })
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

async fn register(base: &str) -> Value {
    let form = object!({
        "enterprise": "=示例机械厂", "contact": "某某", "phone": "13900000000", "region": "四平市铁西区",
        "category": "供电", "description": "车间这两天老停电。",
    });
    let response = reqwest::Client::new().post(format!("{base}/api/v1/tickets")).json(&form).send().await.unwrap();
    response.json().await.unwrap()
}

#[tokio::test]
async fn commands_work_beside_a_server_and_after_it() {
    let mut server = Server::start();
    let made = register(&server.base).await;
    let number = made["number"].as_str().unwrap();
    let beside = server.run(&["ticket", "list", "--json"]);
    assert_eq!(beside.status.code(), Some(0), "{}", text(&beside.stderr));
    assert_eq!(serde_json::from_slice::<Value>(&beside.stdout).unwrap()["number"], number);

    assert_eq!(server.stop("-TERM"), Some(0));
    assert!(!server.data.path().join("control.sock").exists());
    let after = server.run(&["ticket", "list", "--json"]);
    assert_eq!(text(&after.stdout), text(&beside.stdout), "{}", text(&after.stderr));
    let export = text(&server.run(&["ticket", "export"]).stdout);
    assert!(export.starts_with("\u{feff}单号,") && export.contains(",'=示例机械厂,"), "{export}");
    assert!(text(&server.run(&["ticket", "show", number]).stdout).contains("13900000000"));
    assert_eq!(server.run(&["ticket", "show", "WZ-20260105-9999"]).status.code(), Some(1));
}

#[test]
fn a_conversation_goes_through_a_pipe_beside_a_server_and_without_one() {
    let mut server = Server::start();
    let talk = |data: &Path| {
        let mut chat = zhuqi(data, &["chat"]).stdin(Stdio::piped()).spawn().unwrap();
        chat.stdin.take().unwrap().write_all("你好\n\n今年长春房价多少\n".as_bytes()).unwrap();
        let output = chat.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        text(&output.stdout)
    };
    let beside = talk(server.data.path());
    assert!(beside.lines().count() >= 2, "{beside}");
    assert_eq!(server.stop("-INT"), Some(0));
    assert_eq!(talk(server.data.path()), beside);
}

#[test]
fn what_keeps_it_from_running_is_said_plainly() {
    let server = Server::start();
    let port = server.base.rsplit(':').next().unwrap();
    let fails = |command: &mut Command, reason: &str| {
        let output = command.output().unwrap();
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(output.stdout.is_empty() && said.contains(reason) && !said.contains("panicked"), "{said}");
    };
    let other = tempfile::tempdir().unwrap();
    let address = format!("127.0.0.1:{port}");
    fails(zhuqi(other.path(), &["serve"]).env("ZHUQI_SERVER__LISTEN", address), "端口已被别的程序占用");
    fails(&mut zhuqi(server.data.path(), &["serve"]), &format!("进程号 {}", server.process.id()));
    fails(&mut zhuqi(Path::new("/proc/zhuqi"), &["serve"]), "无法写入");
    fails(zhuqi(other.path(), &["serve"]).env("ZHUQI_TELEGRAM__TOKEN", "wrong"), "BotFather");
    fails(zhuqi(other.path(), &["serve"]).env("ZHUQI_KNOWLEDGE__DIR", "/nowhere"), "/nowhere/documents.toml");
    fails(
        zhuqi(other.path(), &["serve"]).env("ZHUQI_DESK__PROFILE", "weeks"),
        "desk.profile 有误: 没有编号为“weeks”的时限方案；可选：working-days（1、3、15个工作日）、hours（",
    );
    fails(&mut zhuqi(other.path(), &["tickets"]), "没有“tickets”这个命令。是不是想写 ticket？");
    fails(&mut zhuqi(other.path(), &["ticket", "show", "WZ-1"]), "WZ-20260105-0001");
}

#[test]
fn what_looks_like_a_setting_and_is_none_is_told_at_the_start() {
    let data = tempfile::tempdir().unwrap();
    let mut command = zhuqi(data.path(), &["serve"]);
    command.env("ZHUQI_TELEGRAM_TOKEN", "123:geheim").env("ZHUQI_STAFFCHAT", "-1001").env("zhuqi_store__url", "x");
    let mut process = command.spawn().unwrap();
    let log = BufReader::new(process.stderr.take().unwrap());
    let mut told = String::new();
    for line in log.lines().map_while(Result::ok) {
        told.push_str(&line);
        if line.contains("the Telegram bot is off") {
            break;
        }
    }
    process.kill().unwrap();
    process.wait().unwrap();
    for (name, meant) in [
        ("ZHUQI_TELEGRAM_TOKEN", "ZHUQI_TELEGRAM__TOKEN"),
        ("ZHUQI_STAFFCHAT", "ZHUQI_TELEGRAM__STAFF_CHAT"),
        ("zhuqi_store__url", "ZHUQI_STORE__URL"),
    ] {
        assert!(told.contains(&format!("环境变量 {name} 不是设置，没有起作用；是不是想写 {meant}？")), "{told}");
    }
    assert!(told.contains("the Telegram bot is off") && !told.contains("geheim"), "{told}");
}
