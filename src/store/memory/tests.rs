//! What the store in memory does.

use super::*;
use crate::domain::message::{Channel, Content};
use crate::domain::reply::{Kind, Reply};
use crate::store::{Notice, REMEMBERED};

fn message(key: &str, id: &str) -> Message {
    let conversation = ConversationId::new(Channel::Telegram, key).unwrap();
    Message::new(MessageId(id.into()), conversation, Content::Text("您好".into()), Timestamp::UNIX_EPOCH)
}

#[tokio::test]
async fn a_message_is_accepted_once_and_leaves_with_its_turn() {
    let store = MemoryStore::new();
    let (first, second) = (message("1", "a"), message("1", "b"));
    let batch = [first.clone(), first.clone(), second.clone()];
    assert_eq!(store.accept(&batch).await.unwrap(), 2);
    let done = vec![(first.conversation.clone(), first.id.clone())];
    store.commit(Turn { done, ..Turn::default() }).await.unwrap();
    assert_eq!(store.next(&first.conversation).await.unwrap(), Some(second));
    assert_eq!(store.accept(std::slice::from_ref(&first)).await.unwrap(), 0);
    store.sweep(Timestamp::UNIX_EPOCH + REMEMBERED + jiff::SignedDuration::from_secs(1)).await.unwrap();
    assert_eq!(store.accept(&[first]).await.unwrap(), 1);
}

#[tokio::test]
async fn only_the_first_reply_of_a_conversation_is_due() {
    let store = MemoryStore::new();
    let (one, two) = (message("1", "a").conversation, message("2", "a").conversation);
    let reply = |text: &str| Reply::plain(Kind::Smalltalk, text);
    let outbox = vec![
        Notice::plain(one.clone(), reply("1")),
        Notice::plain(one.clone(), reply("2")),
        Notice::plain(two.clone(), reply("3")),
    ];
    store.commit(Turn { outbox, ..Turn::default() }).await.unwrap();
    let now = Timestamp::UNIX_EPOCH;
    let texts = async |busy: &[ConversationId]| -> Vec<String> {
        store.due(now, busy, 9).await.unwrap().into_iter().map(|row| row.reply.text).collect()
    };
    assert_eq!(texts(&[]).await, ["1", "3"]);
    assert_eq!(texts(std::slice::from_ref(&one)).await, ["3"]);
    let later = now + jiff::SignedDuration::from_secs(5);
    store.settle(1, Delivery::Later(later)).await.unwrap();
    assert_eq!(texts(&[]).await, ["3"]);
    store.settle(3, Delivery::Failed { reason: "gone".into(), at: now }).await.unwrap();
    assert_eq!(store.next_due().await.unwrap(), Some(later));
    assert_eq!(store.dead_letters(9).await.unwrap().len(), 1);
}

#[tokio::test]
async fn writes_fail_as_often_as_asked_for() {
    let store = MemoryStore::new();
    store.fail_next(1, StoreError::Unwritable("full".into()));
    assert!(!store.healthy().await);
    assert!(store.accept(&[message("1", "a")]).await.is_err());
    assert_eq!(store.accept(&[message("1", "a")]).await.unwrap(), 1);
    assert!(store.healthy().await);
}
