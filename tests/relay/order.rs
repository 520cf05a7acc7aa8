//! Order within a conversation, independence between conversations, one handling of each message.

use std::sync::atomic::Ordering;

use zhuqi::store::Store;

use super::house::{House, chat, until};
use super::scripted::said;

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_chat_delays_no_other() {
    let house = House::running();
    let (slow, quick) = (chat("slow"), chat("quick"));
    let held: Vec<_> = (0..80).map(|n| house.message(&slow, n, format!("hold {n}"))).collect();
    house.relay.accept(&held).await.unwrap();
    house.say(&quick, "您好").await;
    assert_eq!(house.replies(&quick, 1).await, ["您好"]);
    assert!(house.postbox.texts(&slow).is_empty());
    house.assistant.release(80);
    let expected: Vec<_> = (0..80).map(|n| format!("hold {n}")).collect();
    assert_eq!(house.replies(&slow, 80).await, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn five_hundred_chats_each_keep_their_order() {
    let house = House::running();
    let chats: Vec<_> = (0..500).map(chat).collect();
    for n in 0..20 {
        let round: Vec<_> = chats.iter().map(|chat| house.message(chat, n, n.to_string())).collect();
        house.relay.accept(&round).await.unwrap();
    }
    until(async || house.postbox.arrived().len() == 500 * 20).await;
    let expected: Vec<_> = (0..20).map(|n| n.to_string()).collect();
    for chat in &chats {
        assert_eq!(house.postbox.texts(chat), expected);
        let conversation = house.store.conversation(chat).await.unwrap().unwrap();
        assert_eq!(said(&conversation), expected, "a turn was lost or overtaken in {chat}");
    }
    assert!(!house.postbox.overlapped.load(Ordering::SeqCst));
    until(async || house.idle().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_message_is_handled_once() {
    let house = House::running();
    let chat = chat(1);
    let accepted: Vec<_> = (0..5)
        .map(|_| {
            let (relay, message) = (house.relay.clone(), house.message(&chat, "tap", "register"));
            tokio::spawn(async move { relay.accept(&[message]).await })
        })
        .collect();
    for accepted in accepted {
        accepted.await.unwrap().unwrap();
    }
    house.say(&chat, "您好").await;
    assert_eq!(house.replies(&chat, 3).await, ["register", "WZ-20260105-0001", "您好"]);
    assert_eq!(house.tickets().await.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn what_waits_in_the_store_is_picked_up_at_the_start() {
    let mut house = House::new();
    let chat = chat(1);
    house.store.accept(&[house.message(&chat, 1, "您好")]).await.unwrap();
    house.start();
    assert_eq!(house.replies(&chat, 1).await, ["您好"]);
    // As if the caller had gone away before it could say that a message has come.
    house.store.accept(&[house.message(&chat, 2, "在吗")]).await.unwrap();
    assert_eq!(house.replies(&chat, 2).await, ["您好", "在吗"]);
}
