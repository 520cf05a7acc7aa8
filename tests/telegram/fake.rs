//! The fake server itself is as strict as Telegram.

use serde_json::{Value, json};

use crate::fake_bot_api::{FakeBotApi, TOKEN};

struct Caller {
    http: reqwest::Client,
    base: String,
}

impl Caller {
    fn new(fake: &FakeBotApi) -> Self {
        let http = reqwest::Client::builder().no_proxy().build().expect("a client");
        Self { http, base: format!("{}bot{TOKEN}/", fake.url()) }
    }

    async fn call(&self, method: &str, content_type: &str, body: String) -> Value {
        let request = self.http.post(self.base.clone() + method).header("content-type", content_type).body(body);
        let answer = request.send().await.expect("an answer").text().await.expect("a body");
        serde_json::from_str(&answer).expect("JSON")
    }

    async fn json(&self, method: &str, params: Value) -> Value {
        self.call(method, "application/json", params.to_string()).await
    }
}

fn error(answer: &Value) -> (i64, &str) {
    (answer["error_code"].as_i64().unwrap_or_default(), answer["description"].as_str().unwrap_or_default())
}

#[tokio::test]
async fn bodies_come_in_three_forms_and_methods_in_any_case() {
    let fake = FakeBotApi::start().await;
    let caller = Caller::new(&fake);
    fake.add_person(7);
    caller.json("sendmessage", json!({"chat_id": 7, "text": "甲"})).await;
    let form = "application/x-www-form-urlencoded";
    caller.call("SendMessage", form, "chat_id=7&text=%E4%B9%99+1".to_owned()).await;
    let parts = "--x\r\nContent-Disposition: form-data; name=\"chat_id\"\r\n\r\n7\r\n--x\r\nContent-Disposition: \
                 form-data; name=\"text\"\r\n\r\n丙\r\n2\r\n--x--\r\n";
    caller.call("SENDMESSAGE", "multipart/form-data; boundary=x", parts.to_owned()).await;
    let texts: Vec<_> = fake.sent(7).into_iter().map(|sent| sent.text).collect();
    assert_eq!(texts, ["甲", "乙 1", "丙\r\n2"]);
    assert_eq!(error(&caller.json("sendTelepathy", json!({})).await), (404, "Not Found"));
    let broken = caller.call("sendMessage", "application/json", "{".to_owned()).await;
    assert_eq!(error(&broken).0, 400);
    let stranger = Caller { base: format!("{}bot1:x/", fake.url()), ..caller };
    assert_eq!(error(&stranger.json("getMe", json!({})).await), (401, "Unauthorized"));
}

#[tokio::test]
async fn updates_come_again_until_they_are_confirmed() {
    let fake = FakeBotApi::start().await;
    let caller = Caller::new(&fake);
    let (first, second) = (fake.say(7, "一"), fake.say(7, "二"));
    let ids = |answer: &Value| -> Vec<i64> {
        answer["result"].as_array().unwrap().iter().map(|update| update["update_id"].as_i64().unwrap()).collect()
    };
    for _ in 0..2 {
        assert_eq!(ids(&caller.json("getUpdates", json!({})).await), [first, second]);
    }
    assert_eq!(ids(&caller.json("getUpdates", json!({ "offset": second })).await), [second]);
    assert_eq!(ids(&caller.json("getUpdates", json!({"offset": second + 1})).await), [0; 0]);
    let confirmed = json!({"offset": second + 1, "timeout": 9});
    let (polled, third) = tokio::join!(caller.json("getUpdates", confirmed), async { fake.say(7, "三") });
    assert_eq!(ids(&polled), [third]);
}

#[tokio::test]
async fn a_second_poller_ends_the_first_and_a_webhook_forbids_both() {
    let fake = FakeBotApi::start().await;
    let caller = Caller::new(&fake);
    let (first, _) = tokio::join!(caller.json("getUpdates", json!({"timeout": 9})), async {
        fake.wait_for_calls("getUpdates", 1, crate::bench::SOON).await;
        caller.json("getUpdates", json!({"timeout": 0})).await
    });
    assert_eq!(error(&first).0, 409);
    caller.json("setWebhook", json!({"url": "https://example.com"})).await;
    assert_eq!(error(&caller.json("getUpdates", json!({})).await).0, 409);
    assert_eq!(caller.json("getWebhookInfo", json!({})).await["result"]["url"], "https://example.com");
}

#[tokio::test]
async fn messages_are_checked() {
    let fake = FakeBotApi::start().await;
    let caller = Caller::new(&fake);
    fake.add_person(7);
    let key = |data: &str| json!({"inline_keyboard": [[{"text": "好", "callback_data": data}]]});
    for (params, why) in [
        (json!({"text": "x"}), "chat_id is empty"),
        (json!({"chat_id": 8, "text": "x"}), "chat not found"),
        (json!({"chat_id": 7}), "message text is empty"),
        (json!({"chat_id": 7, "text": "<b> </b>", "parse_mode": "HTML"}), "message text is empty"),
        (json!({"chat_id": 7, "text": "👍".repeat(2049)}), "message is too long"),
        (json!({"chat_id": 7, "text": "<b>x", "parse_mode": "html"}), "can't parse entities"),
        (json!({"chat_id": 7, "text": "x", "reply_markup": key("")}), "BUTTON_DATA_INVALID"),
        (json!({"chat_id": 7, "text": "x", "reply_markup": key(&"x".repeat(65))}), "BUTTON_DATA_INVALID"),
    ] {
        let answer = caller.json("sendMessage", params.clone()).await;
        assert_eq!(error(&answer).0, 400, "{params}");
        assert!(error(&answer).1.contains(why), "{params}: {answer}");
    }
    let fits = json!({"chat_id": 7, "text": "👍".repeat(2048), "reply_markup": key(&"x".repeat(64)).to_string()});
    assert_eq!(caller.json("sendMessage", fits).await["ok"], true);
    let commands = json!({"commands": [{"command": "Report", "description": "x"}]});
    assert!(error(&caller.json("setMyCommands", commands).await).1.contains("BOT_COMMAND_INVALID"));
    let late = json!({"callback_query_id": "nobody"});
    assert!(error(&caller.json("answerCallbackQuery", late).await).1.contains("query is too old"));
}

#[tokio::test]
async fn its_objects_are_what_teloxide_reads() {
    let fake = FakeBotApi::start().await;
    let caller = Caller::new(&fake);
    fake.add_person(7);
    let key = json!({"inline_keyboard": [[{"text": "好", "callback_data": "b1.0"}]]});
    let sent = caller.json("sendMessage", json!({"chat_id": 7, "text": "x", "reply_markup": key})).await;
    serde_json::from_value::<teloxide::types::Message>(sent["result"].clone()).unwrap();
    let me = caller.json("getMe", json!({})).await;
    serde_json::from_value::<teloxide::types::Me>(me["result"].clone()).unwrap();
    fake.add_group(-20);
    fake.say(7, "/start");
    fake.say_in(-20, 7, "@zhuqi_test_bot 您好");
    fake.send_photo(7, None);
    fake.press(7, "好");
    let answer = caller.json("getUpdates", json!({})).await;
    let updates: Vec<teloxide::types::Update> = serde_json::from_str(&answer["result"].to_string()).unwrap();
    assert_eq!(updates.len(), 4);
    assert!(updates.iter().all(|update| !matches!(update.kind, teloxide::types::UpdateKind::Error(_))));
}
