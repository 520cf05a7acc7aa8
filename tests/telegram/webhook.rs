//! Updates that Telegram delivers reach the inbox once, in order, and are answered only when they are on disk.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use secrecy::SecretString;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use zhuqi::channel::telegram::TelegramError;
use zhuqi::http::{door, server, webhook};

use crate::bench::{SOON, TestInbox, telegram};
use crate::fake_bot_api::{FakeBotApi, Fault};

const SECRET: &str = "0123456789abcdefghijklmnopqrstuv-_";

/// A bot to which the fake Telegram delivers.
struct Delivered {
    fake: Arc<FakeBotApi>,
    inbox: Arc<TestInbox>,
    address: String,
    stop: CancellationToken,
    parts: JoinSet<()>,
}

impl Delivered {
    async fn start() -> Self {
        Self::start_with(FakeBotApi::start().await).await
    }

    async fn start_with(fake: FakeBotApi) -> Self {
        let fake = Arc::new(fake);
        let inbox = Arc::new(TestInbox::new(fake.clone()));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let public = format!("http://{address}/").parse().unwrap();
        let bot = telegram(&fake).with_webhook(Some(&public), Some(SecretString::from(SECRET))).unwrap();
        let bot = Arc::new(bot);
        let (known, receiver) = bot.clone().delivered(inbox.clone()).unwrap();
        let routes = door::before(webhook::routes(known, receiver));
        let (stop, mut parts) = (CancellationToken::new(), JoinSet::new());
        let (serving, receiving, into) = (stop.clone(), stop.clone(), inbox.clone());
        parts.spawn(async move { server::serve(listener, routes, serving).await.unwrap() });
        parts.spawn(async move { bot.run(&*into, Arc::new(|| Timestamp::UNIX_EPOCH), receiving).await.unwrap() });
        Self { fake, inbox, address, stop, parts }
    }

    /// Says something to the route as somebody with this secret; gives the status.
    async fn post(&self, secret: Option<&str>, body: impl Into<reqwest::Body>) -> u16 {
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let mut request = http.post(format!("http://{}/telegram/webhook", self.address)).body(body);
        if let Some(secret) = secret {
            request = request.header("x-telegram-bot-api-secret-token", secret);
        }
        request.send().await.unwrap().status().as_u16()
    }

    async fn stop(mut self) {
        self.stop.cancel();
        assert_eq!(self.inbox.confirmed_too_early(), [""; 0]);
        while let Some(ended) = self.parts.join_next().await {
            ended.unwrap();
        }
    }
}

