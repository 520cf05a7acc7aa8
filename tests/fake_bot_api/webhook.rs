//! Delivers updates to a webhook: one after another in each chat, again and again until they are taken.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tokio::task::JoinSet;

use super::State;
use super::world::Webhook;

/// The wait before an update that was not taken comes again; Telegram takes its time.
const AGAIN: Duration = Duration::from_millis(50);

/// The chat an update belongs to; updates of one chat are never under way at the same time.
fn chat(update: &Value) -> Option<i64> {
    let message = update.get("message").or_else(|| update["callback_query"].get("message"));
    message?["chat"]["id"].as_i64()
}

/// Delivers for as long as the server runs.
pub(crate) async fn deliver(state: Arc<State>) {
    let http = reqwest::Client::builder().no_proxy().build().expect("a client");
    let (mut changes, mut under_way, mut busy) = (state.changes.subscribe(), JoinSet::new(), HashSet::new());
    loop {
        let (webhook, queue) = state.look(|world| (world.webhook.clone(), world.queue.clone()));
        for update in queue.iter().filter(|_| !webhook.url.is_empty()) {
            if busy.insert(chat(update)) {
                under_way.spawn(post(http.clone(), webhook.clone(), update.clone()));
            }
        }
        tokio::select! {
            changed = changes.changed() => if changed.is_err() { return },
            Some(done) = under_way.join_next() => {
                let (update, status) = done.expect("a delivery does not panic");
                busy.remove(&chat(&update));
                settle(&state, &update, status);
            }
        }
    }
}

async fn post(http: reqwest::Client, webhook: Webhook, update: Value) -> (Value, u16) {
    let request = http.post(&webhook.url).header("content-type", "application/json").body(update.to_string());
    let answered = request.header("X-Telegram-Bot-Api-Secret-Token", &webhook.secret).send().await;
    let status = answered.map_or(0, |answer| answer.status().as_u16());
    if !(200..300).contains(&status) {
        tokio::time::sleep(AGAIN).await;
    }
    (update, status)
}

fn settle(state: &State, update: &Value, status: u16) {
    let id = update["update_id"].as_i64().expect("updates have numbers");
    state.with(|world| {
        world.deliveries.push((id, status));
        if (200..300).contains(&status) {
            // One of several copies, where an update is delivered more than once.
            let place = world.queue.iter().position(|waiting| waiting == update);
            place.map(|place| world.queue.remove(place));
            world.confirmed.insert(id);
        }
    });
}
