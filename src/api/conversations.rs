//! `POST /api/v1/conversations/{uuid}/messages` and `…/files`: says something or sends a file and gets the replies.

use std::time::Instant;

use axum::Json;
use axum::extract::multipart::MultipartRejection;
use axum::extract::rejection::PathRejection;
use axum::extract::{Multipart, Path, State};
use uuid::Uuid;

use super::Service;
use super::described::{FileForm, MessageForm, RepliesDescribed};
use super::fields::Fields;
use crate::desk::attach::examine;
use crate::domain::attachment::MediaType;
use crate::domain::message::{Attachment, Channel, Content, ConversationId, Message, MessageId};
use crate::http::json_body::JsonBody;
use crate::http::problem::{FieldFault, Problem};
use crate::http::reply_body::RepliesBody;
use crate::http::rights::Admin;
use crate::http::upload;

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

/// 发一张照片或一份文件，可以带一句话：有诉求在等材料就附上去，还没登记就先留着，登记时一起附上；48 小时内没登记就删掉
#[utoipa::path(post, path = "/api/v1/conversations/{conversation}/files", tag = "conversation",
    params(("conversation" = Uuid, Path, description = "会话编号，自己定一个 UUID")),
    request_body(content = FileForm, content_type = "multipart/form-data"),
    responses((status = 200, description = "回复", body = RepliesDescribed)), security(()))]
pub(super) async fn send(
    State(service): State<Service>,
    conversation: Result<Path<Uuid>, PathRejection>,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Json<RepliesBody>, Problem> {
    let begun = Instant::now();
    let unknown = || Problem::not_found("会话编号要写成 UUID。");
    let Path(conversation) = conversation.map_err(|_| unknown())?;
    let conversation = ConversationId::new(Channel::Web, conversation.to_string()).map_err(|_| unknown())?;
    let form = upload::read(form).await?;
    let id = match form.field("id") {
        "" => Uuid::new_v4(),
        text => Uuid::parse_str(text).map_err(|_| fault("id", "消息编号要写成 UUID，也可以不写"))?,
    };
    let words = form.field("text").trim().to_owned();
    let (name, bytes) = form.file().ok_or_else(upload::missing)?;
    // What can never be taken is refused before anything is said about it.
    let file = examine(&name, &bytes).map_err(|unfit| fault("file", &unfit.to_string()))?;
    let content = match file.media {
        _ if !words.is_empty() => Content::Text(words),
        MediaType::Pdf => Content::Unreadable(Attachment::File),
        MediaType::Jpeg | MediaType::Png | MediaType::Webp => Content::Unreadable(Attachment::Picture),
    };
    let message = Message::new(MessageId(id.to_string()), conversation, content, (service.clock)());
    let replies = service.relay.converse_with_file(message, (name, bytes)).await?;
    Ok(Json(RepliesBody::new(&id.to_string(), replies, begun.elapsed())))
}

fn fault(field: &str, reason: &str) -> Problem {
    Problem::invalid(vec![FieldFault { field: field.to_owned(), reason: reason.to_owned() }])
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
