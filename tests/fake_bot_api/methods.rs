//! The methods of the Bot API that the bot uses, with Telegram's checks.

use std::time::Instant;

use serde_json::{Value, json};

use super::BOT;
use super::form::{Params, nested, number, text, truth};
use super::markup;
use super::world::{Answered, Sent, Webhook, World, bot, extend};

/// What a refused call is told.
pub(crate) struct Refusal {
    pub(crate) code: u16,
    pub(crate) description: String,
    pub(crate) parameters: Value,
}

pub(crate) type Outcome = Result<Value, Refusal>;

/// Refuses with 400.
pub(crate) fn bad(description: impl Into<String>) -> Refusal {
    refusal(400, description)
}

/// Refuses with `code`.
pub(crate) fn refusal(code: u16, description: impl Into<String>) -> Refusal {
    Refusal { code, description: description.into(), parameters: Value::Null }
}

/// Carries out every method but getUpdates, which has to wait.
pub(crate) fn carry_out(world: &mut World, method: &str, params: &Params) -> Outcome {
    match method.to_ascii_lowercase().as_str() {
        "getme" => Ok(me()),
        "setwebhook" => set_webhook(world, params),
        "deletewebhook" => {
            world.webhook = Webhook::default();
            if truth(params, "drop_pending_updates") {
                world.queue.clear();
            }
            Ok(json!(true))
        }
        "getwebhookinfo" => Ok(json!({"url": world.webhook.url, "has_custom_certificate": false,
            "pending_update_count": world.queue.len()})),
        "setmycommands" => set_commands(world, params),
        "getmycommands" => Ok(world.commands.clone()),
        "sendmessage" => send_message(world, params),
        "editmessagetext" => edit_message(world, params),
        "sendchataction" => chat(world, params).map(|_| json!(true)),
        "getfile" => get_file(world, params),
        "answercallbackquery" => answer_press(world, params),
        _ => Err(refusal(404, "Not Found")),
    }
}

fn me() -> Value {
    let mut me = bot();
    let abilities = json!({"can_join_groups": true, "can_read_all_group_messages": false,
        "supports_inline_queries": false, "can_connect_to_business": false, "has_main_web_app": false});
    extend(&mut me, abilities);
    debug_assert_eq!(me["id"], BOT.0);
    me
}

fn set_webhook(world: &mut World, params: &Params) -> Outcome {
    let secret = text(params, "secret_token").unwrap_or_default();
    if secret.len() > 256 || !secret.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')) {
        return Err(bad("Bad Request: secret token contains unallowed characters"));
    }
    if truth(params, "drop_pending_updates") {
        world.queue.clear();
    }
    if let Some(kinds) = nested(params, "allowed_updates").and_then(|kinds| serde_json::from_value(kinds).ok()) {
        world.allowed = Some(kinds);
    }
    world.webhook = Webhook { url: text(params, "url").unwrap_or_default().to_owned(), secret: secret.to_owned() };
    Ok(json!(true))
}

fn set_commands(world: &mut World, params: &Params) -> Outcome {
    let commands = nested(params, "commands").ok_or_else(|| bad("Bad Request: parameter \"commands\" is required"))?;
    let list = commands.as_array().filter(|list| list.len() <= 100);
    for command in list.ok_or_else(|| bad("Bad Request: expected an Array of BotCommand"))? {
        let name = command["command"].as_str().unwrap_or_default();
        let description = command["description"].as_str().unwrap_or_default();
        let letters = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
        if !(1..=32).contains(&name.len()) || !name.bytes().all(letters) {
            return Err(bad("Bad Request: BOT_COMMAND_INVALID"));
        }
        if !(1..=256).contains(&description.chars().count()) {
            return Err(bad("Bad Request: BOT_COMMAND_DESCRIPTION_INVALID"));
        }
    }
    world.commands = commands;
    Ok(json!(true))
}

/// The chat a message is for, if it may be sent there.
fn chat(world: &World, params: &Params) -> Result<i64, Refusal> {
    let id = number(params, "chat_id").ok_or_else(|| bad("Bad Request: chat_id is empty"))?;
    let chat = world.chats.get(&id).ok_or_else(|| bad("Bad Request: chat not found"))?;
    if let Some(to) = chat.moved_to {
        let parameters = json!({ "migrate_to_chat_id": to });
        return Err(Refusal { parameters, ..bad("Bad Request: group chat was upgraded to a supergroup chat") });
    }
    if chat.blocked {
        return Err(refusal(403, "Forbidden: bot was blocked by the user"));
    }
    Ok(id)
}