fn said(update: i64, text: &str) -> String {
    let message = json!({"message_id": update, "date": 1, "text": text, "chat": {"id": 7, "type": "private"},
        "from": {"id": 7, "is_bot": false, "first_name": "某某"}});
    json!({"update_id": update, "message": message}).to_string()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_said_arrives_in_order_and_what_waited_too() {
    let fake = FakeBotApi::start().await;
    fake.say(1, "0");
    let bench = Delivered::start_with(fake).await;
    for number in 1..40 {
        for chat in 1..=3 {
            bench.fake.say(chat, &number.to_string());
        }
    }
    let heard = bench.inbox.wait_for(39 * 3 + 1).await;
    bench.fake.wait_until_all_confirmed(SOON).await;
    let of_first: Vec<_> = heard.iter().filter_map(|line| line.strip_prefix("telegram:1 ")).collect();
    assert_eq!(of_first, (0..40).map(|number| number.to_string()).collect::<Vec<_>>());
    let set = &bench.fake.calls("setWebhook")[0].params;
    assert_eq!(set["url"], format!("http://{}/telegram/webhook", bench.address));
    assert_eq!((&set["secret_token"], &set["drop_pending_updates"]), (&json!(SECRET), &json!(false)));
    assert_eq!(set["allowed_updates"], json!(["message", "edited_message", "callback_query"]));
    assert_eq!((bench.fake.calls("getUpdates").len(), bench.fake.calls("deleteWebhook").len()), (0, 0));
    bench.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_that_fails_has_telegram_come_again() {
    let bench = Delivered::start().await;
    bench.inbox.fail(3);
    let update = bench.fake.say(7, "老停电");
    assert_eq!(bench.inbox.wait_for(1).await, ["telegram:7 老停电"]);
    bench.fake.wait_until_all_confirmed(SOON).await;
    assert_eq!(bench.fake.deliveries(), [503, 503, 503, 200].map(|status| (update, status)));
    bench.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_does_not_know_the_secret_is_sent_away() {
    let bench = Delivered::start().await;
    bench.fake.wait_for_calls("setWebhook", 1, SOON).await;
    let other = SECRET.replace('0', "1");
    for wrong in [None, Some(""), Some(&SECRET[1..]), Some(&other[..])] {
        assert_eq!(bench.post(wrong, said(1, "假的")).await, 401, "{wrong:?}");
    }
    assert_eq!(bench.post(Some(SECRET), said(1, "真的")).await, 200);
    assert_eq!(bench.inbox.wait_for(1).await, ["telegram:7 真的"]);
    assert_eq!(bench.inbox.accepts(), 1);
    bench.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_secret_is_answered_before_the_body_comes() {
    let bench = Delivered::start().await;
    let mut line = TcpStream::connect(&bench.address).await.unwrap();
    let head = "POST /telegram/webhook HTTP/1.1\r\nHost: x\r\nX-Telegram-Bot-Api-Secret-Token: no\r\n\
                Content-Length: 1000000\r\n\r\n";
    line.write_all(head.as_bytes()).await.unwrap();
    let mut answer = [0; 12];
    tokio::time::timeout(SOON, line.read_exact(&mut answer)).await.expect("it waits for the body").unwrap();
    assert_eq!(&answer, b"HTTP/1.1 401");
    drop(line);
    bench.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_repeated_update_counts_once_and_a_lower_number_counts() {
    let bench = Delivered::start().await;
    bench.fake.wait_for_calls("setWebhook", 1, SOON).await;
    let again = (0..5).map(|_| bench.post(Some(SECRET), said(900, "一")));
    assert_eq!(futures::future::join_all(again).await, [200; 5]);
    assert_eq!(bench.post(Some(SECRET), said(20, "二")).await, 200);
    assert_eq!(bench.inbox.wait_for(2).await, ["telegram:7 一", "telegram:7 二"]);
    bench.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_read_is_taken_and_forgotten() {
    let bench = Delivered::start().await;
    bench.fake.wait_for_calls("setWebhook", 1, SOON).await;
    for garbage in ["", "{", "[]", "7", "{\"update_id\":1}", "{\"update_id\":2,\"message\":5}"] {
        assert_eq!(bench.post(Some(SECRET), garbage).await, 200, "{garbage}");
    }
    assert_eq!(bench.post(Some(SECRET), vec![b' '; 1024 * 1024 + 1]).await, 413);
    assert_eq!(bench.inbox.accepts(), 0);
    bench.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_start_that_fails_is_tried_again_and_telegram_keeps_what_comes_before() {
    let fake = FakeBotApi::start().await;
    fake.fail("getMe", None, 1, Fault::SlowBody(Duration::from_millis(300)));
    fake.fail("setWebhook", None, 2, Fault::Page(502));
    let bench = Delivered::start_with(fake).await;
    assert_eq!(bench.post(Some(SECRET), said(1, "太早")).await, 503);
    bench.fake.wait_for_calls("setWebhook", 3, SOON).await;
    bench.fake.say(7, "您好");
    assert_eq!(bench.inbox.wait_for(1).await, ["telegram:7 您好"]);
    bench.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_press_is_answered_once_it_is_in_the_inbox() {
    let bench = Delivered::start().await;
    bench.fake.add_person(7);
    let reply = crate::sending::with_button("有帮助", "b1.0");
    crate::sending::send(&telegram(&bench.fake), "telegram:7", &reply).await.unwrap();
    bench.inbox.fail(1);
    bench.fake.press(7, "有帮助");
    bench.fake.wait_for_answers(1, SOON).await;
    assert_eq!((bench.inbox.accepts(), bench.inbox.wait_for(1).await), (2, vec!["telegram:7 [b1.0]".to_owned()]));
    bench.stop().await;
}

#[tokio::test]
async fn a_secret_that_can_be_guessed_and_a_missing_address_are_told() {
    let fake = FakeBotApi::start().await;
    let public = "https://zhuqi.example.com".parse().unwrap();
    for weak in [None, Some(""), Some(&SECRET[..31]), Some("三十二个字以上但是不是字母和数字的口令也不行的")]
    {
        let bot = telegram(&fake).with_webhook(Some(&public), weak.map(SecretString::from));
        assert_eq!(bot.err(), Some(TelegramError::WeakSecret), "{weak:?}");
    }
    let nowhere = telegram(&fake).with_webhook(None, Some(SecretString::from(SECRET)));
    assert_eq!(nowhere.err(), Some(TelegramError::Unreachable));
}
