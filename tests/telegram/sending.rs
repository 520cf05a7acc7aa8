//! Replies arrive whole, escaped and in order, and every refusal has its consequence.

use std::sync::Arc;
use std::time::{Duration, Instant};

use proptest::prelude::{Strategy, prop_oneof};
use proptest::test_runner::{Config, TestRunner};
use tokio::runtime::Runtime;
use zhuqi::channel::telegram::{Pace, PageLink, Telegram};
use zhuqi::domain::message::MessageId;
use zhuqi::domain::reply::{Button, Kind, Reply};
use zhuqi::relay::{Messenger, SendError};

use crate::bench::{SOON, telegram};
use crate::fake_bot_api::pace::FAST;
use crate::fake_bot_api::{FakeBotApi, Fault};

const TEXT: &str = "有，可以。";

/// Sends a reply into a conversation.
pub(crate) async fn send(telegram: &Telegram, conversation: &str, reply: &Reply) -> Result<(), SendError> {
    telegram.send(&conversation.parse().expect("a conversation"), reply, None).await.map(|_| ())
}

/// A reply with one button.
pub(crate) fn with_button(label: &str, payload: &str) -> Reply {
    let button = Button { label: label.to_owned(), payload: payload.to_owned() };
    Reply::plain(Kind::Answer, TEXT).with_buttons(vec![button])
}

/// What becomes of a reply.
#[derive(Debug, PartialEq)]
enum Fate {
    Sent,
    Wait(u64),
    Passing,
    Gone,
    Refused,
}

fn fate(outcome: Result<(), SendError>) -> Fate {
    match outcome {
        Ok(()) => Fate::Sent,
        Err(SendError::Wait(wait)) => Fate::Wait(wait.as_secs()),
        Err(SendError::Passing(_)) => Fate::Passing,
        Err(SendError::Gone(_)) => Fate::Gone,
        Err(SendError::Refused(_)) => Fate::Refused,
        Err(SendError::Moved(_)) => panic!("nothing has moved"),
    }
}

#[tokio::test]
async fn every_failure_has_its_consequence() {
    let unparsed = "Bad Request: can't parse entities: Unsupported start tag \"x\" at byte offset 0";
    let table = [
        (Fault::too_many(5), 1, Fate::Wait(5)),
        (Fault::refuse(429, "Too Many Requests"), 1, Fate::Wait(5)),
        (Fault::blocked(), 1, Fate::Gone),
        (Fault::refuse(403, "Forbidden: bot was kicked from the supergroup chat"), 1, Fate::Gone),
        (Fault::refuse(403, "Forbidden: user is deactivated"), 1, Fate::Gone),
        (Fault::refuse(400, unparsed), 1, Fate::Sent),
        (Fault::refuse(400, unparsed), 2, Fate::Refused),
        (Fault::refuse(400, "Bad Request: message is too long"), 1, Fate::Refused),
        (Fault::refuse(400, "Bad Request: not enough rights to send text messages to the chat"), 1, Fate::Refused),
        (Fault::refuse(401, "Unauthorized"), 1, Fate::Passing),
        (Fault::refuse(500, "Internal Server Error"), 1, Fate::Passing),
        (Fault::Page(502), 1, Fate::Passing),
        (Fault::Page(200), 1, Fate::Passing),
        (Fault::Silence, 1, Fate::Passing),
        (Fault::SlowBody(Duration::from_secs(60)), 1, Fate::Passing),
        (Fault::SlowBody(Duration::from_millis(20)), 1, Fate::Sent),
        (Fault::Vanish, 1, Fate::Passing),
    ];
    let fake = FakeBotApi::start().await;
    let telegram = telegram(&fake);
    for (chat, (fault, times, expected)) in (1..).zip(table) {
        let shown = format!("{fault:?} {times}");
        fake.add_person(chat);
        fake.fail("sendMessage", Some(chat), times, fault);
        let outcome = send(&telegram, &format!("telegram:{chat}"), &Reply::plain(Kind::Answer, TEXT)).await;
        assert_eq!(fate(outcome), expected, "{shown}");
    }
    let unknown = send(&telegram, "telegram:4040", &Reply::plain(Kind::Answer, TEXT)).await;
    assert_eq!(unknown, Err(SendError::Refused("Bad Request: chat not found".to_owned())));
    let url = fake.url().parse().unwrap();
    drop(fake);
    let token = secrecy::SecretString::from(crate::fake_bot_api::TOKEN);
    let alone = Telegram::new(token, Some(url)).unwrap().with_pace(FAST);
    assert_eq!(fate(send(&alone, "telegram:1", &Reply::plain(Kind::Answer, TEXT)).await), Fate::Passing);
}

