//! What the people in the chats do; a test speaks through these.

use serde_json::{Value, json};

use super::world::{Chat, World, bot, extend};
use super::{BOT, FakeBotApi};

impl FakeBotApi {
    /// Opens a private chat; it has the id of its person.
    pub(crate) fn add_person(&self, id: i64) {
        self.add_chat(id, "private", "某某");
    }

    /// Opens a group.
    pub(crate) fn add_group(&self, id: i64) {
        self.add_chat(id, "group", "某群");
    }

    /// The group goes on as a supergroup under another id.
    pub(crate) fn migrate(&self, from: i64, to: i64) {
        self.add_chat(to, "supergroup", "某群");
        self.state.with(|world| world.chats.get_mut(&from).expect("the group").moved_to = Some(to));
    }

    /// The same, with the notes that Telegram writes into both of them.
    pub(crate) fn upgrade(&self, from: i64, to: i64) {
        self.migrate(from, to);
        self.post(from, ANONYMOUS, json!({ "migrate_to_chat_id": to }));
        self.post(to, ANONYMOUS, json!({ "migrate_from_chat_id": from }));
    }

    /// Somebody takes the bot into a group.
    pub(crate) fn take_in(&self, group: i64, user: i64) {
        self.post(group, user, json!({ "new_chat_members": [bot()] }));
    }

    /// Somebody deletes a message of the bot.
    pub(crate) fn delete(&self, message: i64) {
        self.state.with(|world| world.sent.retain(|sent| sent.message != message));
    }

    /// An administrator who hides behind the group answers a message of the bot.
    pub(crate) fn answer_hidden(&self, group: i64, message: i64, text: &str) {
        let chat = self.state.look(|world| world.chat(group));
        let mut more = spoken(text);
        extend(&mut more, json!({ "sender_chat": chat }));
        self.answering(&mut more, Some(message));
        self.post(group, ANONYMOUS, more);
    }

    /// A person presses a button under a message of the bot that somebody has passed on in the same chat.
    pub(crate) fn press_passed_on(&self, user: i64, message: i64, data: &str) -> String {
        let message = self.state.with(|world| {
            let sent = world.sent.iter().find(|sent| sent.message == message).expect("the bot has sent it");
            let (chat, text) = (sent.chat, sent.text.clone());
            let origin = json!({"type": "user", "date": 1, "sender_user": bot()});
            world.message(chat, person(user), json!({"text": text, "forward_origin": origin}))
        });
        self.press_data(user, message, data)
    }

    /// A person presses a button with this data that they have brought under a message of the bot in another chat.
    pub(crate) fn press_elsewhere(&self, chat: i64, user: i64, data: &str) -> String {
        let message = self.state.with(|world| world.message(chat, bot(), json!({ "text": "某卡片" })));
        self.press_data(user, message, data)
    }

    /// The person blocks the bot.
    pub(crate) fn block(&self, chat: i64) {
        self.state.with(|world| world.chats.get_mut(&chat).expect("the chat").blocked = true);
    }

    /// A person says something in their private chat, which is opened if need be; returns the update's id.
    pub(crate) fn say(&self, chat: i64, text: &str) -> i64 {
        self.say_in(chat, chat, text)
    }

    /// A person says something in a chat.
    pub(crate) fn say_in(&self, chat: i64, user: i64, text: &str) -> i64 {
        self.post(chat, user, spoken(text))
    }

    /// A person answers the bot's last message in a group.
    pub(crate) fn reply_in(&self, chat: i64, user: i64, text: &str) -> i64 {
        let replied = self.state.look(|world| {
            let sent = world.sent.iter().rfind(|sent| sent.chat == chat).expect("the bot has spoken");
            world.sent_message(sent)
        });
        let mut more = spoken(text);
        extend(&mut more, json!({ "reply_to_message": replied }));
        self.post(chat, user, more)
    }

    /// A person sends a photo, with words under it or without.
    pub(crate) fn send_photo(&self, chat: i64, caption: Option<&str>) -> i64 {
        let size = json!({"file_id": "f", "file_unique_id": "u", "width": 90, "height": 90, "file_size": 1000});
        let mut more = json!({ "photo": [size] });
        if let Some(caption) = caption {
            extend(&mut more, json!({ "caption": caption }));
        }
        self.post(chat, chat, more)
    }

