//! Callers who wait for the replies, and forms.

use std::collections::HashSet;
use std::sync::atomic::Ordering;

use zhuqi::domain::message::{Channel, ConversationId, Message};
use zhuqi::domain::reply::Reply;
use zhuqi::store::{Store, StoreError};

use super::house::House;
use super::scripted::{APOLOGY, draft, said};

fn web() -> ConversationId {
    ConversationId::new(Channel::Web, "1").unwrap()
}

async fn converse(house: &House, message: Message) -> Vec<String> {
    texts(house.relay.converse(message).await.unwrap())
}

fn texts(replies: Vec<Reply>) -> Vec<String> {
    replies.into_iter().map(|reply| reply.text).collect()
}

#[tokio::test]
async fn a_repeated_message_gets_the_same_replies() {
    let house = House::new();
    let message = house.message(&web(), 1, "register");
    let first = converse(&house, message.clone()).await;
    assert_eq!(first, ["register", "WZ-20260105-0001"]);
    assert_eq!(converse(&house, message).await, first);
    assert_eq!(house.tickets().await.len(), 1);
    assert_eq!(house.store.audit_log().len(), 1);
    assert_eq!(converse(&house, house.message(&web(), 2, "tickets")).await, ["1"]);
    assert!(house.idle().await, "nothing goes by the outbox");
}

#[tokio::test]
async fn answers_go_on_while_the_store_cannot_be_written_and_tickets_wait() {
    let house = House::new();
    house.store.fail_next(2, StoreError::Unwritable("disk full".into()));
    assert_eq!(converse(&house, house.message(&web(), 1, "您好")).await, ["您好"]);
    let register = house.message(&web(), 2, "register");
    assert!(matches!(house.relay.converse(register.clone()).await, Err(StoreError::Unwritable(_))));
    assert!(house.tickets().await.is_empty());
    assert_eq!(converse(&house, register).await, ["register", "WZ-20260105-0001"]);
}

#[tokio::test]
async fn a_panic_brings_an_apology_and_one_dead_letter() {
    let house = House::new();
    let message = house.message(&web(), 1, "panic");
    for _ in 0..2 {
        assert_eq!(converse(&house, message.clone()).await, [APOLOGY]);
    }
    assert_eq!(house.dead_letters().await.len(), 1);
    assert_eq!(converse(&house, house.message(&web(), 2, "您好")).await, ["您好"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn parallel_messages_of_one_conversation_lose_nothing() {
    let house = House::new();
    let word = |n| if n % 2 == 0 { format!("durable {n}") } else { format!("judge {n}") };
    let calls: Vec<_> = (0..50)
        .map(|n| {
            let (relay, message) = (house.relay.clone(), house.message(&web(), n, word(n)));
            tokio::spawn(async move { relay.converse(message).await })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    let conversation = house.store.conversation(&web()).await.unwrap().unwrap();
    let said: HashSet<_> = said(&conversation).into_iter().collect();
    assert_eq!(said, (0..50).map(word).collect::<HashSet<_>>());
    assert_eq!(house.store.audit_log().len(), 25);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_hundred_posts_of_one_key_make_one_ticket() {
    let house = House::new();
    let keyed = || Some(("key".to_owned(), "digest".to_owned()));
    let posts: Vec<_> = (0..100)
        .map(|_| {
            let relay = house.relay.clone();
            tokio::spawn(async move { relay.register(draft(), keyed()).await.unwrap() })
        })
        .collect();
    let mut registered = Vec::new();
    for post in posts {
        registered.push(post.await.unwrap());
    }
    assert!(registered.iter().all(|one| one.ticket == registered[0].ticket));
    assert_eq!(registered.iter().filter(|one| !one.repeated).count(), 1);

    let other = Some(("key".to_owned(), "another".to_owned()));
    assert!(matches!(house.relay.register(draft(), other).await, Err(StoreError::KeyReused)));
    assert!(!house.relay.register(draft(), None).await.unwrap().repeated);
    assert_eq!(house.tickets().await.len(), 2);
    assert_eq!(house.assistant.begun.load(Ordering::SeqCst), 0);
}