fn send_message(world: &mut World, params: &Params) -> Outcome {
    let chat = chat(world, params)?;
    let topic = number(params, "message_thread_id");
    let answers = nested(params, "reply_parameters").and_then(|reply| reply["message_id"].as_i64());
    let sent = Sent { chat, message: world.next_message, topic, answers, ..content(params)? };
    world.next_message += 1;
    let message = world.sent_message(&sent);
    world.sent.push(sent);
    Ok(message)
}

fn edit_message(world: &mut World, params: &Params) -> Outcome {
    let chat = chat(world, params)?;
    let message = number(params, "message_id");
    let edited = content(params)?;
    let place = world.sent.iter().position(|sent| sent.chat == chat && Some(sent.message) == message);
    let place = place.ok_or_else(|| bad("Bad Request: message to edit not found"))?;
    let before = &world.sent[place];
    if (&before.text, &before.keyboard) == (&edited.text, &edited.keyboard) {
        return Err(bad("Bad Request: message is not modified: specified new message content is exactly the same"));
    }
    let sent = Sent { chat, message: before.message, topic: before.topic, answers: before.answers, ..edited };
    world.sent[place] = sent.clone();
    Ok(world.sent_message(&sent))
}

/// The text and the buttons of a message, checked.
fn content(params: &Params) -> Result<Sent, Refusal> {
    let written = text(params, "text").unwrap_or_default().to_owned();
    let html = match text(params, "parse_mode") {
        None => false,
        Some(mode) if mode.eq_ignore_ascii_case("html") => true,
        Some(_) => return Err(bad("Bad Request: unsupported parse_mode")),
    };
    let text = if html { markup::plain(&written).map_err(bad)? } else { written.clone() };
    match text.trim().encode_utf16().count() {
        0 => return Err(bad("Bad Request: message text is empty")),
        1..=4096 => {}
        _ => return Err(bad("Bad Request: message is too long")),
    }
    let keyboard = keyboard(params)?;
    let (topic, answers) = (None, None);
    Ok(Sent { chat: 0, message: 0, text, written, html, keyboard, topic, answers, at: Instant::now() })
}

fn keyboard(params: &Params) -> Result<Vec<Vec<(String, String)>>, Refusal> {
    let Some(markup) = nested(params, "reply_markup") else { return Ok(Vec::new()) };
    let rows =
        markup["inline_keyboard"].as_array().ok_or_else(|| bad("Bad Request: object expected as reply markup"))?;
    let key = |key: &Value| {
        let label = key["text"].as_str().filter(|label| !label.trim().is_empty());
        let label = label.ok_or_else(|| bad("Bad Request: Text buttons are unallowed in the inline keyboard"))?;
        if let Some(url) = key["url"].as_str() {
            return if is_public(url) {
                Ok((label.to_owned(), url.to_owned()))
            } else {
                Err(bad("Bad Request: BUTTON_URL_INVALID"))
            };
        }
        let data = key["callback_data"].as_str().filter(|data| (1..=64).contains(&data.len()));
        let data = data.ok_or_else(|| bad("Bad Request: BUTTON_DATA_INVALID"))?;
        Ok((label.to_owned(), data.to_owned()))
    };
    rows.iter().map(|row| row.as_array().into_iter().flatten().map(key).collect()).collect()
}

/// Whether Telegram takes an address for a button: one on this machine it does not.
fn is_public(url: &str) -> bool {
    url.parse::<reqwest::Url>().is_ok_and(|url| url.domain().is_some_and(|name| name.contains('.')))
}

fn get_file(world: &World, params: &Params) -> Outcome {
    /// Telegram hands out no larger files.
    const LARGEST: usize = 20 * 1024 * 1024;
    let id = text(params, "file_id").unwrap_or_default();
    match world.files.get(id) {
        None => Err(bad("Bad Request: wrong file_id or the file is temporarily unavailable")),
        Some(bytes) if bytes.len() > LARGEST => Err(bad("Bad Request: file is too big")),
        Some(bytes) => Ok(
            json!({"file_id": id, "file_unique_id": id, "file_size": bytes.len(), "file_path": format!("photos/{id}")}),
        ),
    }
}

fn answer_press(world: &mut World, params: &Params) -> Outcome {
    let query = text(params, "callback_query_id").unwrap_or_default().to_owned();
    let text = text(params, "text").map(str::to_owned);
    if text.as_ref().is_some_and(|text| text.chars().count() > 200) {
        return Err(bad("Bad Request: MESSAGE_TOO_LONG"));
    }
    let Some(place) = world.presses.iter().position(|open| *open == query) else {
        return Err(bad("Bad Request: query is too old and response timeout expired or query ID is invalid"));
    };
    world.presses.remove(place);
    world.answered.push(Answered { query, text, alert: truth(params, "show_alert"), at: Instant::now() });
    Ok(json!(true))
}
