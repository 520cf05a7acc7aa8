//! `zhuqi serve` as a process: where it listens, what it logs, how it ends.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, ExitStatus};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::sync::watch;

use super::PATIENCE;

/// So many of the last lines of the log are shown when a test fails.
const SHOWN: usize = 40;

/// What cannot be waited for is looked at this often.
const GLANCE: Duration = Duration::from_millis(5);

/// A running server; it is killed when dropped.
pub(crate) struct Program {
    process: Child,
    address: watch::Receiver<Option<String>>,
    log: Arc<Mutex<Vec<String>>>,
}

/// How a server ended that was asked to.
#[derive(Debug)]
pub(crate) struct Ended {
    /// Its exit status; none if a signal ended it.
    pub(crate) code: Option<i32>,
    /// How long it took.
    pub(crate) after: Duration,
}

impl Program {
    /// Starts the command and reads its log to the end, so that it never waits for a reader.
    pub(crate) fn spawn(command: &mut Command) -> Self {
        let mut process = command.spawn().unwrap();
        let lines = BufReader::new(process.stderr.take().unwrap()).lines();
        let (sender, address) = watch::channel(None);
        let log = Arc::new(Mutex::new(Vec::new()));
        let kept = log.clone();
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                let event: Value = serde_json::from_str(&line).unwrap_or_default();
                if let Some(address) = event["fields"]["server.address"].as_str() {
                    sender.send_replace(Some(format!("http://{address}")));
                }
                kept.lock().unwrap_or_else(PoisonError::into_inner).push(line);
            }
        });
        Self { process, address, log }
    }

    /// Waits until it listens and tells where.
    pub(crate) async fn listening(&mut self) -> String {
        let found = tokio::time::timeout(PATIENCE, self.address.wait_for(Option::is_some)).await;
        let found = found.expect("it does not start").expect("it has ended before it listened");
        found.clone().unwrap()
    }

    /// Where it listens, once it does.
    pub(crate) fn base(&self) -> String {
        self.address.borrow().clone().expect("it does not listen yet")
    }

    /// Its process id.
    pub(crate) fn id(&self) -> u32 {
        self.process.id()
    }

    /// Everything it has logged so far.
    pub(crate) fn log(&self) -> Vec<String> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Everything it has logged, once some line contains this.
    pub(crate) async fn log_with(&self, part: &str) -> Vec<String> {
        let begun = Instant::now();
        loop {
            let log = self.log();
            if log.iter().any(|line| line.contains(part)) {
                return log;
            }
            assert!(begun.elapsed() < PATIENCE, "it does not log {part}");
            tokio::time::sleep(GLANCE).await;
        }
    }

    /// Kills it at once (SIGKILL) and waits until it is gone.
    pub(crate) fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Sends a signal such as `TERM` and waits for the end.
    pub(crate) async fn stop(mut self, signal: &str) -> Ended {
        let begun = Instant::now();
        let sent = Command::new("kill").args(["-s", signal, &self.id().to_string()]).status().unwrap();
        assert!(sent.success(), "it is gone already");
        let status = self.end().await;
        Ended { code: status.code(), after: begun.elapsed() }
    }

    #[expect(clippy::print_stdout, reason = "the output of a test that fails")]
    fn show_log(&self) {
        let log = self.log();
        println!("the end of its log:\n{}", log[log.len().saturating_sub(SHOWN)..].join("\n"));
    }

    async fn end(&mut self) -> ExitStatus {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.process.try_wait().unwrap() {
                return status;
            }
            assert!(begun.elapsed() < PATIENCE, "it does not stop");
            tokio::time::sleep(GLANCE).await;
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        if std::thread::panicking() {
            self.show_log();
        }
    }
}
