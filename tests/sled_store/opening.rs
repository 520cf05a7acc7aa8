//! Opening: what was kept is there again, and what must not be opened is refused in plain words.

use std::fs;

use jiff::Timestamp;
use zhuqi::store::sled::{OpenError, SledStore};
use zhuqi::store::{Delivery, Store};

use crate::sample::{DAY, codes, conversation, message, register};

fn refusal(dir: &std::path::Path) -> OpenError {
    let Err(error) = SledStore::open(dir) else { panic!("the store was opened") };
    error
}

#[tokio::test]
async fn reopening_keeps_everything() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path().join("made/if/missing");
    {
        let store = SledStore::open(&dir).unwrap();
        store.accept(&[message("done"), message("waits")]).await.unwrap();
        register(&store, "done").await.unwrap();
    }
    let store = SledStore::open(&dir).unwrap();
    assert_eq!(store.waiting().await.unwrap(), [conversation("waits")]);
    assert_eq!(store.next(&conversation("waits")).await.unwrap(), Some(message("waits")));
    assert_eq!(store.accept(&[message("done"), message("waits")]).await.unwrap(), 0);
    assert_eq!(codes(&store).await, ["done"]);
    assert_eq!(store.last_count(DAY).await.unwrap(), 1);
    let due = store.due(message("done").at, &[], 9).await.unwrap();
    assert_eq!(due.len(), 1);
    store.settle(due[0].id, Delivery::Sent { at: Timestamp::UNIX_EPOCH, message: None }).await.unwrap();
    assert_eq!(store.verify().await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn what_was_remembered_is_kept_when_the_store_is_closed() {
    let dir = tempfile::tempdir().unwrap();
    let kept = zhuqi::domain::conversation::Conversation::new(conversation("a"));
    SledStore::open(dir.path()).unwrap().remember(&kept).await.unwrap();
    let store = SledStore::open(dir.path()).unwrap();
    assert_eq!(store.conversation(&conversation("a")).await.unwrap(), Some(kept));
}

#[tokio::test]
async fn a_second_opener_is_told_who_holds_it() {
    let dir = tempfile::tempdir().unwrap();
    let store = SledStore::open(dir.path()).unwrap();
    let error = refusal(dir.path());
    assert_eq!(error, OpenError::Held { dir: dir.path().to_owned(), pid: Some(std::process::id()) });
    assert!(error.to_string().contains(&format!("进程号 {}", std::process::id())), "{error}");
    store.accept(&[message("a")]).await.unwrap();
    drop(store);
    assert!(SledStore::open(dir.path()).is_ok(), "the number of a process that is gone holds nothing");
}

#[test]
fn a_directory_that_cannot_be_written_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    fs::write(&file, "").unwrap();
    for path in [file.clone(), file.join("data")] {
        let error = refusal(&path);
        assert!(matches!(error, OpenError::Unwritable { .. }), "{error:?}");
        assert!(error.to_string().contains("无法写入（路径上有一个不是目录的同名文件）"), "{error}");
    }
}

#[tokio::test]
async fn what_another_version_of_the_program_wrote_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    SledStore::open(dir.path()).unwrap().accept(&[message("a")]).await.unwrap();
    let path = dir.path().to_owned();
    fs::write(dir.path().join("format"), "4\n").unwrap();
    assert_eq!(refusal(dir.path()), OpenError::Newer { dir: path.clone(), found: 4, known: 3 });
    fs::write(dir.path().join("format"), "2\n").unwrap();
    assert_eq!(refusal(dir.path()), OpenError::Older { dir: path, found: 2, known: 3 });
    fs::write(dir.path().join("format"), "3\n").unwrap();
    assert!(SledStore::open(dir.path()).is_ok(), "and left as it was");
}
