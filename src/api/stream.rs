//! `GET /api/v1/conversations/{uuid}/news`: what happens to the tickets of a conversation, told as it happens.

use std::collections::{BTreeMap, VecDeque};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::{Extension, RequestPartsExt};
use futures_util::stream;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::Service;
use super::news::OneNewsBody;
use crate::domain::message::{Channel, ConversationId};
use crate::domain::ticket::TicketNumber;
use crate::http::problem::Problem;
use crate::http::seats::{Seat, Seats};
use crate::http::server::Stopping;
use crate::relay::{Following, News, Relay};

/// So many windows behind one address follow their conversations; the others ask from time to time.
const FOR_ONE: usize = 64;
/// So many altogether: each holds a connection.
const FOR_ALL: usize = 4096;
/// Proxies close what is silent for longer.
const SIGN_OF_LIFE: Duration = Duration::from_secs(20);
/// What tells a proxy to pass everything on at once.
const UNBUFFERED: (HeaderName, HeaderValue) =
    (HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));

/// The seats of those who follow their conversations.
pub(super) fn seats() -> Seats {
    Seats::new(FOR_ONE, FOR_ALL)
}

/// 这个会话登记的诉求一有新进展就推送：每条是一个 news 事件，data 和 POST 得到的一项相同；没有写进 seen 的，重新连接后会再推送
#[utoipa::path(get, path = "/api/v1/conversations/{conversation}/news", tag = "conversation",
    params(("conversation" = Uuid, Path, description = "会话编号")),
    responses((status = 200, description = "新进展，一直推送到断开（Server-Sent Events）", body = String, content_type = "text/event-stream")),
    security(()))]
pub(super) async fn follow(
    State(service): State<Service>,
    Extension(seats): Extension<Seats>,
    conversation: Result<Path<Uuid>, PathRejection>,
    mut request: Parts,
) -> Result<Response, Problem> {
    let unknown = || Problem::not_found("会话编号要写成 UUID。");
    let Path(conversation) = conversation.map_err(|_| unknown())?;
    let conversation = ConversationId::new(Channel::Web, conversation.to_string()).map_err(|_| unknown())?;
    let seat = seats.take(&request)?;
    let stop = request.extract::<Extension<Stopping>>().await.map(|Extension(Stopping(stop))| stop);
    let follower = Follower {
        following: service.relay.following(conversation.clone()),
        relay: service.relay,
        conversation,
        told: BTreeMap::new(),
        waiting: VecDeque::new(),
        // What has happened before is told first.
        due: true,
        stop: stop.unwrap_or_default(),
        _seat: seat,
    };
    let events = stream::unfold(follower, |mut follower| async move {
        let event = follower.next().await?;
        Some((Ok::<_, Infallible>(event), follower))
    });
    Ok(([UNBUFFERED], Sse::new(events).keep_alive(KeepAlive::new().interval(SIGN_OF_LIFE))).into_response())
}

/// Whoever follows a conversation.
struct Follower {
    relay: Arc<Relay>,
    conversation: ConversationId,
    following: Following,
    /// What has been told here of which ticket.
    told: BTreeMap<TicketNumber, usize>,
    waiting: VecDeque<News>,
    /// Whether there may be news.
    due: bool,
    stop: CancellationToken,
    _seat: Seat,
}

impl Follower {
    /// Waits for the next news; none where the server stops or the store fails: whoever follows comes again.
    async fn next(&mut self) -> Option<Event> {
        let stop = self.stop.clone();
        stop.run_until_cancelled(self.news()).await.flatten()
    }

    async fn news(&mut self) -> Option<Event> {
        loop {
            if let Some(news) = self.waiting.pop_front() {
                self.told.insert(news.ticket.clone(), news.version);
                let body = OneNewsBody::of(news, Instant::now());
                return Event::default().event("news").json_data(body).ok();
            }
            if !self.due {
                self.following.changed().await;
            }
            let news = self.relay.news(&self.conversation, &[]).await;
            let news = news.inspect_err(|error| tracing::warn!(%error, "news could not be told")).ok()?;
            let told = |news: &News| self.told.get(&news.ticket).is_some_and(|told| *told >= news.version);
            self.waiting.extend(news.into_iter().filter(|news| !told(news)));
            self.due = false;
        }
    }
}
