//! Takes updates into the inbox, however they came, and answers the presses among them.

use std::sync::Arc;

use serde_json::Value;
use tokio_util::task::TaskTracker;
use tracing::{info, warn};

use super::Inbox;
use super::address::Address;
use super::answer::{Tap, answer};
use super::client::Client;
use super::connect::Bot;
use super::translate::{Incoming, translate};
use crate::domain::message::{ConversationId, Message};
use crate::relay::Clock;
use crate::store::StoreError;

/// Where updates go once they are translated.
pub(super) struct Intake {
    client: Arc<Client>,
    bot: Bot,
    clock: Clock,
    answers: TaskTracker,
}

/// What waits to go into the inbox together.
#[derive(Default)]
struct Batch {
    messages: Vec<Message>,
    taps: Vec<Tap>,
}

impl Intake {
    /// An intake that has seen nothing yet.
    pub(super) fn new(client: Arc<Client>, bot: Bot, clock: Clock) -> Self {
        Self { client, bot, clock, answers: TaskTracker::new() }
    }

    /// Takes updates; when it returns they are on disk, or none of those from the first failure on.
    pub(super) async fn take(&self, inbox: &dyn Inbox, updates: &[Value]) -> Result<(), StoreError> {
        let mut batch = Batch::default();
        let mut bot = self.bot_now(inbox);
        for update in updates {
            let Some(id) = id(update) else { continue };
            if let Incoming::Moved { from, to } = batch.sort(id, translate(id, update, &bot, (self.clock)())) {
                // What was said before belongs to the group as it was.
                self.accept(inbox, std::mem::take(&mut batch)).await?;
                inbox.moved(&group(from), &group(to)).await?;
                bot = self.bot_now(inbox);
            }
        }
        self.accept(inbox, batch).await
    }

    /// Waits until every press is answered.
    pub(super) async fn finish(&self) {
        self.answers.close();
        self.answers.wait().await;
    }

    async fn accept(&self, inbox: &dyn Inbox, Batch { messages, taps }: Batch) -> Result<(), StoreError> {
        if !messages.is_empty() {
            inbox.accept(&messages).await?;
            info!(messages = messages.len(), "messages from Telegram");
        }
        for tap in taps {
            self.answers.spawn(answer(self.client.clone(), tap));
        }
        Ok(())
    }

    fn bot_now(&self, inbox: &dyn Inbox) -> Bot {
        Bot { staff_chats: chats(&inbox.staff_rooms()), ..self.bot.clone() }
    }
}

impl Batch {
    /// Puts aside what an update is to us; gives back what is for the whole channel.
    fn sort(&mut self, id: i64, incoming: Incoming) -> Incoming {
        let mut tap = |query: &_, refused| self.taps.push(Tap { query: Clone::clone(query), refused });
        match &incoming {
            Incoming::Said(message) | Incoming::StaffPressed(message) => self.messages.push(message.clone()),
            Incoming::Pressed(message, query) => {
                tap(query, false);
                self.messages.push(message.clone());
            }
            Incoming::NotYours(query) => tap(query, true),
            Incoming::Ignored(Some(query)) => tap(query, false),
            Incoming::Ignored(None) | Incoming::Moved { .. } => {}
            Incoming::Unparsable => warn!(telegram.update = id, "skipped update {id}, which cannot be read"),
        }
        incoming
    }
}

/// The number of an update.
pub(super) fn id(update: &Value) -> Option<i64> {
    update.get("update_id")?.as_i64()
}

/// The chats behind conversations.
pub(super) fn chats(rooms: &[ConversationId]) -> Vec<i64> {
    rooms.iter().filter_map(Address::of).map(|address| address.chat).collect()
}

fn group(chat: i64) -> ConversationId {
    Address::of_chat(chat).conversation()
}
