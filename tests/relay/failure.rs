//! An assistant that panics or hangs, a store that fails, numbers that are taken.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use zhuqi::domain::message::{Content, Message};
use zhuqi::relay::Relay;
use zhuqi::store::{Letter, Store, StoreError};

use super::house::{House, chat, until};
use super::office::office;
use super::scripted::{APOLOGY, draft};

#[tokio::test(start_paused = true)]
async fn every_message_is_accounted_for_when_one_in_a_hundred_panics() {
    let house = House::running();
    let chats: Vec<_> = (0..40).map(chat).collect();
    let text = |n: usize| if n % 100 == 99 { format!("panic {n}") } else { format!("{n}") };
    let messages: Vec<_> = (0..2000).map(|n| house.message(&chats[n / 50], n, text(n))).collect();
    house.relay.accept(&messages).await.unwrap();
    until(async || house.postbox.arrived().len() == 2000).await;

    let expected = |n: usize| if n % 100 == 99 { APOLOGY.to_owned() } else { text(n) };
    for (k, chat) in chats.iter().enumerate() {
        let expected: Vec<_> = (k * 50..(k + 1) * 50).map(expected).collect();
        assert_eq!(house.postbox.texts(chat), expected);
    }
    let dead: BTreeSet<_> = house.dead_letters().await.into_iter().map(|dead| given_up(&dead.letter)).collect();
    assert_eq!(dead, (0..2000).filter(|n| n % 100 == 99).map(text).collect());
    assert_eq!(house.assistant.begun.load(Ordering::SeqCst), 2000 + 2 * 20, "each bad message gets three tries");
    until(async || house.idle().await).await;
}

fn given_up(letter: &Letter) -> String {
    match letter {
        Letter::Message(Message { content: Content::Text(text), .. }) => text.clone(),
        other => panic!("not a written message: {other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn a_message_that_succeeds_at_the_third_try_is_no_dead_letter() {
    let house = House::running();
    let chat = chat(1);
    house.assistant.stumbles.store(2, Ordering::SeqCst);
    house.say(&chat, "stumble").await;
    house.say(&chat, "您好").await;
    assert_eq!(house.replies(&chat, 2).await, ["stumble", "您好"]);
    assert!(house.dead_letters().await.is_empty());
}

#[tokio::test(start_paused = true)]
async fn an_assistant_that_hangs_is_given_up() {
    let house = House::running();
    let chat = chat(1);
    house.say(&chat, "hold").await;
    // The paused clock does not move by itself while the assistant is at work.
    until_advanced(async || !house.dead_letters().await.is_empty()).await;
    assert_eq!(house.assistant.begun.load(Ordering::SeqCst), 3);
    assert_eq!(house.dead_letters().await[0].reason, "the assistant took too long");
    house.assistant.release(3);
    until_advanced(async || !house.postbox.texts(&chat).is_empty()).await;
    assert_eq!(house.postbox.texts(&chat), [APOLOGY]);
}

async fn until_advanced(condition: impl AsyncFn() -> bool) {
    let begun = std::time::Instant::now();
    while !condition().await {
        assert!(begun.elapsed() < Duration::from_secs(60), "it did not come about");
        tokio::time::advance(Duration::from_millis(50)).await;
        // The assistant's thread runs in real time: the clock must not run away from it.
        std::thread::sleep(Duration::from_millis(1));
    }
}

#[tokio::test(start_paused = true)]
async fn a_message_waits_until_the_store_works_again() {
    let house = House::running();
    let chat = chat(1);
    house.say(&chat, "您好").await;
    house.replies(&chat, 1).await;
    until(async || house.idle().await).await;
    house.relay.accept(&[house.message(&chat, 1, "register"), house.message(&chat, 2, "您好")]).await.unwrap();
    house.store.fail_next(6, StoreError::Unwritable("disk full".into()));
    assert_eq!(house.replies(&chat, 4).await[1..], ["register", "WZ-20260105-0001", "您好"]);
    assert!(house.store.healthy().await);
    assert_eq!(house.tickets().await.len(), 1);
    assert!(house.dead_letters().await.is_empty());
}

#[tokio::test]
async fn a_store_that_cannot_be_written_accepts_nothing() {
    let house = House::new();
    house.store.fail_next(1, StoreError::Unwritable("disk full".into()));
    let message = house.message(&chat(1), 1, "您好");
    assert!(house.relay.accept(&[message]).await.is_err());
    assert!(house.store.waiting().await.unwrap().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_number_that_is_taken_is_not_given_twice() {
    let house = House::running();
    let chat = chat(1);
    house.say(&chat, "register").await;
    house.replies(&chat, 2).await;
    until(async || house.idle().await).await;
    house.relay.accept(&[house.message(&chat, 2, "register")]).await.unwrap();
    house.store.fail_next(3, StoreError::Conflict);
    assert_eq!(house.replies(&chat, 4).await[3], "WZ-20260105-0002");
    assert!(house.dead_letters().await.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_processes_never_give_the_same_number() {
    let house = House::running();
    let relay = || Arc::new(Relay::new(house.store.clone(), house.assistant.clone(), office(), house.clock.clone()));
    let relays = [relay(), relay()];
    let form = |n: usize| {
        let relay = relays[n % 2].clone();
        tokio::spawn(async move { relay.register(draft(), None).await.unwrap() })
    };
    let forms: Vec<_> = (0..200).map(form).collect();
    for n in 0..100 {
        house.say(&chat(n), "register").await;
    }
    for form in forms {
        form.await.unwrap();
    }
    until(async || house.tickets().await.len() == 300).await;
    let counts: Vec<_> = house.tickets().await.iter().rev().map(|ticket| ticket.number.count()).collect();
    assert_eq!(counts, (1..=300).collect::<Vec<_>>());
}
