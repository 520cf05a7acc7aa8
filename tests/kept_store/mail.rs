//! What waited in inbox and outbox is handled and sent, and the buttons of the staff group mean what they meant.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use tokio_util::sync::CancellationToken;
use zhuqi::domain::message::{Channel, Content, ConversationId, Message, MessageId};
use zhuqi::domain::reply::Reply;
use zhuqi::domain::ticket::Status;
use zhuqi::relay::{Messenger, SendError};
use zhuqi::store::Store;

use crate::kept::{GROUP, Kept};

/// The agent, as Telegram knows them.
const WANG: &str = "77";
/// The enterprise with a draft in Telegram.
const ANNA: &str = "telegram:42";
/// What has not come by then never will.
const DEADLINE: Duration = Duration::from_secs(60);

/// Takes everything, and keeps it.
#[derive(Default)]
struct Taken(Mutex<Vec<(ConversationId, Reply)>>);

#[async_trait]
impl Messenger for Taken {
    fn channel(&self) -> Channel {
        Channel::Telegram
    }

    async fn send(
        &self,
        conversation: &ConversationId,
        reply: &Reply,
        _answers: Option<&MessageId>,
    ) -> Result<Option<MessageId>, SendError> {
        let mut taken = self.0.lock().unwrap();
        taken.push((conversation.clone(), reply.clone()));
        Ok(Some(MessageId(format!("sent-{}", taken.len()))))
    }

    async fn replace(&self, conversation: &ConversationId, _: &MessageId, reply: &Reply) -> Result<(), SendError> {
        self.send(conversation, reply, None).await.map(drop)
    }

    async fn acknowledge(&self, press: &MessageId, text: &str) -> Result<(), SendError> {
        let told = ConversationId::new(Channel::Telegram, press.0.clone()).unwrap();
        self.0.lock().unwrap().push((told, Reply::plain(zhuqi::domain::reply::Kind::Ticket, text)));
        Ok(())
    }
}

async fn until_still(kept: &Kept) {
    let still = async {
        while !kept.store.waiting().await.unwrap().is_empty() || kept.store.next_due().await.unwrap().is_some() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(DEADLINE, still).await.expect("inbox and outbox are emptied");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_waited_is_handled_and_sent() {
    let kept = Kept::open().await;
    assert!(!kept.store.waiting().await.unwrap().is_empty(), "messages wait");
    assert!(kept.store.next_due().await.unwrap().is_some(), "replies wait");
    let (taken, stop) = (Arc::new(Taken::default()), CancellationToken::new());
    let running = tokio::spawn(kept.relay.clone().run(vec![taken.clone()], stop.clone()));
    until_still(&kept).await;

    // A button that was shown before the desks were known by their ids, under a card of that day.
    let conversation = ConversationId::new(Channel::Telegram, format!("{GROUP}/{WANG}")).unwrap();
    let press = |id: &str, payload: &str| Message {
        refers_to: Some(MessageId("2".to_owned())),
        ..Message::new(
            MessageId(id.to_owned()),
            conversation.clone(),
            Content::Press(payload.to_owned()),
            kept.relay.now(),
        )
    };
    kept.relay.accept(&[press("p1", "t1.WZ-20261129-0001.to1v1")]).await.unwrap();
    until_still(&kept).await;
    let ticket = kept.ticket(1).await;
    assert_eq!((ticket.status(), ticket.duty.lead.as_str()), (Status::Submitted, "siping"), "it goes to no other desk");
    kept.relay.accept(&[press("p2", "t1.WZ-20261129-0001.accept")]).await.unwrap();
    until_still(&kept).await;

    stop.cancel();
    running.await.unwrap();
    let taken = taken.0.lock().unwrap().clone();
    assert!(taken.iter().any(|(told, reply)| told.key() == "p1" && !reply.text.is_empty()), "the press is answered");
    let anna = taken.iter().find(|(to, _)| to.to_string() == ANNA).expect("the draft in Telegram goes on");
    assert!(anna.1.text.contains("企业名称"), "{}", anna.1.text);
    let answers = taken.iter().filter(|(to, reply)| to.key().starts_with("90") && !reply.citations.is_empty());
    assert_eq!(answers.count(), 60, "every question is answered");
    assert_ne!(kept.ticket(1).await.status(), Status::Submitted);
    assert_eq!(kept.store.dead_letters(9).await.unwrap(), []);
}
