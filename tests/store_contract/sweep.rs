//! What the contract says of forgetting.

use futures::future::join_all;
use zhuqi::domain::message::Message;
use zhuqi::store::{REMEMBERED, Store, Turn};

use crate::sample::{at, conversation, done, id, keyed, message, number, receipt, registers, ticket};

/// As many seconds as repeats are remembered.
const LONG: i64 = REMEMBERED.as_secs();

/// Accepts and handles the message `m` of `a`, with a receipt and a keyed request.
async fn handle(store: &dyn Store, second: i64) {
    assert_eq!(store.accept(&[message("a", "m", second)]).await.unwrap(), 1);
    let receipt = Some(receipt("a", "m", second));
    let keyed = Some(keyed("key", "digest", 1, second));
    store.commit(Turn { receipt, keyed, ..done("a", "m") }).await.unwrap();
}

pub(crate) async fn what_is_too_old_is_forgotten(store: &dyn Store) {
    store.commit(registers(vec![ticket(1, None)])).await.unwrap();
    handle(store, 0).await;
    store.sweep(at(LONG + 1)).await.unwrap();
    assert_eq!(store.receipt(&conversation("a"), &id("m")).await.unwrap(), None);
    assert_eq!(store.keyed("key").await.unwrap(), None);
    handle(store, LONG + 1).await;
    store.sweep(at(LONG + 2)).await.unwrap();
    assert!(store.keyed("key").await.unwrap().is_some(), "what was written again is young");
    assert!(store.ticket(&number(1)).await.unwrap().is_some(), "tickets are never swept");
}

pub(crate) async fn what_is_remembered_stays(store: &dyn Store) {
    handle(store, 0).await;
    store.sweep(at(LONG - 1)).await.unwrap();
    assert_eq!(store.receipt(&conversation("a"), &id("m")).await.unwrap(), Some(receipt("a", "m", 0)));
    assert_eq!(store.keyed("key").await.unwrap(), Some(keyed("key", "digest", 1, 0)));
    assert_eq!(store.accept(&[message("a", "m", LONG - 1)]).await.unwrap(), 0);
}

pub(crate) async fn a_waiting_message_survives_the_sweep(store: &dyn Store) {
    store.accept(&[message("a", "m", 0)]).await.unwrap();
    store.sweep(at(LONG * 2)).await.unwrap();
    assert_eq!(store.next(&conversation("a")).await.unwrap(), Some(message("a", "m", 0)));
    store.commit(done("a", "m")).await.unwrap();
    assert_eq!(store.next(&conversation("a")).await.unwrap(), None);
}

pub(crate) async fn sweeping_much_forgets_all_of_it(store: &dyn Store) {
    let all: Vec<Message> = (0..1200).map(|n| message("a", &n.to_string(), 2 * n)).collect();
    assert_eq!(store.accept(&all).await.unwrap(), 1200);
    let turns = all.iter().map(|message| store.commit(done("a", &message.id.0)));
    assert!(join_all(turns).await.iter().all(Result::is_ok));
    let now = at(LONG + 2199);
    store.sweep(now).await.unwrap();
    let again: Vec<Message> = all.iter().map(|old| Message { at: now, ..old.clone() }).collect();
    assert_eq!(store.accept(&again).await.unwrap(), 1100);
}
