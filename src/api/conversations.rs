//! `POST /api/v1/conversations/{uuid}/messages`: says something and gets the replies.

use std::time::Instant;

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use uuid::Uuid;

use super::Service;
use super::described::{MessageForm, RepliesDescribed};
use super::fields::Fields;
use crate::domain::message::{Channel, Content, ConversationId, Message, MessageId};
use crate::http::json_body::JsonBody;
use crate::http::problem::Problem;
use crate::http::reply_body::RepliesBody;
use crate::http::rights::Admin;

/// 说一句话，得到回复；同一个 id 重复发，只办一次，回复相同
#[utoipa::path(post, path = "/api/v1/conversations/{conversation}/messages", tag = "conversation",
    params(("conversation" = Uuid, Path, description = "会话编号，自己定一个 UUID")), request_body = MessageForm,
    responses((status = 200, description = "回复", body = RepliesDescribed)), security(()))]
pub(super) async fn say(
    State(service): State<Service>,
    admin: Option<Admin>,
    conversation: Result<Path<Uuid>, PathRejection>,
    JsonBody(fields): JsonBody,
) -> Result<Json<RepliesBody>, Problem> {
    let begun = Instant::now();
    let Path(conversation) = conversation.map_err(|_| Problem::not_found("会话编号要写成 UUID。"))?;
    // Whoever owns the control socket sits at the terminal.
    let channel = if admin.is_some() { Channel::Terminal } else { Channel::Web };
    let conversation = ConversationId::new(channel, conversation.to_string())
        .map_err(|_| Problem::not_found("会话编号要写成 UUID。"))?;
    let (id, content) = read(Fields::new(fields))?;
    let message = Message::new(MessageId(id.clone()), conversation, content, (service.clock)());
    let replies = service.relay.converse(message).await?;
    Ok(Json(RepliesBody::new(&id, replies, begun.elapsed())))
}

fn read(mut fields: Fields) -> Result<(String, Content), Problem> {
    let id = fields.optional_text("id").map(|text| Uuid::parse_str(&text));
    let (text, payload) = (fields.optional_text("text"), fields.optional_text("payload"));
    let id = match id {
        None => Uuid::new_v4(),
        Some(Ok(id)) => id,
        Some(Err(_)) => {
            fields.fault("id", "消息编号要写成 UUID，也可以不写");
            Uuid::nil()
        }
    };
    let content = match (text, payload) {
        (Some(text), None) => Content::Text(text),
        (None, Some(payload)) => Content::Press(payload),
        (Some(_), Some(_)) => {
            fields.fault("payload", "text 和 payload 只能写一个");
            Content::Text(String::new())
        }
        (None, None) => {
            fields.fault("text", "请写 text（要说的话），或者 payload（按下的按钮）");
            Content::Text(String::new())
        }
    };
    fields.end()?;
    Ok((id.to_string(), content))
}
