//! The table of what becomes of which update.

use serde_json::json;

use super::*;
use crate::domain::message::{Attachment, Place};

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

fn bot() -> Bot {
    Bot { id: 99, name: "zhuqi_bot".to_owned(), staff_chats: Vec::new() }
}

fn post(chat: Value, more: Value) -> Value {
    let mut post = json!({
        "message_id": 5, "date": 1, "chat": chat,
        "from": {"id": 7, "is_bot": false, "first_name": "某某"},
    });
    merge(&mut post, more);
    post
}

fn merge(object: &mut Value, more: Value) {
    let Value::Object(more) = more else { panic!("not an object") };
    object.as_object_mut().unwrap().extend(more);
}

fn private(more: Value) -> Value {
    json!({"update_id": 3, "message": post(json!({"id": 7, "type": "private", "first_name": "某某"}), more)})
}

fn group(more: Value) -> Value {
    json!({"update_id": 3, "message": post(json!({"id": -20, "type": "supergroup", "title": "某群"}), more)})
}

fn mention(text: &str) -> Value {
    let start = text.split("@zhuqi_bot").next().unwrap().encode_utf16().count();
    json!({"text": text, "entities": [{"type": "mention", "offset": start, "length": 10}]})
}

/// The conversation and the content, if there is something for us.
fn read(update: &Value) -> Option<(String, Content)> {
    match translate(3, update, &bot(), NOW) {
        Incoming::Said(message) => {
            assert_eq!(message.id, MessageId("u3".to_owned()));
            Some((message.conversation.to_string(), message.content))
        }
        Incoming::Ignored(None) => None,
        other => panic!("{other:?}"),
    }
}

#[test]
fn in_private_everything_said_counts() {
    for (said, understood) in [
        ("研发费用加计扣除有什么政策", "研发费用加计扣除有什么政策"),
        ("/report", "/report"),
        ("/report@zhuqi_bot", "/report"),
        ("/Report 老停电", "/report 老停电"),
        ("/start siping", "/start siping"),
        ("<b>&lt;", "<b>&lt;"),
    ] {
        let expected = ("telegram:7".to_owned(), Content::Text(understood.to_owned()));
        assert_eq!(read(&private(json!({"text": said}))), Some(expected), "{said}");
    }
}

#[test]
fn a_caption_is_text_and_what_has_none_is_named_by_its_kind() {
    let file = json!({"file_id": "f", "file_unique_id": "u", "file_size": 1, "width": 1, "height": 1, "duration": 1});
    let photo = json!([file]);
    let mut sticker = file.clone();
    merge(&mut sticker, json!({"type": "regular", "is_animated": false, "is_video": false}));
    let mut round = file.clone();
    merge(&mut round, json!({"length": 1}));
    for (more, attachment) in [
        (json!({"photo": photo}), Attachment::Picture),
        (json!({ "sticker": sticker }), Attachment::Picture),
        (json!({"voice": file}), Attachment::Voice),
        (json!({"audio": file}), Attachment::Voice),
        (json!({"video": file}), Attachment::Video),
        (json!({ "video_note": round }), Attachment::Video),
        (json!({"animation": file, "document": file}), Attachment::Video),
        (json!({"document": file}), Attachment::File),
        (json!({"dice": {"emoji": "🎲", "value": 3}}), Attachment::Other),
        (json!({"something_new": {"a": 1}}), Attachment::Other),
    ] {
        let update = private(more.clone());
        assert_eq!(read(&update).map(|(_, content)| content), Some(Content::Unreadable(attachment)), "{more}");
    }
    let mut complete = file.clone();
    merge(&mut complete, json!({"mime_type": "audio/ogg"}));
    for captioned in [json!({"photo": photo}), json!({"voice": complete}), json!({"voice": file})] {
        let mut update = private(captioned);
        merge(&mut update["message"], json!({"caption": "电表坏了"}));
        let understood = read(&update).map(|(_, content)| content);
        assert_eq!(understood, Some(Content::Text("电表坏了".to_owned())), "{update}");
    }
}

