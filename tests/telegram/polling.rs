//! Updates reach the inbox once, in order, and are confirmed only then.

use std::time::{Duration, Instant};

use secrecy::SecretString;
use serde_json::json;
use zhuqi::channel::telegram::{Pace, Telegram, TelegramError};

use crate::bench::{Bench, SOON};
use crate::fake_bot_api::pace::FAST;
use crate::fake_bot_api::{FakeBotApi, Fault};

#[tokio::test]
async fn the_bot_introduces_itself_and_keeps_what_waits() {
    let fake = FakeBotApi::start().await;
    fake.say(7, "还没启动就问了");
    let bench = Bench::start_with(fake);
    assert_eq!(bench.inbox.wait_for(1).await, ["telegram:7 还没启动就问了"]);
    bench.fake.wait_until_all_confirmed(SOON).await;
    assert_eq!(bench.fake.calls("getMe").len(), 1);
    let webhook = bench.fake.calls("deleteWebhook");
    assert_eq!(webhook[0].params["drop_pending_updates"], false);
    let menus = bench.fake.calls("setMyCommands");
    let menu = |n: usize| {
        let commands = menus[n].params["commands"].as_array().unwrap().iter();
        let names: Vec<_> = commands.map(|command| command["command"].as_str().unwrap()).collect();
        (menus[n].params["scope"]["type"].as_str().unwrap(), names)
    };
    assert_eq!(menu(0), ("all_private_chats", vec!["start", "help", "report", "my", "cancel"]));
    assert_eq!(menu(1), ("all_group_chats", vec!["help", "group"]));
    let poll = &bench.fake.calls("getUpdates")[0].params;
    assert_eq!(poll["allowed_updates"], json!(["message", "edited_message", "callback_query"]));
    assert_eq!(poll.get("offset"), None);
    assert!(Pace::default().long_poll <= Duration::from_secs(10));
    bench.stop().await;
}

#[tokio::test]
async fn messages_arrive_in_order_and_once() {
    let bench = Bench::start().await;
    for number in 0..250 {
        bench.fake.say(7, &number.to_string());
    }
    let expected: Vec<_> = (0..250).map(|number| format!("telegram:7 {number}")).collect();
    assert_eq!(bench.inbox.wait_for(250).await, expected);
    bench.fake.wait_until_all_confirmed(SOON).await;
    bench.stop().await;
}

#[tokio::test]
async fn the_offset_waits_for_the_inbox() {
    let fake = FakeBotApi::start().await;
    let update = fake.say(7, "老停电");
    let bench = Bench::start_with(fake);
    bench.inbox.fail(3);
    assert_eq!(bench.inbox.wait_for(1).await, ["telegram:7 老停电"]);
    bench.fake.wait_until_all_confirmed(SOON).await;
    assert_eq!(bench.inbox.accepts(), 4);
    let offsets: Vec<_> =
        bench.fake.calls("getUpdates").iter().map(|call| call.params.get("offset").cloned()).collect();
    assert_eq!(offsets[..5], [None, None, None, None, Some(json!(update + 1))]);
    bench.stop().await;
}

#[tokio::test]
async fn what_was_taken_but_not_confirmed_comes_again_after_a_kill() {
    let bench = Bench::start().await;
    bench.fake.wait_for_calls("getUpdates", 1, SOON).await;
    for round in 0..10 {
        bench.fake.say(7, &round.to_string());
    }
    let bench = bench.restart().await;
    let expected: Vec<_> = (0..10).map(|round| format!("telegram:7 {round}")).collect();
    assert_eq!(bench.inbox.wait_for(10).await, expected);
    bench.fake.wait_until_all_confirmed(SOON).await;
    bench.stop().await;
}

#[tokio::test]
async fn a_repeated_update_counts_once_and_a_lower_number_counts() {
    let bench = Bench::start().await;
    let first = json!({"message_id": 1, "date": 1, "text": "一", "chat": {"id": 7, "type": "private"},
        "from": {"id": 7, "is_bot": false, "first_name": "某某"}});
    let high = bench.fake.enqueue_raw("message", first.clone());
    bench.inbox.wait_for(1).await;
    bench.fake.wait_until_all_confirmed(SOON).await;
    let again = json!({"update_id": high, "message": first});
    bench.fake.redeliver(&vec![again; 5]);
    bench.inbox.wait_for_batches(2).await;
    bench.fake.wait_until_all_confirmed(SOON).await;
    // A quiet time: the bot has heard that nothing waits.
    let polls = bench.fake.calls("getUpdates").len();
    bench.fake.wait_for_calls("getUpdates", polls + 2, SOON).await;
    bench.fake.count_from(high - 500);
    bench.fake.say(7, "二");
    assert_eq!(bench.inbox.wait_for(2).await, ["telegram:7 一", "telegram:7 二"]);
    bench.fake.wait_until_all_confirmed(SOON).await;
    bench.stop().await;
}

#[tokio::test]
async fn an_update_that_cannot_be_read_blocks_nothing() {
    let bench = Bench::start().await;
    bench.fake.enqueue_raw("message", json!({"nothing": "here"}));
    bench.fake.enqueue_raw("callback_query", json!(5));
    bench.fake.say(7, "还在吗");
    assert_eq!(bench.inbox.wait_for(1).await, ["telegram:7 还在吗"]);
    bench.fake.wait_until_all_confirmed(SOON).await;
    bench.stop().await;
}

