//! `GET /api/v1/letters`: what could not be handled or sent, for supervisors.

use axum::Json;
use axum::extract::State;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::Service;
use super::query::{self, Asked};
use crate::desk::notified;
use crate::domain::message::Content;
use crate::http::problem::Problem;
use crate::http::staff_session::Supervisor;
use crate::store::{DeadLetter, Letter};

/// Letters when nothing else is asked for.
const SOME: usize = 100;
/// Letters at most.
const MOST: usize = 1000;

/// 没有办成的
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LettersBody {
    /// 新的在前
    letters: Vec<LetterBody>,
}

/// 一条没有处理成的消息，或没有送到的回复
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LetterBody {
    /// 放弃的时间
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// message 没有处理成的消息，reply 没有送到的回复
    #[schema(pattern = "^(message|reply)$")]
    kind: &'static str,
    /// 哪个会话
    conversation: String,
    /// 文字，不含查询码；不是文字的消息为 null
    text: Option<String>,
    /// 原因
    reason: String,
}

/// 没有处理成的消息、没有送到的回复（负责全部地区的督办）
#[utoipa::path(get, path = "/api/v1/letters", tag = "desk",
    params(("limit" = Option<usize>, Query, minimum = 1, maximum = 1000, description = "最多几条，默认 100")),
    responses((status = 200, description = "没有办成的", body = LettersBody)), security(("token" = [])))]
pub(super) async fn list(
    State(service): State<Service>,
    Supervisor(me): Supervisor,
    Asked(mut asked): Asked,
) -> Result<Json<LettersBody>, Problem> {
    me.everywhere(&service.relay.office())?;
    let limit = asked.optional("limit", |text| query::count(text, 1, MOST)).unwrap_or(SOME);
    asked.end()?;
    let letters = notified::given_up(&**service.relay.store(), limit).await?;
    Ok(Json(LettersBody { letters: letters.into_iter().map(LetterBody::from).collect() }))
}

impl From<DeadLetter> for LetterBody {
    fn from(dead: DeadLetter) -> Self {
        let (kind, text) = match dead.letter {
            Letter::Message(message) => ("message", said(message.content)),
            Letter::Reply(reply) => ("reply", Some(reply.text)),
        };
        Self { at: dead.at, kind, conversation: dead.conversation.to_string(), text, reason: dead.reason }
    }
}

fn said(content: Content) -> Option<String> {
    match content {
        Content::Text(text) => Some(text),
        _ => None,
    }
}
