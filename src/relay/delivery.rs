//! One reply on its way: sending it and noting how that went.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio_util::sync::CancellationToken;

use super::backoff::pause;
use super::decide::Decide;
use super::shield::shielded;
use super::{Messenger, Relay, SendError};
use crate::domain::message::{Channel, ConversationId, Enclosed, MessageId};
use crate::domain::reply::Reply;
use crate::store::{Delivery, Form, Outgoing, StoreError};

/// A reply that failed to arrive so often is kept as a dead letter for staff.
const TRIES: u32 = 10;

/// A channel that has not taken a reply by now has failed.
const SENDING_LIMIT: Duration = Duration::from_secs(60);

/// No channel is believed that asks to wait longer than this.
const LONGEST_WAIT: Duration = Duration::from_hours(24);

/// The messengers, by channel.
pub(super) struct Post(HashMap<Channel, Arc<dyn Messenger>>);

impl Post {
    /// The post over these messengers; of two for the same channel the later one.
    pub(super) fn new(messengers: Vec<Arc<dyn Messenger>>) -> Self {
        Self(messengers.into_iter().map(|messenger| (messenger.channel(), messenger)).collect())
    }

    /// Whether the channel of a conversation is switched on.
    pub(super) fn reaches(&self, conversation: &ConversationId) -> bool {
        self.0.contains_key(&conversation.channel())
    }

    /// Fetches a file that came with a message of a conversation.
    pub(super) async fn fetch(&self, from: &ConversationId, file: &Enclosed) -> Result<Vec<u8>, SendError> {
        let file = file.clone();
        self.through(from, |messenger| async move { messenger.fetch(&file).await }).await
    }

    /// Shows a short text to whoever pressed a button in a conversation.
    pub(super) async fn acknowledge(
        &self,
        to: &ConversationId,
        press: &MessageId,
        text: &str,
    ) -> Result<(), SendError> {
        let (press, text) = (press.clone(), text.to_owned());
        self.through(to, |messenger| async move { messenger.acknowledge(&press, &text).await }).await
    }

    /// Puts a reply in place of one that was sent before.
    pub(super) async fn replace(&self, to: &ConversationId, sent: &MessageId, reply: &Reply) -> Result<(), SendError> {
        let (conversation, sent, reply) = (to.clone(), sent.clone(), reply.clone());
        self.through(to, |messenger| async move { messenger.replace(&conversation, &sent, &reply).await }).await
    }

    async fn send(&self, outgoing: &Outgoing) -> Result<Option<MessageId>, SendError> {
        let Outgoing { conversation, reply, answers, .. } = outgoing.clone();
        let send = |messenger: Arc<dyn Messenger>| async move {
            messenger.send(&conversation, &reply, answers.as_ref()).await
        };
        self.through(&outgoing.conversation, send).await
    }

    /// Has the messenger of a conversation's channel do something, within a limit and whatever it does.
    async fn through<T, F>(
        &self,
        conversation: &ConversationId,
        work: impl FnOnce(Arc<dyn Messenger>) -> F,
    ) -> Result<T, SendError>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, SendError>> + Send + 'static,
    {
        let passing = |reason: &str| Err(SendError::Passing(reason.to_owned()));
        let Some(messenger) = self.0.get(&conversation.channel()).cloned() else {
            return passing("渠道没有打开");
        };
        match tokio::time::timeout(SENDING_LIMIT, shielded(work(messenger))).await {
            Ok(Some(result)) => result,
            Ok(None) => passing("程序出错"),
            Err(_elapsed) => passing("渠道一直没有回应"),
        }
    }
}