#[tokio::test]
async fn every_fault_of_the_way_passes_without_a_loss() {
    let faults = [
        Fault::refuse(500, "Internal Server Error"),
        Fault::Page(502),
        Fault::Page(200),
        Fault::too_many(0),
        Fault::Silence,
        Fault::SlowBody(Duration::from_secs(60)),
        Fault::Vanish,
    ];
    let bench = Bench::start().await;
    for (number, fault) in faults.into_iter().enumerate() {
        bench.fake.fail("getUpdates", None, 1, fault);
        bench.fake.say(7, &number.to_string());
        bench.inbox.wait_for(number + 1).await;
    }
    bench.fake.wait_until_all_confirmed(SOON).await;
    bench.stop().await;
}

#[tokio::test]
async fn another_poller_makes_this_one_step_down_for_a_while() {
    let fake = FakeBotApi::start().await;
    fake.fail("getUpdates", None, 2, Fault::conflict());
    fake.say(7, "您好");
    let bench = Bench::start_with(fake);
    bench.inbox.wait_for(1).await;
    let polls = bench.fake.calls("getUpdates");
    assert!(polls[1].at - polls[0].at >= FAST.stepped_down);
    assert!(polls[2].at - polls[1].at >= FAST.stepped_down);
    bench.stop().await;
}

#[tokio::test]
async fn a_wrong_token_ends_the_bot_once_with_a_plain_message() {
    let fake = FakeBotApi::start().await;
    let wrong = Telegram::new(SecretString::from("1:wrong"), Some(fake.url().parse().unwrap())).unwrap();
    let (inbox, shutdown) = (crate::bench::TestInbox::new(fake.into()), Default::default());
    let outcome = wrong.run(&inbox, std::sync::Arc::new(|| jiff::Timestamp::UNIX_EPOCH), shutdown).await;
    assert_eq!(outcome, Err(TelegramError::WrongToken));
    assert!(TelegramError::WrongToken.to_string().contains("Telegram 不认可这个机器人令牌"));
}

#[tokio::test]
async fn a_token_that_is_revoked_later_ends_the_bot_too() {
    let fake = FakeBotApi::start().await;
    fake.fail("getUpdates", None, 1, Fault::refuse(401, "Unauthorized"));
    assert_eq!(Bench::start_with(fake).stopped().await, Err(TelegramError::WrongToken));
}

#[tokio::test]
async fn a_start_without_network_is_tried_again() {
    let fake = FakeBotApi::start().await;
    fake.fail("getMe", None, 3, Fault::Page(502));
    fake.fail("deleteWebhook", None, 1, Fault::Silence);
    fake.fail("setMyCommands", None, 1, Fault::refuse(400, "Bad Request: BOT_COMMAND_INVALID"));
    fake.say(7, "您好");
    let bench = Bench::start_with(fake);
    bench.inbox.wait_for(1).await;
    assert_eq!(bench.fake.calls("getMe").len(), 4);
    assert_eq!(bench.fake.calls("setMyCommands").len(), 2, "each menu is tried once");
    bench.stop().await;
}

#[tokio::test]
async fn a_bot_that_cannot_connect_stops_when_asked() {
    let fake = FakeBotApi::start().await;
    fake.fail("getMe", None, 1000, Fault::Silence);
    let bench = Bench::start_with(fake);
    bench.fake.wait_for_calls("getMe", 1, SOON).await;
    bench.stop().await;
}

#[tokio::test]
async fn a_stop_finishes_what_is_under_way() {
    let bench = Bench::start().await;
    let closed = bench.inbox.gate.acquire().await.unwrap();
    bench.fake.say(7, "老停电");
    bench.inbox.wait_for_batches(1).await;
    bench.shutdown.cancel();
    drop(closed);
    let inbox = bench.inbox.clone();
    assert_eq!(bench.stopped().await, Ok(()));
    assert_eq!(inbox.wait_for(1).await, ["telegram:7 老停电"]);
}

#[tokio::test]
async fn five_taps_are_five_presses_and_five_answers() {
    let bench = Bench::start().await;
    bench.fake.add_person(7);
    crate::sending::send(&bench.telegram, "telegram:7", &crate::sending::with_button("我的诉求", "b1.0"))
        .await
        .unwrap();
    let begun = Instant::now();
    let mut presses: Vec<_> = (0..5).map(|_| bench.fake.press(7, "我的诉求")).collect();
    bench.fake.wait_for_calls("answerCallbackQuery", 5, Duration::from_secs(3)).await;
    bench.fake.say(7, "最后");
    // That they mean one press is seen by whoever knows what came between them.
    let heard = bench.inbox.wait_for(6).await;
    assert_eq!(heard.iter().filter(|line| *line == "telegram:7 [b1.0]").count(), 5);
    assert_eq!(heard.last().map(String::as_str), Some("telegram:7 最后"));
    let mut answered: Vec<_> = bench.fake.answered().into_iter().map(|answer| answer.query).collect();
    presses.sort();
    answered.sort();
    assert_eq!(answered, presses);
    assert!(bench.fake.answered().iter().all(|answer| answer.at - begun < Duration::from_secs(3)));
    bench.stop().await;
}

#[tokio::test]
async fn a_press_is_answered_only_once_it_is_in_the_inbox() {
    let bench = Bench::start().await;
    bench.fake.add_person(7);
    crate::sending::send(&bench.telegram, "telegram:7", &crate::sending::with_button("有帮助", "b1.0")).await.unwrap();
    bench.inbox.fail(2);
    bench.fake.fail("answerCallbackQuery", None, 1, Fault::Page(502));
    bench.fake.press(7, "有帮助");
    bench.fake.wait_for_calls("answerCallbackQuery", 1, SOON).await;
    assert_eq!(bench.inbox.accepts(), 3);
    // The failed answer changes nothing of the press.
    assert_eq!(bench.inbox.wait_for(1).await, ["telegram:7 [b1.0]"]);
    bench.stop().await;
}
