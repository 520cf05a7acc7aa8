//! Replies on their way: waiting, retrying, giving up, moving.

use std::sync::atomic::Ordering;
use std::time::Duration;

use zhuqi::domain::message::{Channel, ConversationId};
use zhuqi::relay::SendError;
use zhuqi::store::{Letter, Store, StoreError};

use super::house::{House, chat, until};
use super::scripted::{Mishap, said};

fn passing() -> Mishap {
    Mishap::Fails(SendError::Passing("503".into()))
}

#[tokio::test(start_paused = true)]
async fn a_chat_that_must_wait_delays_no_other() {
    let house = House::running();
    let (waits, other) = (chat("waits"), chat("other"));
    let start = (house.clock)();
    house.postbox.plan(&waits, vec![Mishap::Fails(SendError::Wait(Duration::from_secs(5)))]);
    house.say(&waits, "1").await;
    house.say(&waits, "2").await;
    house.say(&other, "3").await;
    assert_eq!(house.replies(&waits, 2).await, ["1", "2"]);
    let after = |text: &str| {
        let arrived = house.postbox.arrived();
        arrived.iter().find(|reply| reply.text == text).unwrap().at.duration_since(start).as_secs_f64()
    };
    assert!((5.0..6.0).contains(&after("1")), "{}", after("1"));
    assert!(after("3") < 0.5, "{}", after("3"));
}

#[tokio::test(start_paused = true)]
async fn a_passing_failure_is_tried_again_in_order() {
    let house = House::running();
    let chat = chat(1);
    house.postbox.plan(&chat, vec![passing(), Mishap::Panics, Mishap::Hangs]);
    for text in ["1", "2", "3"] {
        house.say(&chat, text).await;
    }
    assert_eq!(house.replies(&chat, 3).await, ["1", "2", "3"]);
    assert_eq!(house.postbox.attempts.load(Ordering::SeqCst), 6);
    assert!(!house.postbox.overlapped.load(Ordering::SeqCst));
}

#[tokio::test(start_paused = true)]
async fn a_reply_that_fails_ten_times_is_a_dead_letter_and_the_next_one_goes() {
    let house = House::running();
    let chat = chat(1);
    house.postbox.plan(&chat, (0..10).map(|_| passing()).collect());
    house.say(&chat, "1").await;
    house.say(&chat, "2").await;
    assert_eq!(house.replies(&chat, 1).await, ["2"]);
    let dead = house.dead_letters().await;
    assert!(matches!(&dead[..], [dead] if matches!(&dead.letter, Letter::Reply(reply) if reply.text == "1")));
}

#[tokio::test(start_paused = true)]
async fn what_can_never_arrive_is_a_dead_letter_at_once() {
    let house = House::running();
    let chat = chat(1);
    let mishaps = [SendError::Gone("blocked".into()), SendError::Refused("too long".into())];
    house.postbox.plan(&chat, mishaps.map(Mishap::Fails).into());
    for text in ["1", "2", "3"] {
        house.say(&chat, text).await;
    }
    assert_eq!(house.replies(&chat, 1).await, ["3"]);
    assert_eq!(house.dead_letters().await.len(), 2);
    assert_eq!(house.postbox.attempts.load(Ordering::SeqCst), 3);
}

#[tokio::test(start_paused = true)]
async fn a_conversation_that_moves_goes_on_under_its_new_id() {
    let house = House::running();
    let (old, new) = (chat("-7"), chat("-1007"));
    house.postbox.plan(&old, (0..2).map(|_| Mishap::Fails(SendError::Moved(new.clone()))).collect());
    // The conversation is handed over with the first reply that moves; a message handled under the old id after that
    // stays there, so the second one is said only then.
    house.say(&old, "1").await;
    assert_eq!(house.replies(&new, 1).await, ["1"]);
    house.say(&old, "2").await;
    assert_eq!(house.replies(&new, 2).await, ["1", "2"]);
    assert!(house.postbox.texts(&old).is_empty());
    house.say(&new, "3").await;
    house.replies(&new, 3).await;
    let conversation = house.store.conversation(&new).await.unwrap().unwrap();
    assert_eq!(said(&conversation), ["1", "3"]);
}

#[tokio::test(start_paused = true)]
async fn a_reply_is_not_sent_twice_when_the_store_cannot_note_it() {
    let house = House::running();
    let chat = chat(1);
    let store = house.store.clone();
    let breaks = move || store.fail_next(3, StoreError::Other("no answer".into()));
    house.postbox.plan(&chat, vec![Mishap::Arrives(Box::new(breaks))]);
    house.say(&chat, "1").await;
    until(async || house.idle().await).await;
    assert_eq!(house.postbox.texts(&chat), ["1"]);
}

#[tokio::test(start_paused = true)]
async fn replies_of_a_channel_that_is_switched_off_stay_and_delay_no_other() {
    let house = House::running();
    let web: Vec<_> = (0..100).map(|n| ConversationId::new(Channel::Web, n.to_string()).unwrap()).collect();
    for chat in &web {
        house.say(chat, "您好").await;
    }
    let chat = chat(1);
    house.say(&chat, "您好").await;
    assert_eq!(house.replies(&chat, 1).await, ["您好"]);
    until(async || house.store.waiting().await.unwrap().is_empty()).await;
    assert_eq!(house.store.due((house.clock)(), &[], 1000).await.unwrap().len(), 100);
}
