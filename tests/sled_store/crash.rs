//! A process that is killed at any moment loses and doubles nothing it has acknowledged.

use std::collections::{BTreeMap, BTreeSet};
use std::env::{current_exe, var_os};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use futures::future::join_all;
use rand::Rng;
use zhuqi::domain::ticket::TicketNumber;
use zhuqi::store::sled::SledStore;
use zhuqi::store::{Store, TicketQuery};

use crate::sample::{conversation, message, register};

const ROUNDS: u32 = 24;
const WRITERS: u32 = 6;
const CHILD: [&str; 4] = ["--exact", "crash::child", "--ignored", "--nocapture"];

/// What the child has acknowledged.
#[derive(Default)]
struct Acknowledged {
    accepted: BTreeSet<String>,
    registered: BTreeMap<String, TicketNumber>,
}

#[tokio::test]
async fn a_killed_process_loses_nothing_it_has_acknowledged() {
    let dir = tempfile::tempdir().unwrap();
    let mut acknowledged = Acknowledged::default();
    for round in 0..ROUNDS {
        run_and_kill(dir.path(), round, &mut acknowledged);
        let store = SledStore::open(dir.path()).unwrap();
        check(&store, &acknowledged).await;
    }
    assert!(acknowledged.registered.len() > ROUNDS as usize, "the child got something done in most rounds");
}

async fn check(store: &SledStore, acknowledged: &Acknowledged) {
    assert_eq!(store.verify().await.unwrap(), Vec::<String>::new());
    let all = TicketQuery { limit: usize::MAX, ..TicketQuery::default() };
    let mut kept: BTreeMap<String, Vec<TicketNumber>> = BTreeMap::new();
    for ticket in store.tickets(&all).await.unwrap() {
        kept.entry(ticket.code).or_default().push(ticket.number);
    }
    for (name, numbers) in &kept {
        assert_eq!(numbers.len(), 1, "{name} was registered more than once");
        assert_eq!(store.next(&conversation(name)).await.unwrap(), None, "{name} is done and waits");
    }
    for (name, number) in &acknowledged.registered {
        assert_eq!(kept.get(name), Some(&vec![number.clone()]), "{name} was acknowledged");
    }
    for name in &acknowledged.accepted {
        let waits = store.next(&conversation(name)).await.unwrap().is_some();
        assert!(waits || kept.contains_key(name), "{name} was accepted and is lost");
    }
}

/// Runs a child, kills it at a random moment after its first word, and notes what it said until then.
fn run_and_kill(dir: &Path, round: u32, acknowledged: &mut Acknowledged) {
    let mut child = Command::new(current_exe().unwrap())
        .args(CHILD)
        .env("STORE_CRASH_DIR", dir)
        .env("STORE_CRASH_ROUND", round.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let lifetime = Duration::from_micros(rand::rng().random_range(0..60_000));
    let mut end = None;
    for line in lines.by_ref() {
        let line = line.unwrap();
        // libtest may have begun the line.
        let words: Vec<&str> = line.split_whitespace().skip_while(|word| *word != "ack").collect();
        match words[..] {
            ["ack", "accepted", name] => _ = acknowledged.accepted.insert(name.to_owned()),
            ["ack", "registered", name, number] => {
                acknowledged.registered.insert(name.to_owned(), number.parse().unwrap());
            }
            _ => continue,
        }
        let end = end.get_or_insert_with(|| Instant::now() + lifetime);
        if Instant::now() >= *end {
            child.kill().unwrap();
        }
    }
    assert!(!child.wait().unwrap().success(), "the child works until it is killed");
}

/// A killed process leaves its writes to the system; only a sync before each acknowledgement outlives a power failure.
#[test]
fn every_acknowledgement_comes_after_a_sync() {
    let dir = tempfile::tempdir().unwrap();
    let trace = dir.path().join("trace");
    let traced = Command::new("strace")
        .args(["-f", "-qq", "-y", "-e", "trace=fsync,write", "-o"])
        .args([trace.as_os_str(), current_exe().unwrap().as_os_str()])
        .args(CHILD)
        .env("STORE_CRASH_DIR", dir.path().join("data"))
        .env("STORE_CRASH_ROUND", "0")
        .env("STORE_CRASH_TURNS", "20")
        .stdout(Stdio::null())
        .status();
    if !traced.is_ok_and(|status| status.success()) {
        println!("skipped: this system has no strace, or does not let us trace");
        return;
    }
    let (mut synced, mut acknowledged) = (false, 0);
    for line in std::fs::read_to_string(trace).unwrap().lines() {
        synced |= line.contains("fsync") && (line.contains("/data/db>)") || line.contains("resumed"));
        if line.contains("write(1<") && line.contains("ack ") {
            assert!(synced, "not synced before: {line}");
            (synced, acknowledged) = (false, acknowledged + 1);
        }
    }
    assert_eq!(acknowledged, 40);
}

#[test]
#[ignore = "the process that is killed; started by the tests above"]
fn child() {
    let (Some(dir), Some(round)) = (var_os("STORE_CRASH_DIR"), var_os("STORE_CRASH_ROUND")) else { return };
    let round = round.into_string().unwrap();
    let (writers, turns) = match var_os("STORE_CRASH_TURNS") {
        Some(turns) => (1, turns.into_string().unwrap().parse().unwrap()),
        None => (WRITERS, u32::MAX),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
    let store = SledStore::open(Path::new(&dir)).unwrap();
    runtime.block_on(join_all((0..writers).map(|writer| write_on(&store, &round, writer, turns))));
}

async fn write_on(store: &SledStore, round: &str, writer: u32, turns: u32) {
    for n in 0..turns {
        let name = format!("{round}-{writer}-{n}");
        store.accept(&[message(&name)]).await.unwrap();
        println!("ack accepted {name}");
        let number = register(store, &name).await.unwrap();
        println!("ack registered {name} {number}");
    }
}
