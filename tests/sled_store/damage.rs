//! Damage: healed where nothing is lost by it, otherwise reported, never read as if it were right.

use std::fs::{self, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use zhuqi::store::Store;
use zhuqi::store::sled::{OpenError, SledStore};

use crate::sample::{codes, message, register};

const TICKETS: usize = 60;

/// A closed store with some tickets; opened twice, so that it has a snapshot.
async fn filled() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for names in [0..TICKETS / 2, TICKETS / 2..TICKETS] {
        let store = SledStore::open(dir.path()).unwrap();
        for n in names {
            store.accept(&[message(&n.to_string())]).await.unwrap();
            register(&store, &n.to_string()).await.unwrap();
        }
    }
    assert!(SledStore::open(dir.path()).is_ok());
    dir
}

fn copy(from: &Path) -> tempfile::TempDir {
    let to = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_file() && entry.file_name() != "ballast" {
            fs::copy(entry.path(), to.path().join(entry.file_name())).unwrap();
        }
    }
    to
}

fn snapshot(dir: &Path) -> PathBuf {
    let files = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    let mut snapshots = files.filter(|path| path.file_name().unwrap().to_string_lossy().starts_with("snap."));
    snapshots.next().expect("sled has written a snapshot")
}

#[tokio::test]
async fn a_damaged_snapshot_is_moved_aside_and_nothing_is_lost() {
    let original = filled().await;
    let length = fs::metadata(snapshot(original.path())).unwrap().len();
    for (case, keep) in [0, 1, 12, length / 2, length - 1].into_iter().enumerate() {
        let dir = copy(original.path());
        OpenOptions::new().write(true).open(snapshot(dir.path())).unwrap().set_len(keep).unwrap();
        let store = SledStore::open(dir.path()).unwrap_or_else(|error| panic!("case {case}: {error}"));
        assert_eq!(codes(&store).await.len(), TICKETS, "case {case}");
        assert_eq!(store.verify().await.unwrap(), Vec::<String>::new());
        assert_eq!(fs::read_dir(dir.path().join("quarantine")).unwrap().count(), 1, "case {case}");
    }
}

#[tokio::test]
async fn a_snapshot_half_written_is_moved_aside() {
    let dir = filled().await;
    fs::write(dir.path().join("snap.7FFFFFFFFFFFFFFF.generating"), "half").unwrap();
    let store = SledStore::open(dir.path()).unwrap();
    assert_eq!(codes(&store).await.len(), TICKETS);
}

#[tokio::test]
async fn a_store_whose_data_file_is_gone_is_not_taken_for_a_new_one() {
    let original = filled().await;
    for lost in [&["db"][..], &["db", "conf", "snap"]] {
        let dir = copy(original.path());
        for name in lost {
            let path = if *name == "snap" { snapshot(dir.path()) } else { dir.path().join(name) };
            fs::remove_file(path).unwrap();
        }
        let Err(error) = SledStore::open(dir.path()) else { panic!("opened without {lost:?}") };
        assert!(matches!(error, OpenError::Damaged { .. }), "{error:?}");
        assert!(error.to_string().contains("zhuqi restore"), "{error}");
    }
}

/// Damages one place of the part of the data file that is in use.
fn damage(dir: &Path, random: &mut StdRng) -> String {
    let mut file = OpenOptions::new().read(true).write(true).open(dir.join("db")).unwrap();
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).unwrap();
    let used = bytes.iter().rposition(|byte| *byte != 0).unwrap() + 1;
    let place = random.random_range(0..used);
    file.seek(SeekFrom::Start(place as u64)).unwrap();
    match random.random_range(0..3) {
        0 => {
            file.write_all(&[bytes[place] ^ (1 << random.random_range(0..8))]).unwrap();
            format!("a bit at {place} of {used}")
        }
        1 => {
            file.write_all(&vec![0; 4096.min(bytes.len() - place)]).unwrap();
            format!("4 kB at {place} of {used}")
        }
        _ => {
            file.set_len(place as u64).unwrap();
            format!("cut at {place} of {used}")
        }
    }
}

#[tokio::test]
async fn random_damage_is_reported_or_harmless() {
    let original = filled().await;
    let mut random = StdRng::seed_from_u64(20_260_105);
    let mut refused = 0;
    for case in 0..40 {
        let dir = copy(original.path());
        let what = damage(dir.path(), &mut random);
        match SledStore::open(dir.path()) {
            Err(OpenError::Damaged { .. }) => refused += 1,
            Err(other) => panic!("case {case}, {what}: {other}"),
            Ok(store) => {
                let faults = store.verify().await.unwrap_or_else(|error| vec![error.to_string()]);
                if faults.is_empty() {
                    assert_eq!(codes(&store).await.len(), TICKETS, "case {case}, {what}: silent loss");
                }
            }
        }
    }
    assert!(refused > 0, "no damage was noticed at all");
}
