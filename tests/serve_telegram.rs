//! The bot as a process: what people on Telegram see of `zhuqi serve`, restarts and signals included.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod fake_bot_api;
mod harness;
#[path = "harness/telegram.rs"]
mod telegram;

use std::sync::Arc;
use std::time::Duration;

use fake_bot_api::{BOT, FakeBotApi, TOKEN};
use harness::PATIENCE;
use harness::home::Home;
use harness::person::{Person, words};
use harness::program::{Ended, Program};
use harness::web::Web;
use serde_json::Value;
use telegram::{TelegramChat, person, shown};

/// A server is given so long to stop.
const STOPPING: Duration = Duration::from_secs(15);

const ANNA: i64 = 7;

/// A bot at work on a Telegram of its own.
struct Bench {
    fake: Arc<FakeBotApi>,
    home: Home,
    program: Program,
}

impl Bench {
    async fn start() -> Self {
        let fake = Arc::new(FakeBotApi::start().await);
        let home = telegram::home(&fake);
        let program = home.serve().await;
        Self { fake, home, program }
    }

    fn person(&self, id: i64) -> Person<TelegramChat> {
        person(&self.fake, id)
    }

    /// Stops the server by a signal, as an operator does.
    async fn stop(self, signal: &str) -> (Arc<FakeBotApi>, Home) {
        let Ended { code, after } = self.program.stop(signal).await;
        assert_eq!(code, Some(0));
        assert!(after < STOPPING, "it took {after:?}");
        (self.fake, self.home)
    }

    async fn restart(self) -> Self {
        let (fake, home) = self.stop("TERM").await;
        let program = home.serve().await;
        Self { fake, home, program }
    }
}