#[tokio::test]
async fn what_telegram_cannot_parse_is_sent_as_plain_text_once() {
    let fake = FakeBotApi::start().await;
    fake.add_person(7);
    fake.fail("sendMessage", Some(7), 1, Fault::refuse(400, "Bad Request: can't parse entities: x"));
    send(&telegram(&fake), "telegram:7", &Reply::plain(Kind::Answer, "<甲> & 乙")).await.unwrap();
    let sent = fake.sent(7);
    assert_eq!((sent[0].text.as_str(), sent[0].html), ("<甲> & 乙", false));
    assert_eq!(fake.calls("sendMessage").len(), 2);
}

#[tokio::test]
async fn a_blocked_bot_and_a_moved_group_are_told_apart() {
    let fake = FakeBotApi::start().await;
    let telegram = telegram(&fake);
    fake.add_person(7);
    fake.block(7);
    assert_eq!(fate(send(&telegram, "telegram:7", &Reply::plain(Kind::Answer, TEXT)).await), Fate::Gone);
    fake.add_group(-20);
    fake.migrate(-20, -1_000_020);
    let moved = send(&telegram, "telegram:-20/8", &Reply::plain(Kind::Answer, TEXT)).await;
    let there = "telegram:-1000020/8";
    assert_eq!(moved, Err(SendError::Moved(there.parse().unwrap())));
    send(&telegram, there, &Reply::plain(Kind::Answer, TEXT)).await.unwrap();
    assert_eq!(fake.sent(-1_000_020)[0].text, TEXT);
}

#[tokio::test]
async fn a_wait_for_one_chat_delays_no_other() {
    let fake = FakeBotApi::start().await;
    let telegram = Arc::new(telegram(&fake));
    fake.add_person(1);
    fake.add_person(2);
    fake.fail("sendMessage", Some(1), 1, Fault::too_many(5));
    let begun = Instant::now();
    let reply = Reply::plain(Kind::Answer, TEXT);
    let (first, second) = tokio::join!(send(&telegram, "telegram:1", &reply), send(&telegram, "telegram:2", &reply));
    assert_eq!(first, Err(SendError::Wait(Duration::from_secs(5))));
    assert_eq!(second, Ok(()));
    assert!(fake.wait_for_replies(2, 1, SOON).await[0].at - begun < Duration::from_millis(500));
}

#[tokio::test]
async fn a_group_gets_no_more_than_telegram_takes_and_no_one_else_waits_for_it() {
    let fake = FakeBotApi::start().await;
    let pace = Pace { group_burst: Pace::default().group_burst, ..FAST };
    let telegram = telegram(&fake).with_pace(Pace { group_per_minute: Pace::default().group_per_minute, ..pace });
    fake.add_group(-20);
    fake.add_person(7);
    let reply = Reply::plain(Kind::Answer, TEXT);
    let burst = usize::try_from(pace.group_burst.get()).unwrap();
    for _ in 0..burst {
        send(&telegram, "telegram:-20", &reply).await.unwrap();
    }
    let sent = MessageId(fake.sent(-20)[0].message.to_string());
    let group = "telegram:-20".parse().unwrap();
    for refused in [send(&telegram, "telegram:-20/8", &reply).await, telegram.replace(&group, &sent, &reply).await] {
        assert!(matches!(refused, Err(SendError::Wait(wait)) if wait <= Duration::from_secs(8)), "{refused:?}");
    }
    send(&telegram, "telegram:7", &reply).await.unwrap();
    assert_eq!((fake.calls("sendMessage").len(), fake.calls("editMessageText").len()), (burst + 1, 0));
}

#[tokio::test]
async fn a_person_gets_no_more_than_telegram_takes_and_no_one_else_waits_for_it() {
    let fake = FakeBotApi::start().await;
    let Pace { person_burst, person_per_second, .. } = Pace::default();
    let telegram = telegram(&fake).with_pace(Pace { person_burst, person_per_second, ..FAST });
    [7, 8].into_iter().for_each(|person| fake.add_person(person));
    let reply = Reply::plain(Kind::Answer, TEXT);
    for _ in 0..person_burst.get() {
        send(&telegram, "telegram:7", &reply).await.unwrap();
    }
    let refused = send(&telegram, "telegram:7", &reply).await;
    assert!(matches!(refused, Err(SendError::Wait(wait)) if wait <= Duration::from_secs(1)), "{refused:?}");
    send(&telegram, "telegram:8", &reply).await.unwrap();
    assert_eq!(fake.sent(7).len(), usize::try_from(person_burst.get()).unwrap());
}

