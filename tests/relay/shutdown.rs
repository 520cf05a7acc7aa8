//! Shutdown: what is under way is finished, the rest is kept for the next run.

use std::sync::atomic::Ordering;

use zhuqi::store::Store;

use super::house::{House, chat, until};
use super::scripted::Mishap;

#[tokio::test(flavor = "multi_thread")]
async fn a_shutdown_finishes_what_is_begun_and_leaves_the_rest() {
    let mut house = House::running();
    let chat = chat(1);
    let held: Vec<_> = (0..80).map(|n| house.message(&chat, n, format!("hold {n}"))).collect();
    house.relay.accept(&held).await.unwrap();
    until(async || house.assistant.begun.load(Ordering::SeqCst) == 1).await;
    house.tell_to_stop();
    house.assistant.release(80);
    house.stopped().await;
    assert_eq!(house.assistant.begun.load(Ordering::SeqCst), 1, "nothing new may be begun");
    assert_eq!(house.store.next(&chat).await.unwrap().unwrap().id.0, "1");

    house.start();
    let expected: Vec<_> = (0..80).map(|n| format!("hold {n}")).collect();
    assert_eq!(house.replies(&chat, 80).await, expected);
    assert_eq!(house.assistant.begun.load(Ordering::SeqCst), 80);
}

#[tokio::test(start_paused = true)]
async fn a_send_that_hangs_is_cut_off_and_its_reply_kept() {
    let mut house = House::running();
    let chat = chat(1);
    house.postbox.plan(&chat, vec![Mishap::Hangs]);
    house.say(&chat, "您好").await;
    until(async || house.postbox.attempts.load(Ordering::SeqCst) == 1).await;
    let told = (house.clock)();
    house.tell_to_stop();
    house.stopped().await;
    let took = (house.clock)().duration_since(told).as_secs_f64();
    assert!((10.0..11.0).contains(&took), "{took}");
    assert!(house.postbox.texts(&chat).is_empty());

    house.start();
    assert_eq!(house.replies(&chat, 1).await, ["您好"]);
}