fn numbers(tickets: &[Value]) -> Vec<&str> {
    tickets.iter().map(|ticket| ticket["number"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_the_first_word_to_ones_own_tickets() {
    let bench = Bench::start().await;
    let phrases = &words().phrases;
    let mut anna = bench.person(ANNA);
    let hello = anna.say("/start").await;
    assert_eq!(hello.labels, phrases.help.examples);
    assert!(anna.press(&phrases.help.examples[0]).await.sourced, "an example is a question that can be answered");
    anna.ask().await;
    let number = anna.register().await;
    let mine = anna.press(&phrases.buttons.my_tickets).await;
    assert_eq!(mine.number(), Some(number.clone()));
    assert_eq!(anna.say(&phrases.buttons.my_tickets).await.text, mine.text);

    let mut berta = bench.person(8);
    assert_eq!(berta.say("/my").await.text, phrases.ticket.none, "nobody sees the tickets of others");
    let tickets = bench.home.tickets().await;
    assert_eq!(numbers(&tickets), [number.to_string()]);
    assert_eq!((&tickets[0]["enterprise"], &tickets[0]["channel"]), (&anna.enterprise.into(), &"telegram".into()));
    anna.line.assert_nothing_else_came();
    bench.stop("INT").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restart_in_the_middle_of_a_registration_loses_nothing() {
    let mut bench = Bench::start().await;
    let mut anna = bench.person(ANNA);
    let mut shown = anna.report().await;
    let mut restarts = 0;
    while shown.number().is_none() {
        bench = bench.restart().await;
        restarts += 1;
        shown = anna.answer(&shown).await;
    }
    assert!(restarts >= 3, "consent, a question and the summary at least");
    let number = shown.number().unwrap();
    bench = bench.restart().await;
    assert_eq!(anna.say("/my").await.number(), Some(number.clone()));
    assert_eq!(numbers(&bench.home.tickets().await), [number.to_string()]);
    assert_eq!(bench.fake.sent(ANNA).len(), anna.line.read(), "a server that is stopped in peace repeats nothing");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_question_of_policy_in_the_middle_is_answered_and_the_registration_goes_on() {
    let bench = Bench::start().await;
    let mut anna = bench.person(ANNA);
    let mut shown = anna.report().await;
    shown = anna.ask_in_between(&shown).await;
    shown = anna.answer(&shown).await;
    shown = anna.ask_in_between(&shown).await;
    let number = anna.finish(shown).await;
    assert_eq!(numbers(&bench.home.tickets().await), [number.to_string()]);
    anna.line.assert_nothing_else_came();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_taps_on_a_button_are_one() {
    const TAPS: usize = 5;
    let bench = Bench::start().await;
    let buttons = &words().phrases.buttons;
    let mut anna = bench.person(ANNA);
    let mut asked = anna.report().await;
    let mut taps = 0;
    for label in [&buttons.agree, &buttons.confirm] {
        while !asked.offers(label) {
            taps += asked.offers(&buttons.agree) as usize;
            asked = anna.answer(&asked).await;
        }
        for _ in 0..TAPS {
            bench.fake.press(ANNA, label);
        }
        taps += TAPS;
        bench.fake.wait_for_answers(taps, PATIENCE).await;
        asked = anna.line.wait_for(1).await.remove(0);
    }
    let number = asked.number().expect("the ticket's number");
    assert_eq!(anna.say("/my").await.number(), Some(number.clone()), "nothing came of the other taps before this");
    assert_eq!(numbers(&bench.home.tickets().await), [number.to_string()]);
    assert_eq!(bench.fake.answered().len(), taps, "every tap is answered");
}

/// Messages by number: each of three commands has buttons by which its reply is told from the others.
fn script(n: usize) -> (&'static str, Vec<String>) {
    let phrases = &words().phrases;
    let (register, mine) = (phrases.buttons.register.clone(), phrases.buttons.my_tickets.clone());
    match (n * n + n / 3) % 3 {
        0 => ("/start", phrases.help.examples.clone()),
        1 => ("/help", vec![register, mine]),
        _ => ("/my", vec![register]),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_signal_while_messages_wait_loses_none() {
    // More than Telegram hands out at once, so that some wait there, some in the inbox and some in the outbox.
    const CHATS: i64 = 12;
    const EACH: usize = 15;
    let bench = Bench::start().await;
    for n in 0..EACH {
        for chat in 1..=CHATS {
            bench.fake.say(chat, script(n).0);
        }
    }
    bench.fake.wait_for_replies(1, 1, PATIENCE).await;
    let bench = bench.restart().await;
    assert!((1..=CHATS).any(|chat| bench.fake.sent(chat).len() < EACH), "nothing waited any more");
    for chat in 1..=CHATS {
        bench.fake.wait_for_replies(chat, EACH, PATIENCE).await;
    }
    bench.fake.wait_until_all_confirmed(PATIENCE).await;
    let (fake, _home) = bench.stop("TERM").await;
    for chat in 1..=CHATS {
        let labels: Vec<_> = fake.sent(chat).iter().map(|sent| shown(sent).labels).collect();
        let expected: Vec<_> = (0..EACH).map(|n| script(n).1).collect();
        assert_eq!(labels, expected, "every message once and in order, in chat {chat}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_a_group_it_answers_what_is_meant_for_it() {
    const GROUP: i64 = -20;
    let bench = Bench::start().await;
    bench.fake.add_group(GROUP);
    bench.fake.say_in(GROUP, ANNA, "大家好");
    bench.fake.say_in(GROUP, ANNA, "/start@another_bot");
    bench.fake.say_in(GROUP, ANNA, &format!("/start@{}", BOT.1));
    bench.fake.wait_for_replies(GROUP, 1, PATIENCE).await;
    bench.fake.say_in(GROUP, ANNA, &format!("/help@{}", BOT.1));
    let sent = bench.fake.wait_for_replies(GROUP, 2, PATIENCE).await;
    let labels: Vec<_> = sent.iter().map(|sent| shown(sent).labels).collect();
    assert_eq!(labels, [script(0).1, script(1).1]);

    let register = &words().phrases.buttons.register;
    bench.fake.press_in(GROUP, 8, register);
    let answered = bench.fake.wait_for_answers(1, PATIENCE).await;
    assert!(answered[0].text.is_some(), "somebody else's button is refused");
    bench.fake.press_in(GROUP, ANNA, register);
    let sent = bench.fake.wait_for_replies(GROUP, 3, PATIENCE).await;
    // Nobody is asked for a name and a phone where all read along.
    assert!(shown(&sent[2]).labels.is_empty(), "{:?}", sent[2]);
    assert!(sent[2].text.contains("私聊"), "{:?}", sent[2]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_photo_that_does_not_arrive_is_told_and_its_caption_is_read() {
    let bench = Bench::start().await;
    let mut anna = bench.person(ANNA);
    bench.fake.send_photo(ANNA, None);
    assert_eq!(anna.line.wait_for(1).await[0].text, words().phrases.files.not_fetched);
    bench.fake.send_photo(ANNA, Some(harness::person::QUESTION));
    assert!(anna.line.wait_for(1).await[0].sourced);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_held_survives_a_restart_and_is_attached() {
    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
    let mut bench = Bench::start().await;
    let mut anna = bench.person(ANNA);
    bench.fake.send_picture(ANNA, PNG, None);
    assert!(anna.line.wait_for(1).await[0].text.contains("收到 1 个附件"));
    bench = bench.restart().await;
    let begun = anna.report().await;
    assert!(begun.text.contains("收到 1 个附件"), "{begun:?}");
    bench = bench.restart().await;
    let number = anna.finish(begun).await;
    let held = std::fs::read_dir(bench.home.data().join("held")).unwrap();
    assert_eq!(held.count(), 0, "nothing is held any more");
    let files = std::fs::read_dir(bench.home.data().join("files")).unwrap();
    assert_eq!(files.count(), 1, "the file of {number}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_telegram_refuses_stops_the_bot_only_and_is_never_logged() {
    let fake = FakeBotApi::start().await;
    let wrong = TOKEN.replace("FAKE", "REVOKED");
    let home = telegram::home(&fake).with("ZHUQI_TELEGRAM__TOKEN", &wrong);
    let program = home.serve().await;
    let mut visitor = Person::new(Web::of(&program.base()).chat(), "示例网页厂");
    visitor.ask().await;
    let log = program.log_with("the Telegram bot has stopped").await.join("\n");
    assert!(!log.contains(&wrong) && !log.contains(wrong.split_once(':').unwrap().1), "{log}");
    assert_eq!(program.stop("TERM").await.code, Some(0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_a_public_address_the_sources_of_an_answer_open_by_buttons() {
    const PUBLIC: &str = "https://zq.example.com";
    let fake = Arc::new(FakeBotApi::start().await);
    let home = telegram::home(&fake).with("ZHUQI_SERVER__PUBLIC_URL", PUBLIC);
    let program = home.serve().await;
    let mut anna = person(&fake, ANNA);
    anna.say("研发费用加计扣除有什么政策").await;
    let keys = fake.sent(ANNA).pop().unwrap().keyboard.concat();
    let links: Vec<_> = keys.iter().filter_map(|(label, url)| Some((label, url.strip_prefix(PUBLIC)?))).collect();
    assert_eq!(links.iter().map(|(label, _)| label.as_str()).collect::<Vec<_>>(), ["出处[1]", "出处[2]"], "{keys:?}");
    for (_, path) in links {
        let opened = Web::of(&program.base()).get(&format!("/api/v1{path}")).await;
        assert!(!opened["points"].as_array().unwrap().is_empty(), "{path}: {opened}");
    }
    assert_eq!(program.stop("TERM").await.code, Some(0));
}

/// A port that nobody listens on just now.
fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn by_webhook_a_registration_survives_a_restart() {
    let fake = Arc::new(FakeBotApi::start().await);
    let address = format!("127.0.0.1:{}", free_port());
    let home = telegram::home(&fake)
        .with("ZHUQI_TELEGRAM__MODE", "webhook")
        .with("ZHUQI_TELEGRAM__WEBHOOK_SECRET", "0123456789abcdefghijklmnopqrstuv")
        .with("ZHUQI_SERVER__PUBLIC_URL", format!("http://{address}"))
        .with("ZHUQI_SERVER__LISTEN", &address);
    let program = home.serve().await;
    let mut anna = person(&fake, ANNA);
    let begun = anna.report().await;
    assert_eq!(program.stop("TERM").await.code, Some(0));
    // What is said while nobody is there comes later.
    let program = home.serve().await;
    let number = anna.finish(begun).await;
    assert_eq!(numbers(&home.tickets().await), [number.to_string()]);
    assert_eq!(fake.calls("getUpdates").len(), 0);
    anna.line.assert_nothing_else_came();
    assert_eq!(program.stop("TERM").await.code, Some(0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_webhook_without_a_secret_is_told_before_anything_starts() {
    let fake = FakeBotApi::start().await;
    for (name, value, missing) in [
        ("ZHUQI_SERVER__PUBLIC_URL", "https://zhuqi.example.com", "telegram.webhook_secret"),
        ("ZHUQI_TELEGRAM__WEBHOOK_SECRET", "0123456789abcdefghijklmnopqrstuv", "server.public_url"),
    ] {
        let home = telegram::home(&fake).with("ZHUQI_TELEGRAM__MODE", "webhook").with(name, value);
        let ended = home.run(&["serve"]).await;
        let said = String::from_utf8_lossy(&ended.stderr);
        assert_eq!(ended.status.code(), Some(2), "{said}");
        assert!(said.contains(missing), "{said}");
    }
    assert_eq!(fake.calls("getMe").len(), 0);
}