impl<D: Decide> Relay<D> {
    /// Sends a reply and notes how that went.
    pub(super) async fn deliver(&self, post: &Post, outgoing: Outgoing, shutdown: &CancellationToken) {
        let sent = match outgoing.form {
            Form::Message | Form::Card => post.send(&outgoing).await,
            Form::Redraw { .. } | Form::Retire => self.put_right(post, &outgoing).await,
        };
        if let Err(SendError::Moved(to)) = &sent
            && *to != outgoing.conversation
        {
            // It goes along with the others that wait.
            return self.insist(shutdown, || self.go_on(&outgoing.conversation, to)).await;
        }
        let delivery = verdict(&sent, &outgoing, (self.clock)());
        if let Delivery::Failed { reason, .. } = &delivery {
            tracing::error!(conversation = %outgoing.conversation, %reason, "reply given up");
        }
        self.insist(shutdown, || self.store.settle(outgoing.id, delivery.clone())).await;
    }

    /// Writes, however long the store needs to take it: a delivery that is not noted would be made twice.
    async fn insist<F>(&self, shutdown: &CancellationToken, write: impl Fn() -> F)
    where
        F: Future<Output = Result<(), StoreError>>,
    {
        let mut failures = 0;
        while let Err(error) = write().await {
            failures += 1;
            tracing::error!(%error, failures, "delivery not noted");
            tokio::select! {
                () = shutdown.cancelled() => return,
                () = tokio::time::sleep(pause(failures)) => {}
            }
        }
    }
}

/// What becomes of a reply after this attempt to send it.
fn verdict(sent: &Result<Option<MessageId>, SendError>, outgoing: &Outgoing, now: Timestamp) -> Delivery {
    let tries = outgoing.attempts.saturating_add(1);
    let failed = |reason: String| Delivery::Failed { reason, at: now };
    let error = match sent {
        Ok(message) => return Delivery::Sent { at: now, message: message.clone() },
        Err(error) => error,
    };
    match error {
        SendError::Wait(time) => Delivery::Later(after(now, (*time).min(LONGEST_WAIT))),
        SendError::Passing(reason) if tries >= TRIES => failed(format!("试了 {tries} 次都没有送到（{reason}）")),
        SendError::Passing(_) => Delivery::Later(after(now, pause(tries))),
        SendError::Gone(reason) => failed(format!("对方收不到消息了，可能拉黑了机器人，或者对话已不在（{reason}）")),
        SendError::Refused(reason) => failed(format!("渠道不收这条消息（{reason}）")),
        SendError::Moved(_) => failed("渠道说对话搬了家，却没有新地址".to_owned()),
    }
}

fn after(now: Timestamp, time: Duration) -> Timestamp {
    SignedDuration::try_from(time).ok().and_then(|time| now.checked_add(time).ok()).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::reply::Kind;

    #[test]
    fn every_failure_has_its_outcome() {
        let now = Timestamp::UNIX_EPOCH;
        let conversation = ConversationId::new(Channel::Telegram, "1").unwrap();
        let reply = Reply::plain(Kind::Smalltalk, "您好");
        let outgoing = |attempts| Outgoing {
            id: 1,
            conversation: conversation.clone(),
            reply: reply.clone(),
            ticket: None,
            form: Form::Message,
            answers: None,
            attempts,
            due: now,
        };
        let later = |error: SendError, attempts| match verdict(&Err(error), &outgoing(attempts), now) {
            Delivery::Later(at) => Some(at.duration_since(now)),
            Delivery::Failed { .. } => None,
            Delivery::Sent { .. } => unreachable!("a failure is no success"),
        };
        let seconds = SignedDuration::from_secs;
        let passing = || SendError::Passing("503".into());
        assert_eq!(later(SendError::Wait(Duration::from_secs(5)), 99), Some(seconds(5)));
        assert_eq!(later(SendError::Wait(Duration::MAX), 0), Some(SignedDuration::from_hours(24)));
        assert!(later(passing(), 0).is_some_and(|wait| wait >= seconds(1) && wait < seconds(2)));
        assert!(later(passing(), 8).is_some_and(|wait| wait >= seconds(64)));
        assert_eq!(later(passing(), 9), None);
        assert_eq!(later(SendError::Gone("blocked".into()), 0), None);
        assert_eq!(later(SendError::Refused("too long".into()), 0), None);
        assert_eq!(later(SendError::Moved(conversation.clone()), 0), None);
    }
}