    /// A person sends a photo with this content, perhaps as the answer to a message of the bot.
    pub(crate) fn send_picture(&self, chat: i64, bytes: &[u8], answers: Option<i64>) -> i64 {
        let mut more = self.picture(bytes);
        self.answering(&mut more, answers);
        self.post(chat, chat, more)
    }

    fn picture(&self, bytes: &[u8]) -> Value {
        let id = self.file(bytes);
        let size = |width: u32| json!({"file_id": id, "file_unique_id": id, "width": width, "height": width, "file_size": bytes.len()});
        json!({ "photo": [size(90), size(1280)] })
    }

    fn file(&self, bytes: &[u8]) -> String {
        self.state.with(|world| {
            let id = format!("photo-{}", world.files.len());
            world.files.insert(id.clone(), bytes.to_vec());
            id
        })
    }

    /// A person sends several pictures at once, with words under the first or without.
    pub(crate) fn send_album(&self, chat: i64, pictures: &[Vec<u8>], caption: Option<&str>) {
        let album = self.state.look(|world| format!("album-{}", world.next_update));
        for (place, picture) in pictures.iter().enumerate() {
            let mut more = self.picture(picture);
            extend(&mut more, json!({ "media_group_id": album }));
            if let Some(caption) = caption.filter(|_| place == 0) {
                extend(&mut more, json!({ "caption": caption }));
            }
            self.post(chat, chat, more);
        }
    }

    /// A person sends a picture with words under it.
    pub(crate) fn send_captioned(&self, chat: i64, picture: &[u8], caption: &str) -> i64 {
        let mut more = self.picture(picture);
        extend(&mut more, json!({ "caption": caption }));
        self.post(chat, chat, more)
    }

    /// A person sends a file under a name.
    pub(crate) fn send_document(&self, chat: i64, name: &str, bytes: &[u8]) -> i64 {
        let id = self.file(bytes);
        let file = json!({"file_id": id, "file_unique_id": id, "file_name": name, "file_size": bytes.len()});
        self.post(chat, chat, json!({ "document": file }))
    }

    /// A person sends a message made of these parts.
    pub(crate) fn share(&self, chat: i64, parts: Value) -> i64 {
        self.post(chat, chat, parts)
    }

    /// A person answers a message of the bot in a group with a message made of these parts.
    pub(crate) fn share_in(&self, group: i64, user: i64, mut parts: Value, answers: i64) {
        self.answering(&mut parts, Some(answers));
        self.post(group, user, parts);
    }

    /// A person changes the words of the message with these words in their private chat.
    pub(crate) fn edit(&self, chat: i64, before: &str, after: &str) {
        self.state.with(|world| {
            let said = |post: &&mut Value| post["chat"]["id"] == chat && post["text"] == before;
            let post = world.posted.iter_mut().rfind(said).expect("somebody has said so");
            extend(post, json!({"text": after, "edit_date": 1_700_000_000}));
            let post = post.clone();
            world.enqueue("edited_message", post)
        });
    }

    /// A person says something in a topic of a group; gives the message.
    pub(crate) fn say_in_topic(&self, group: i64, topic: i64, user: i64, text: &str) -> i64 {
        let mut more = spoken(text);
        extend(&mut more, json!({"message_thread_id": topic, "is_topic_message": true}));
        self.post(group, user, more);
        self.state.look(|world| world.next_message - 1)
    }

    /// An administrator who hides behind the group says something.
    pub(crate) fn say_hidden(&self, group: i64, text: &str) {
        let chat = self.state.look(|world| world.chat(group));
        let mut more = spoken(text);
        extend(&mut more, json!({ "sender_chat": chat }));
        self.post(group, ANONYMOUS, more);
    }

    /// A person answers a certain message of the bot in a chat.
    pub(crate) fn answer_in(&self, chat: i64, user: i64, message: i64, text: &str) -> i64 {
        let mut more = spoken(text);
        self.answering(&mut more, Some(message));
        self.post(chat, user, more)
    }

