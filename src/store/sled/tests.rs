//! What only this folder can try: damaged rows, the largest records, a failing job.

use std::fs;
use std::time::{Duration, Instant};

use super::failure::write_error;
use super::writer::{Job, Wait};
use super::{SledStore, keys};
use crate::domain::conversation::{Conversation, Topic};
use crate::domain::message::{Channel, ConversationId};
use crate::store::{Store, StoreError, Turn};

fn talked(key: &str, bytes: usize) -> Conversation {
    let id = ConversationId::new(Channel::Web, key).unwrap();
    let topic = Topic { question: "x".repeat(bytes), cards: Vec::new(), told: Vec::new() };
    Conversation { topic: Some(topic), ..Conversation::new(id) }
}

fn keeps(conversation: Conversation) -> Turn {
    Turn { conversation: Some(conversation), ..Turn::default() }
}

#[tokio::test]
async fn a_damaged_record_is_reported_and_not_read() {
    let dir = tempfile::tempdir().unwrap();
    let store = SledStore::open(dir.path()).unwrap();
    let kept = talked("a", 10);
    store.commit(keeps(kept.clone())).await.unwrap();
    let row = keys::of(keys::CONVERSATION, &kept.id);
    let damage = Job::write(Wait::Disk, move |db| {
        let mut record = db.get(&row).map_err(write_error)?.unwrap().to_vec();
        *record.last_mut().unwrap() ^= 1;
        db.insert(row, record).map_err(write_error)
    });
    store.submit(damage).await.unwrap();
    assert!(matches!(store.conversation(&kept.id).await, Err(StoreError::Other(why)) if why.contains("damaged")));
    assert_eq!(store.verify().await.unwrap().len(), 1);
    assert!(store.healthy().await, "one damaged record does not stop the others");
    store.commit(keeps(kept.clone())).await.unwrap();
    assert_eq!(store.conversation(&kept.id).await.unwrap(), Some(kept));
}

#[tokio::test]
async fn the_largest_records_stay_in_the_file_that_is_synced() {
    let dir = tempfile::tempdir().unwrap();
    let store = SledStore::open(dir.path()).unwrap();
    let turns = (0..300).map(|n| store.commit(keeps(talked(&n.to_string(), 65_000))));
    for committed in futures::future::join_all(turns).await {
        committed.unwrap();
    }
    drop(store);
    let store = SledStore::open(dir.path()).unwrap();
    assert_eq!(store.verify().await.unwrap(), Vec::<String>::new());
    assert_eq!(fs::read_dir(dir.path().join("blobs")).unwrap().count(), 0);
}

#[tokio::test]
async fn a_record_over_the_limit_is_refused_with_its_whole_turn() {
    let dir = tempfile::tempdir().unwrap();
    let store = SledStore::open(dir.path()).unwrap();
    let large = talked("a", 70_000);
    assert!(matches!(store.commit(keeps(large.clone())).await, Err(StoreError::Other(_))));
    assert_eq!(store.conversation(&large.id).await.unwrap(), None);
    assert!(store.healthy().await);
}

#[tokio::test]
async fn a_job_that_panics_stops_nobody() {
    let dir = tempfile::tempdir().unwrap();
    let store = SledStore::open(dir.path()).unwrap();
    let kept = talked("a", 10);
    store.commit(keeps(kept.clone())).await.unwrap();
    let failed = store.submit(Job::write::<()>(Wait::Disk, |_| panic!("a test's own panic"))).await;
    assert!(matches!(failed, Err(StoreError::Other(_))));
    let deadline = Instant::now() + Duration::from_secs(10);
    while !store.healthy().await {
        assert!(Instant::now() < deadline, "the writer has not recovered");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(store.conversation(&kept.id).await.unwrap(), Some(kept));
    store.commit(keeps(talked("b", 10))).await.unwrap();
}