#[test]
fn in_a_group_only_what_is_meant_for_the_bot_counts() {
    let reply_to = |author: u64| {
        let author = json!({"id": author, "is_bot": author == 99, "first_name": "某"});
        let replied = json!({"message_id": 4, "date": 1, "text": "您好", "from": author,
            "chat": {"id": -20, "type": "supergroup", "title": "某群"}});
        json!({"text": "那怎么办", "reply_to_message": replied})
    };
    for (more, understood) in [
        (json!({"text": "/report"}), Some("/report")),
        (json!({"text": "/report@zhuqi_bot"}), Some("/report")),
        (json!({"text": "/other@Zhuqi_Bot"}), Some("/other")),
        (json!({"text": "/other"}), None),
        (json!({"text": "/report@weather_bot"}), None),
        (mention("@zhuqi_bot 老停电"), Some("老停电")),
        (mention("👍研发 @zhuqi_bot 怎么办"), Some("👍研发 怎么办")),
        (mention("@zhuqi_bot /my"), Some("/my")),
        (mention("@zhuqi_bot"), Some("")),
        (reply_to(99), Some("那怎么办")),
        (reply_to(8), None),
        (json!({"text": "大家好"}), None),
        (json!({"new_chat_title": "新群名"}), None),
    ] {
        let expected = understood.map(|text| ("telegram:-20/7".to_owned(), Content::Text(text.to_owned())));
        assert_eq!(read(&group(more.clone())), expected, "{more}");
    }
}

#[test]
fn bots_and_channels_are_ignored() {
    let other_bot = private(json!({"text": "x", "from": {"id": 8, "is_bot": true, "first_name": "b"}}));
    let pinned = private(json!({"pinned_message": private(json!({"text": "x"}))["message"]}));
    // The discussion group of a channel gets each of its posts, which may well mention us.
    let channel = json!({"id": -30, "type": "channel", "title": "某频道"});
    let mut forwarded = group(mention("@zhuqi_bot 老停电"));
    let from = json!({"id": 777_000, "is_bot": false, "first_name": "Telegram"});
    merge(&mut forwarded["message"], json!({"is_automatic_forward": true, "sender_chat": channel, "from": from}));
    let mut post = private(json!({"text": "x"}));
    let posted = post.as_object_mut().unwrap().remove("message").unwrap();
    merge(&mut post, json!({"channel_post": posted}));
    merge(&mut post["channel_post"], json!({"chat": channel, "sender_chat": channel}));
    for update in [other_bot, pinned, forwarded, post] {
        assert_eq!(read(&update), None, "{update}");
    }
}

fn edited(mut update: Value) -> Value {
    let post = update.as_object_mut().unwrap().remove("message").unwrap();
    merge(&mut update, json!({"edited_message": post}));
    update
}

#[test]
fn words_that_were_changed_in_private_take_the_place_of_the_earlier_ones() {
    let read = |update: &Value| match translate(3, update, &bot(), NOW) {
        Incoming::Said(message) => Some((message.revised, message.origin, message.content)),
        Incoming::Ignored(None) => None,
        other => panic!("{other:?}"),
    };
    let changed = |words: &str| Some((true, Some(MessageId("5".to_owned())), Content::Text(words.to_owned())));
    let photo = json!([{"file_id": "f", "file_unique_id": "u", "file_size": 1, "width": 1, "height": 1}]);
    assert_eq!(read(&edited(private(json!({"text": "改过的话", "edit_date": 2})))), changed("改过的话"));
    let caption = json!({"photo": photo, "caption": "改过的话", "edit_date": 2});
    assert_eq!(read(&edited(private(caption))), changed("改过的话"));
    let live = json!({"location": {"longitude": 125.3, "latitude": 43.9, "live_period": 60}, "edit_date": 2});
    for nothing in [private(live), private(json!({"photo": photo, "edit_date": 2})), group(mention("@zhuqi_bot 改"))] {
        assert_eq!(read(&edited(nothing.clone())), None, "{nothing}");
    }
}

#[test]
fn cards_and_places_tell_what_is_on_them() {
    let content = |more: Value| read(&private(more)).map(|(_, content)| content);
    let card = json!({"contact": {"phone_number": "+8613900000001", "first_name": "国", "last_name": "李"}});
    let expected = Content::Contact { name: "李国".to_owned(), phone: "+8613900000001".to_owned() };
    assert_eq!(content(card), Some(expected));
    let western = json!({"contact": {"phone_number": "1", "first_name": "Ann", "last_name": "Lee"}});
    assert!(matches!(content(western), Some(Content::Contact { name, .. }) if name == "Ann Lee"));
    let point = json!({"longitude": 125.3245, "latitude": -43.9});
    let place = |name: Option<&str>| Place {
        name: name.map(str::to_owned),
        address: name.map(|_| "四平市铁西区某路1号".to_owned()),
        north: -43_900_000,
        east: 125_324_500,
    };
    assert_eq!(content(json!({ "location": point })), Some(Content::Place(place(None))));
    let venue = json!({"location": point, "title": "某某厂", "address": "四平市铁西区某路1号"});
    let both = json!({"location": point, "venue": venue});
    assert_eq!(content(both), Some(Content::Place(place(Some("某某厂")))));
}