#[tokio::test]
async fn a_reply_shows_its_sources_and_buttons_and_hides_its_marks() {
    let fake = FakeBotApi::start().await;
    fake.add_person(7);
    let lines = Arc::new(|_: &Reply| vec!["《某文件》<一>".to_owned(), "《另一文件》(二)".to_owned()]);
    let telegram = telegram(&fake).with_source_lines(lines);
    let mut reply = with_button("登记诉求", "b1.0");
    reply.text = "有的。\n· 详见 https://example.com/a".to_owned();
    send(&telegram, "telegram:7", &reply).await.unwrap();
    let sent = &fake.sent(7)[0];
    assert_eq!(sent.text, "有的。\n· 详见 https://example.com/a\n\n《某文件》<一>\n《另一文件》(二)");
    assert!(sent.written.contains("<blockquote expandable>《某文件》&lt;一&gt;\n"), "{}", sent.written);
    assert_eq!(sent.labels(), ["登记诉求"]);
    let call = &fake.calls("sendMessage")[0].params;
    assert_eq!(call["link_preview_options"]["is_disabled"], true);
}

#[tokio::test]
async fn the_sources_open_by_buttons_and_an_address_that_telegram_refuses_loses_no_reply() {
    let fake = FakeBotApi::start().await;
    fake.add_person(7);
    let link = |url: &str| PageLink { label: "看出处".to_owned(), url: url.parse().unwrap() };
    for (url, shown) in [("https://zq.example.com/documents/a/%E4%B8%80", 2), ("http://localhost:8080/documents/a", 1)]
    {
        let link = link(url);
        let telegram = telegram(&fake).with_source_links(Arc::new(move |_: &Reply| vec![link.clone()]));
        send(&telegram, "telegram:7", &with_button("登记诉求", "b1.0")).await.unwrap();
        let sent = fake.sent(7).pop().unwrap();
        assert_eq!(sent.labels(), ["登记诉求", "看出处"][..shown], "{url}");
        assert_eq!(sent.keyboard.last().unwrap()[0].1 == url, shown == 2);
    }
}

#[tokio::test]
async fn a_long_reply_comes_in_parts_with_the_buttons_under_the_last() {
    let fake = FakeBotApi::start().await;
    fake.add_person(7);
    let mut reply = with_button("登记诉求", "b1.0");
    reply.text = "企业可以申请补贴。".repeat(1000);
    send(&telegram(&fake), "telegram:7", &reply).await.unwrap();
    let sent = fake.sent(7);
    assert_eq!(sent.len(), 3);
    assert!(sent.iter().all(|part| part.text.ends_with('。')));
    assert_eq!(sent.iter().map(|part| part.text.as_str()).collect::<String>(), reply.text);
    assert_eq!(sent.iter().map(|part| part.keyboard.len()).collect::<Vec<_>>(), [0, 0, 1]);
}

#[tokio::test]
async fn a_reply_without_words_is_refused_before_it_is_sent() {
    let fake = FakeBotApi::start().await;
    fake.add_person(7);
    let outcome = send(&telegram(&fake), "telegram:7", &Reply::plain(Kind::Answer, " \n\u{202E}")).await;
    assert_eq!(fate(outcome), Fate::Refused);
    assert_eq!(fake.calls("sendMessage").len(), 0);
}

fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        "[政策企业补贴，。；\n]{1,400}",
        "[a-zA-Z .,]{0,200}\n\n",
        "https?://[a-z]{1,9}\\.com/[a-z0-9/?&=\"'<>]{0,900}",
        "(👍🏽|👨‍👩‍👧|🇨🇳|𠮷|\u{200D}){0,200}",
        "(<b>|</a>|&lt;|&#60;|\"onx=|<a href=\"|\u{202E}|<|>|&|;| ){0,40}",
        "\\PC{0,60}",
    ]
}

#[test]
fn telegram_takes_every_text_and_shows_it_as_it_was() {
    let runtime = Runtime::new().unwrap();
    let (fake, telegram) = runtime.block_on(async {
        let fake = FakeBotApi::start().await;
        let telegram = telegram(&fake);
        (fake, telegram)
    });
    let mut chat = 0;
    let texts = proptest::collection::vec(piece(), 1..30);
    let mut runner =
        TestRunner::new(Config { source_file: Some(file!()), failure_persistence: None, ..Config::default() });
    let run = std::cell::RefCell::new(&mut chat);
    let outcome = runner.run(&texts, |pieces| {
        let chat = {
            let mut chat = run.borrow_mut();
            **chat += 1;
            **chat
        };
        let text = format!("答：{}", pieces.concat());
        fake.add_person(chat);
        let reply = Reply::plain(Kind::Answer, text.as_str());
        let sent = runtime.block_on(send(&telegram, &format!("telegram:{chat}"), &reply));
        assert_eq!(sent, Ok(()));
        let shown: String = fake.sent(chat).iter().map(|part| part.text.as_str()).collect();
        assert!(fake.sent(chat).iter().all(|part| part.html));
        assert_eq!(visible(&shown), visible(&text));
        Ok(())
    });
    outcome.unwrap();
}

/// The text without blanks, which Telegram trims, and marks that show nothing.
fn visible(text: &str) -> String {
    let hidden =
        |c: char| matches!(c, '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}');
    text.chars().filter(|c| !c.is_whitespace() && !c.is_control() && !hidden(*c)).collect()
}