    fn answering(&self, more: &mut Value, message: Option<i64>) {
        let Some(message) = message else { return };
        let answered = self.state.look(|world| {
            let sent = world.sent.iter().find(|sent| sent.message == message).expect("the bot has sent it");
            world.sent_message(sent)
        });
        extend(more, json!({ "reply_to_message": answered }));
    }

    /// A person presses the button with this label in their private chat; returns the press.
    pub(crate) fn press(&self, chat: i64, label: &str) -> String {
        self.press_in(chat, chat, label)
    }

    /// A person presses the last button with this label in a chat.
    pub(crate) fn press_in(&self, chat: i64, user: i64, label: &str) -> String {
        let (message, data) = self.state.look(|world| {
            let keys = |sent: &super::Sent| sent.keyboard.iter().flatten().find(|(l, _)| l == label).cloned();
            let sent = world.sent.iter().rfind(|sent| sent.chat == chat && keys(sent).is_some());
            let sent = sent.unwrap_or_else(|| panic!("no button {label} in {chat}"));
            (world.sent_message(sent), keys(sent).expect("found before").1)
        });
        self.press_data(user, message, &data)
    }

    /// A person presses a button with this data under a message of the bot, whether it is still shown or not.
    pub(crate) fn press_under(&self, user: i64, message: i64, data: &str) -> String {
        let message = self.state.look(|world| {
            let sent = world.sent.iter().find(|sent| sent.message == message).expect("the bot has sent it");
            world.sent_message(sent)
        });
        self.press_data(user, message, data)
    }

    fn press_data(&self, user: i64, message: Value, data: &str) -> String {
        self.state.with(|world| {
            let query = format!("press-{}", world.next_update);
            world.presses.push(query.clone());
            let object = json!({"id": query, "from": person(user), "message": message, "chat_instance": "1",
                "data": data});
            world.enqueue("callback_query", object);
            query
        })
    }

    /// Any update, as a newer or broken Telegram might send it.
    pub(crate) fn enqueue_raw(&self, kind: &str, object: Value) -> i64 {
        self.state.with(|world| world.enqueue(kind, object))
    }

    /// Sends updates once more under the same ids, as Telegram does when it has lost a confirmation.
    pub(crate) fn redeliver(&self, updates: &[Value]) {
        self.state.with(|world| world.queue.extend(updates.iter().cloned()));
    }

    /// The updates that wait.
    pub(crate) fn queue(&self) -> Vec<Value> {
        self.state.look(|world| world.queue.iter().cloned().collect())
    }

    /// The next update gets this id, as after a quiet week.
    pub(crate) fn count_from(&self, id: i64) {
        self.state.with(|world| world.next_update = id);
    }

    fn add_chat(&self, id: i64, kind: &'static str, name: &str) {
        self.state.with(|world| {
            world.chats.entry(id).or_insert(Chat { kind, name: name.to_owned(), blocked: false, moved_to: None });
        });
    }

    fn post(&self, chat: i64, user: i64, more: Value) -> i64 {
        if chat == user {
            self.add_person(chat);
        }
        self.state.with(|world: &mut World| {
            let message = world.message(chat, person(user), more);
            world.posted.push(message.clone());
            world.enqueue("message", message)
        })
    }
}

/// As whom those appear who hide behind their group.
const ANONYMOUS: i64 = 1_087_968_824;

fn person(id: i64) -> Value {
    json!({"id": id, "is_bot": id == ANONYMOUS, "first_name": "某某", "language_code": "zh-hans"})
}

/// A text with its command and the mention of the bot marked, as Telegram marks them.
fn spoken(text: &str) -> Value {
    let units = |part: &str| part.encode_utf16().count();
    let mut entities = Vec::new();
    if let Some(command) = text.strip_prefix('/') {
        let word = command.split_whitespace().next().unwrap_or_default();
        entities.push(json!({"type": "bot_command", "offset": 0, "length": units(word) + 1}));
    }
    let mention = format!("@{}", BOT.1);
    if let (Some((before, _)), false) = (text.split_once(&mention), text.starts_with('/')) {
        entities.push(json!({"type": "mention", "offset": units(before), "length": units(&mention)}));
    }
    let mut said = json!({ "text": text });
    if !entities.is_empty() {
        extend(&mut said, json!({ "entities": entities }));
    }
    said
}
