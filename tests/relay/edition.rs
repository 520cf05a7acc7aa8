//! A reload in the middle of a turn: it ends with the edition it began with.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use zhuqi::domain::message::{Channel, ConversationId};

use super::house::{House, chat, until};
use super::office::office_with;
use super::scripted::Scripted;

/// An assistant of an edition that came later, which holds nobody up.
fn later() -> Arc<Scripted> {
    Arc::new(Scripted::named("later "))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_turn_ends_with_the_edition_it_began_with() {
    let mut house = House::running();
    let anna = chat(1);
    house.say(&anna, "hold-register 1").await;
    until(async || house.assistant.begun.load(Ordering::SeqCst) == 1).await;
    house.relay.replace(later(), office_with("other"));
    house.assistant.release(1);
    assert_eq!(house.replies(&anna, 2).await[..2], ["hold-register 1", "WZ-20260105-0001"]);
    assert_eq!(house.tickets().await[0].duty.lead.as_str(), "jilin");

    house.say(&anna, "register 2").await;
    let replies = house.replies(&anna, 4).await;
    assert_eq!(replies[2..], ["register 2", "later WZ-20260105-0002"]);
    assert_eq!(house.tickets().await[0].duty.lead.as_str(), "other", "the next message is served by the new one");
    house.tell_to_stop();
    house.stopped().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn so_does_a_turn_whose_caller_waits() {
    let house = House::new();
    let web = ConversationId::new(Channel::Web, "1").unwrap();
    let (relay, message) = (house.relay.clone(), house.message(&web, 1, "hold-register"));
    let waiting = tokio::spawn(async move { relay.converse(message).await.unwrap() });
    until(async || house.assistant.begun.load(Ordering::SeqCst) == 1).await;
    house.relay.replace(later(), office_with("other"));
    house.assistant.release(1);
    let replies = waiting.await.unwrap();
    assert_eq!(replies[1].text, "WZ-20260105-0001");
    assert_eq!(house.tickets().await[0].duty.lead.as_str(), "jilin");
}
