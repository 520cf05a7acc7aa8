//! A full disk: writes are refused, reads go on, and writing begins again once there is space.

use std::env::{current_exe, var_os};
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use zhuqi::store::sled::SledStore;
use zhuqi::store::{Store, StoreError};

use crate::sample::{codes, message, register};

const PATIENCE: Duration = Duration::from_secs(30);

/// Runs the test below on a small disk of its own, where the system lets us make one.
#[test]
fn a_full_disk_stops_writing_only_until_there_is_space() {
    let dir = tempfile::tempdir().unwrap();
    let on_small_disk = |unshare: &[&str], command: &str| {
        let mut unshared = Command::new("unshare");
        unshared.args(unshare).args(["sh", "-c", &format!("mount -t tmpfs -o size=64m none \"$0\" && {command}")]);
        unshared.arg(dir.path()).env("STORE_FULL_DIR", dir.path());
        unshared
    };
    let ways: [&[&str]; 2] = [&["--mount"], &["--mount", "--map-root-user"]];
    let possible = |way: &&&[&str]| on_small_disk(way, "true").status().is_ok_and(|status| status.success());
    let Some(way) = ways.iter().find(possible) else {
        println!("skipped: this system lets us mount no small disk");
        return;
    };
    let exe = current_exe().unwrap();
    let command = format!("exec '{}' --exact full_disk::on_a_small_disk --ignored --nocapture", exe.display());
    assert!(on_small_disk(way, &command).status().unwrap().success());
}

#[tokio::test]
#[ignore = "needs a small disk; started by the test above"]
async fn on_a_small_disk() {
    let Some(disk) = var_os("STORE_FULL_DIR") else { return };
    let (dir, filler) = (Path::new(&disk).join("data"), Path::new(&disk).join("filler"));
    let mut store = SledStore::open(&dir).unwrap();
    let mut names = Vec::new();
    for round in 0..3 {
        fill(&filler);
        let error = write_until_refused(&store, round, &mut names).await;
        assert!(matches!(error, StoreError::Unwritable(_)), "{error:?}");
        if round == 1 {
            drop(store);
            store = SledStore::open(&dir).unwrap();
        }
        assert_stays_readable(&store, &names).await;
        fs::remove_file(&filler).unwrap();
        let deadline = Instant::now() + PATIENCE;
        while !store.healthy().await {
            assert!(Instant::now() < deadline, "the store has not recovered");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert_holds(&store, &names).await;
        register_one(&store, &format!("{round}-after"), &mut names).await.unwrap();
    }
    assert_holds(&store, &names).await;
}

/// Looks for longer than the store waits before it tries again.
async fn assert_stays_readable(store: &SledStore, names: &[String]) {
    let end = Instant::now() + Duration::from_millis(1200);
    while Instant::now() < end {
        assert!(!store.healthy().await);
        assert!(matches!(store.accept(&[message("refused")]).await, Err(StoreError::Unwritable(_))));
        assert_eq!(store.verify().await.unwrap(), Vec::<String>::new());
        assert_holds(store, names).await;
    }
}

fn fill(filler: &Path) {
    let mut file = fs::File::create(filler).unwrap();
    while std::io::Write::write_all(&mut file, &[1; 4096]).is_ok() {}
}

/// Registers tickets until one is refused; `names` are those that were acknowledged.
async fn write_until_refused(store: &SledStore, round: u32, names: &mut Vec<String>) -> StoreError {
    for n in 0.. {
        if let Err(error) = register_one(store, &format!("{round}-{n}"), names).await {
            return error;
        }
    }
    unreachable!("the disk is small")
}

async fn register_one(store: &SledStore, name: &str, names: &mut Vec<String>) -> Result<(), StoreError> {
    store.accept(&[message(name)]).await?;
    register(store, name).await?;
    names.push(name.to_owned());
    Ok(())
}

async fn assert_holds(store: &SledStore, names: &[String]) {
    let kept = codes(store).await;
    for name in names {
        assert_eq!(kept.iter().filter(|code| *code == name).count(), 1, "{name}");
    }
}