#[test]
fn a_topic_and_whoever_hides_behind_the_group_have_conversations_of_their_own() {
    let topic = json!({"is_topic_message": true, "message_thread_id": 45});
    let mut asked = group(mention("@zhuqi_bot 老停电"));
    merge(&mut asked["message"], topic.clone());
    assert_eq!(read(&asked).map(|(conversation, _)| conversation).as_deref(), Some("telegram:-20_45/7"));
    // In the comments under a post of a channel there is a thread, but no topic.
    merge(&mut asked["message"], json!({"is_topic_message": false}));
    assert_eq!(read(&asked).map(|(conversation, _)| conversation).as_deref(), Some("telegram:-20/7"));
    let mut hidden = group(mention("@zhuqi_bot 老停电"));
    let anonymous = json!({"id": 1_087_968_824, "is_bot": true, "first_name": "Group"});
    let chat = hidden["message"]["chat"].clone();
    merge(&mut hidden["message"], json!({"from": anonymous, "sender_chat": chat}));
    assert_eq!(read(&hidden).map(|(conversation, _)| conversation).as_deref(), Some("telegram:-20/1087968824"));
    let chat = json!({"id": -20, "type": "supergroup", "title": "某群"});
    // Their buttons are pressed under their own name.
    let Incoming::Pressed(message, _) = press(chat, 7, "1087968824|b1.0") else { panic!() };
    assert_eq!(message.conversation.to_string(), "telegram:-20/1087968824");
}

fn press(chat: Value, from: u64, data: &str) -> Incoming {
    let shown = json!({"message_id": 5, "date": 1, "chat": chat, "text": "您好",
        "from": {"id": 99, "is_bot": true, "first_name": "助企", "username": "zhuqi_bot"}});
    let query = json!({"id": "q1", "chat_instance": "c", "data": data, "message": shown,
        "from": {"id": from, "is_bot": false, "first_name": "某"}});
    translate(3, &json!({"update_id": 3, "callback_query": query}), &bot(), NOW)
}

#[test]
fn a_press_is_known_by_its_button() {
    let Incoming::Pressed(message, query) = press(json!({"id": 7, "type": "private"}), 7, "b1.0") else { panic!() };
    assert_eq!(query, CallbackQueryId("q1".to_owned()));
    assert_eq!(message.id, MessageId("u3".to_owned()));
    assert_eq!(message.conversation.to_string(), "telegram:7");
    assert_eq!(message.content, Content::Press("b1.0".to_owned()));
}

#[test]
fn a_button_in_a_group_is_for_one_person() {
    let group = json!({"id": -20, "type": "supergroup", "title": "某群"});
    let Incoming::Pressed(message, _) = press(group.clone(), 7, "7|b1.0") else { panic!() };
    assert_eq!(message.conversation.to_string(), "telegram:-20/7");
    assert_eq!(message.content, Content::Press("b1.0".to_owned()));
    for (from, data) in [(8, "7|b1.0"), (77, "7|b1.0"), (7, "b1.0")] {
        assert!(matches!(press(group.clone(), from, data), Incoming::NotYours(_)), "{from} {data}");
    }
}

#[test]
fn a_press_without_a_message_or_data_only_wants_an_answer() {
    let query = json!({"id": "q1", "chat_instance": "c", "from": {"id": 7, "is_bot": false, "first_name": "某"}});
    let update = json!({"update_id": 3, "callback_query": query});
    assert!(matches!(translate(3, &update, &bot(), NOW), Incoming::Ignored(Some(_))));
}

#[test]
fn what_teloxide_cannot_read_is_rescued_in_private_and_skipped_elsewhere() {
    let strange = json!({"text": "老停电", "date": "tomorrow"});
    assert_eq!(read(&private(strange.clone())), Some(("telegram:7".to_owned(), Content::Text("老停电".to_owned()))));
    let hopeless = [
        group(strange),
        json!({"update_id": 3, "message": {"nothing": true}}),
        json!({"update_id": 3, "callback_query": 5}),
        json!({"update_id": 3, "brand_new": {}}),
        json!({"update_id": 3}),
    ];
    for update in hopeless {
        assert_eq!(translate(3, &update, &bot(), NOW), Incoming::Unparsable, "{update}");
    }
}
