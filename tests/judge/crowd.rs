//! Waiting for a model delays nobody else and holds no place.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use tokio_util::sync::CancellationToken;
use zhuqi::config::Judge;
use zhuqi::domain::message::{Channel, ConversationId, MessageId};
use zhuqi::domain::reply::Reply;
use zhuqi::relay::{Messenger, SendError};

use super::endpoint::{Does, Endpoint, asks, message};
use super::house::{House, assistant, chat};

/// The model takes its time with messages that have this in them.
const SLOW: &str = "慢慢";

async fn endpoint(delay: Duration) -> Endpoint {
    Endpoint::new(move |request| {
        let judgement = asks(request, 1);
        if message(request).contains(SLOW) { Does::Late(delay, judgement) } else { Does::Says(judgement) }
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_slow_conversation_delays_no_other() {
    assistant();
    let endpoint = endpoint(Duration::from_secs(60)).await;
    let settings = Judge { timeout: Duration::from_secs(6), ..endpoint.settings() };
    let house = Arc::new(House::asking(&settings));
    let slow = tokio::spawn({
        let house = house.clone();
        async move { house.say(&chat("slow"), &format!("{SLOW}说，首台套有什么支持")).await }
    });
    while endpoint.calls().is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let others = (0..40).map(|asker| {
        let house = house.clone();
        tokio::spawn(async move { house.say(&chat(asker), "研发费用加计扣除有什么政策").await })
    });
    for other in others.collect::<Vec<_>>() {
        assert!(!other.await.unwrap().is_empty());
    }
    assert!(!slow.is_finished(), "forty others were answered meanwhile");
    assert!(!slow.await.unwrap().is_empty(), "and the slow one by the judge that is built in");
}

/// Notes who was written to.
#[derive(Default)]
struct Notes(Mutex<Vec<String>>);

#[async_trait]
impl Messenger for Notes {
    fn channel(&self) -> Channel {
        Channel::Telegram
    }

    async fn send(
        &self,
        conversation: &ConversationId,
        _reply: &Reply,
        _answers: Option<&MessageId>,
    ) -> Result<Option<MessageId>, SendError> {
        self.0.lock().unwrap().push(conversation.key().to_owned());
        Ok(None)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn more_slow_conversations_than_there_are_places_keep_nobody_out() {
    const CROWD: usize = 80;
    assistant();
    let endpoint = endpoint(Duration::from_secs(4)).await;
    let house = House::asking(&endpoint.settings());
    let telegram = |key: String| ConversationId::new(Channel::Telegram, key).unwrap();
    let slow: Vec<_> = (0..CROWD).map(|n| house.message(&telegram(n.to_string()), SLOW)).collect();
    let (notes, stop) = (Arc::new(Notes::default()), CancellationToken::new());
    let running = tokio::spawn(house.relay.clone().run(vec![notes.clone()], stop.clone()));
    house.relay.accept(&slow).await.unwrap();
    while endpoint.calls().len() < CROWD {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert!(notes.0.lock().unwrap().is_empty(), "all of them wait at once");
    house.relay.accept(&[house.message(&telegram("quick".to_owned()), "您好")]).await.unwrap();
    while notes.0.lock().unwrap().len() <= CROWD {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(notes.0.lock().unwrap()[0], "quick");
    stop.cancel();
    running.await.unwrap();
}
