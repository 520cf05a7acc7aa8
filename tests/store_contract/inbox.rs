//! What the contract says of the inbox.

use zhuqi::store::Store;

use crate::sample::{conversation, done, message};

pub(crate) async fn messages_come_back_in_the_order_they_were_accepted(store: &dyn Store) {
    let first = [message("a", "9", 3), message("b", "1", 2), message("a", "10", 1)];
    assert_eq!(store.accept(&first).await.unwrap(), 3);
    assert_eq!(store.accept(&[message("a", "2", 0), message("aa", "1", 0)]).await.unwrap(), 2);
    for expected in ["9", "10", "2"] {
        let next = store.next(&conversation("a")).await.unwrap().unwrap();
        assert_eq!(next.id.0, expected);
        assert_eq!(store.next(&conversation("a")).await.unwrap(), Some(next), "reading takes nothing out");
        store.commit(done("a", expected)).await.unwrap();
    }
    assert_eq!(store.next(&conversation("a")).await.unwrap(), None);
    assert_eq!(store.next(&conversation("b")).await.unwrap(), Some(message("b", "1", 2)));
}

pub(crate) async fn a_repeated_message_is_dropped(store: &dyn Store) {
    let again = message("a", "1", 60);
    assert_eq!(store.accept(&[message("a", "1", 0), again.clone()]).await.unwrap(), 1, "within one call");
    assert_eq!(store.accept(std::slice::from_ref(&again)).await.unwrap(), 0, "while it waits");
    assert_eq!(store.next(&conversation("a")).await.unwrap(), Some(message("a", "1", 0)), "the first one counts");
    store.commit(done("a", "1")).await.unwrap();
    assert_eq!(store.accept(&[again]).await.unwrap(), 0, "after it is done");
    assert_eq!(store.next(&conversation("a")).await.unwrap(), None);
    assert_eq!(store.accept(&[message("b", "1", 0)]).await.unwrap(), 1, "another conversation counts for itself");
}

pub(crate) async fn every_conversation_with_messages_is_waiting(store: &dyn Store) {
    assert_eq!(store.waiting().await.unwrap(), []);
    let messages = [message("4", "1", 0), message("42", "1", 0), message("4", "2", 0), message("-1/7", "1", 0)];
    store.accept(&messages).await.unwrap();
    let mut waiting = store.waiting().await.unwrap();
    waiting.sort();
    assert_eq!(waiting, ["-1/7", "4", "42"].map(conversation));
    store.commit(done("42", "1")).await.unwrap();
    store.commit(done("4", "1")).await.unwrap();
    let mut waiting = store.waiting().await.unwrap();
    waiting.sort();
    assert_eq!(waiting, ["-1/7", "4"].map(conversation));
}

pub(crate) async fn accepting_nothing_is_no_fault(store: &dyn Store) {
    assert_eq!(store.accept(&[]).await.unwrap(), 0);
    assert!(store.healthy().await);
}
