//! Sends a reply: part by part in order, the buttons under the last.

use async_trait::async_trait;
use serde::de::IgnoredAny;
use serde_json::Value;
use teloxide::payloads::{EditMessageText, SendMessage};
use teloxide::types::{
    ChatId, InlineKeyboardMarkup, LinkPreviewOptions, MessageId as TelegramId, ParseMode, ReplyMarkup, ReplyParameters,
    ThreadId,
};
use tracing::warn;

use super::Telegram;
use super::address::Address;
use super::answer::alert;
use super::compose::compose;
use super::errors::CallError;
use super::fetch::fetch;
use super::html::Rich;
use super::keyboard::keyboard;
use crate::domain::message::{Channel, ConversationId, Enclosed, MessageId};
use crate::domain::reply::Reply;
use crate::relay::{Messenger, SendError};

#[async_trait]
impl Messenger for Telegram {
    fn channel(&self) -> Channel {
        Channel::Telegram
    }

    /// When a later part fails the whole reply is to be sent again: a part read twice is better than one missing.
    async fn send(
        &self,
        conversation: &ConversationId,
        reply: &Reply,
        answers: Option<&MessageId>,
    ) -> Result<Option<MessageId>, SendError> {
        let Some(address) = Address::of(conversation) else {
            return Err(SendError::Refused("the conversation has no address on Telegram".to_owned()));
        };
        let parts = compose(reply, &(self.source_lines)(reply)).parts();
        let Some((last, earlier)) = parts.split_last() else {
            return Err(SendError::Refused("the reply has no text".to_owned()));
        };
        self.limit.count(address, parts.len()).map_err(SendError::Wait)?;
        let mut answers = answers.and_then(|message| message.0.parse().ok()).map(TelegramId);
        for part in earlier {
            let sent = self.send_part(address, part, None, answers.take()).await;
            sent.map_err(|error| error.into_send_error(address))?;
        }
        let links = (self.source_links)(reply);
        let mut sent = self.send_part(address, last, keyboard(&reply.buttons, &links, address), answers).await;
        if !links.is_empty() && sent.as_ref().is_err_and(CallError::is_bad_link) {
            warn!(
                "Telegram did not take the public address of the server; sending a reply without links to its sources"
            );
            sent = self.send_part(address, last, keyboard(&reply.buttons, &[], address), answers).await;
        }
        sent.map_err(|error| error.into_send_error(address))
    }

    async fn replace(&self, conversation: &ConversationId, sent: &MessageId, reply: &Reply) -> Result<(), SendError> {
        let (Some(address), Ok(id)) = (Address::of(conversation), sent.0.parse()) else {
            return Err(SendError::Refused("the message has no address on Telegram".to_owned()));
        };
        let parts = compose(reply, &(self.source_lines)(reply)).parts();
        let Some(first) = parts.first() else {
            return Err(SendError::Refused("the reply has no text".to_owned()));
        };
        self.limit.count(address, 1).map_err(SendError::Wait)?;
        let mut edit = EditMessageText::new(ChatId(address.chat), TelegramId(id), first.html());
        edit.parse_mode = Some(ParseMode::Html);
        edit.link_preview_options = Some(no_preview());
        edit.reply_markup = keyboard(&reply.buttons, &(self.source_links)(reply), address);
        match self.client.call::<IgnoredAny, _>(&edit, self.pace.patience).await {
            Err(error) if !error.is_unmodified() => Err(error.into_send_error(address)),
            Ok(_) | Err(_) => Ok(()),
        }
    }

    async fn acknowledge(&self, press: &MessageId, text: &str) -> Result<(), SendError> {
        alert(&self.client, press, text).await.map_err(|error| SendError::Passing(error.to_string()))
    }

    async fn fetch(&self, file: &Enclosed) -> Result<Vec<u8>, SendError> {
        let fetched = fetch(&self.client, file, self.pace.patience).await;
        fetched.map_err(|error| match error {
            CallError::Refused { code: 400..=404, description, .. } => SendError::Refused(description),
            other => other.wait().map_or_else(|| SendError::Passing(other.to_string()), SendError::Wait),
        })
    }
}

impl Telegram {
    async fn send_part(
        &self,
        address: Address,
        part: &Rich,
        keyboard: Option<InlineKeyboardMarkup>,
        answers: Option<TelegramId>,
    ) -> Result<Option<MessageId>, CallError> {
        let mut message = SendMessage::new(ChatId(address.chat), part.html());
        message.parse_mode = Some(ParseMode::Html);
        message.link_preview_options = Some(no_preview());
        message.reply_markup = keyboard.map(ReplyMarkup::InlineKeyboard);
        message.message_thread_id = address.topic.map(|topic| ThreadId(TelegramId(topic)));
        // Whose message is answered may have been deleted meanwhile.
        message.reply_parameters = answers.map(|id| ReplyParameters::new(id).allow_sending_without_reply());
        let mut sent = self.call(&message).await;
        if sent.as_ref().is_err_and(CallError::is_bad_markup) {
            warn!("Telegram did not understand the markup of a reply; sending it as plain text");
            message.text = part.plain();
            message.parse_mode = None;
            sent = self.call(&message).await;
        }
        sent
    }

    async fn call(&self, message: &SendMessage) -> Result<Option<MessageId>, CallError> {
        // Of what Telegram made of the message only its number is of use to us, so nothing else in it can fail us.
        let sent = self.client.call::<Value, _>(message, self.pace.patience).await?;
        Ok(sent.get("message_id").and_then(Value::as_i64).map(|id| MessageId(id.to_string())))
    }
}

fn no_preview() -> LinkPreviewOptions {
    LinkPreviewOptions {
        is_disabled: true,
        url: None,
        prefer_small_media: false,
        prefer_large_media: false,
        show_above_text: false,
    }
}
