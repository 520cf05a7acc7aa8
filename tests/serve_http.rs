//! The server as a process over HTTP: conversations, restarts, commands beside it, and what is said when it cannot run.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod harness;

use std::fs;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use harness::home::Home;
use harness::person::{Person, QUESTION, words};
use harness::web::{Web, WebChat};
use reqwest::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;

/// A second server is refused within this time.
const REFUSING: Duration = Duration::from_secs(2);

const ENTERPRISE: &str = "示例网页厂";

fn visitor(base: &str) -> Person<WebChat> {
    Person::new(Web::of(base).chat(), ENTERPRISE)
}

fn numbers(tickets: &[Value]) -> Vec<&str> {
    tickets.iter().map(|ticket| ticket["number"].as_str().unwrap()).collect()
}

/// Runs a command that must be refused; gives what it says.
async fn refused(mut command: Command) -> String {
    let Output { status, stdout, stderr } =
        tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap();
    let said = String::from_utf8(stderr).unwrap();
    assert_eq!(status.code(), Some(2), "{said}");
    assert!(stdout.is_empty() && !said.contains("panicked"), "{said}");
    said
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_conversation_from_the_question_to_the_number() {
    let home = Home::new();
    let program = home.serve().await;
    let mut anna = visitor(&program.base());
    anna.ask().await;
    assert_eq!(anna.line.last.1["replies"][0]["kind"], "answer");
    let first = anna.report().await;
    let report = &anna.line.last.1["replies"][0];
    assert_eq!(report["kind"], "report");
    assert_eq!(report["report"], json!({"category": "供电", "region": "四平市铁西区", "number": null}));
    let second = anna.answer(&first).await;
    let again = anna.ask_in_between(&second).await;
    let number = anna.finish(again).await;
    assert_eq!(anna.line.last.1["replies"][0]["report"]["number"], number.to_string());
    let mine = anna.press(&words().phrases.buttons.my_tickets).await;
    assert_eq!((mine.number(), &anna.line.last.1["replies"][0]["kind"]), (Some(number.clone()), &json!("ticket")));

    let tickets = home.tickets().await;
    assert_eq!(numbers(&tickets), [number.to_string()]);
    assert_eq!((&tickets[0]["enterprise"], &tickets[0]["phone"]), (&json!(ENTERPRISE), &json!("13900000000")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restart_loses_nothing_and_a_repeat_does_nothing_twice() {
    let home = Home::new();
    let mut program = home.serve().await;
    let mut anna = visitor(&program.base());
    let mut shown = anna.report().await;
    let mut restarts = 0;
    while shown.number().is_none() {
        assert_eq!(program.stop("TERM").await.code, Some(0));
        program = home.serve().await;
        restarts += 1;
        anna.line = anna.line.on(&Web::of(&program.base()));
        shown = anna.answer(&shown).await;
        let (message, body) = anna.line.last.clone();
        assert_eq!(replies(anna.line.exchange(&message).await), replies(body), "{message}");
    }
    assert!(restarts >= 3, "consent, a question and the summary at least");
    let (confirmed, body) = anna.line.last.clone();
    let before = home.tickets().await;
    assert_eq!(numbers(&before), [shown.number().unwrap().to_string()]);
    assert_eq!(program.stop("TERM").await.code, Some(0));

    assert_eq!(home.tickets().await, before, "the store itself says the same as the server");
    let program = home.serve().await;
    let line = anna.line.on(&Web::of(&program.base()));
    assert_eq!(replies(line.exchange(&confirmed).await), replies(body));
    assert_eq!(home.tickets().await, before);
}

/// The replies without the time they took.
fn replies(mut body: Value) -> Value {
    for reply in body["replies"].as_array_mut().unwrap() {
        reply.as_object_mut().unwrap().remove("elapsed_us").unwrap();
    }
    body
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_is_registered_once_whatever_happens_to_the_server() {
    let home = Home::new();
    let program = home.serve().await;
    let form = json!({"enterprise": "示例表单厂", "contact": "某某", "phone": "13900000000", "region": "四平市铁西区",
        "category": "供电", "description": "车间这两天老停电。"});
    let key = Uuid::new_v4().to_string();
    let made = Web::of(&program.base()).post("/api/v1/tickets", Some(&key), &form).await;
    program.kill();

    let program = home.serve().await;
    let web = Web::of(&program.base());
    assert_eq!(web.post("/api/v1/tickets", Some(&key), &form).await, made);
    let other = json!({"description": "另一件事，与停电无关。"});
    let mut other_form = form;
    other_form.as_object_mut().unwrap().extend(other.as_object().unwrap().clone());
    let address = format!("{}/api/v1/tickets", program.base());
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let conflict = client.post(address).header("idempotency-key", &key).json(&other_form).send().await.unwrap();
    assert_eq!(conflict.status(), StatusCode::CONFLICT);
    assert_eq!(numbers(&home.tickets().await), [made["number"].as_str().unwrap()]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_server_on_the_same_folder_is_refused_at_once() {
    let home = Home::new();
    let program = home.serve().await;
    let begun = Instant::now();
    let said = refused(home.command(&["serve"])).await;
    let after = begun.elapsed();
    assert!(after < REFUSING, "it took {after:?}");
    assert!(said.contains(&format!("正被另一个程序使用（进程号 {}）", program.id())), "{said}");
    visitor(&program.base()).ask().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_signal_during_the_start_ends_it_in_peace() {
    let home = Home::new();
    let program = home.spawn();
    // The store is opened long before the knowledge is read.
    let begun = Instant::now();
    while !home.data().join("format").exists() {
        assert!(begun.elapsed() < harness::PATIENCE, "it does not open its store");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    assert_eq!(program.stop("TERM").await.code, Some(0));
    assert_eq!(home.tickets().await, Vec::<Value>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_that_cannot_be_written_is_named_at_once() {
    let home = Home::new();
    fs::write(home.data(), "a file in the place of the folder").unwrap();
    let begun = Instant::now();
    let said = refused(home.command(&["serve"])).await;
    let after = begun.elapsed();
    assert!(after < REFUSING, "it took {after:?}");
    assert!(said.contains("无法写入") && said.contains(home.data().to_str().unwrap()), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_fault_of_the_knowledge_is_named_with_file_and_line() {
    let home = Home::new();
    let card = home.knowledge().join("cards/降费减税/jl21-yanfa.md");
    let text = fs::read_to_string(&card).unwrap();
    let (line, wrong) = text.lines().enumerate().find(|(_, line)| line.starts_with("region =")).unwrap();
    fs::write(&card, text.replace(wrong, "region = \"没有省\"")).unwrap();
    let regions = home.knowledge().join("regions.toml");
    let text = fs::read_to_string(&regions).unwrap();
    let lines = text.lines().count();
    fs::write(&regions, text + "[[region]]\nnmae = \"错\"\n").unwrap();

    let said = refused(home.command(&["serve"])).await;
    assert!(said.contains(&format!("{}:{}", regions.display(), lines + 2)), "{said}");
    assert!(said.contains("没有“nmae”这一项"), "{said}");
    // A list that cannot be read hides what depends on it; the next start names that.
    let text = fs::read_to_string(&regions).unwrap();
    fs::write(&regions, text.lines().take(lines).collect::<Vec<_>>().join("\n")).unwrap();
    let said = refused(home.command(&["serve"])).await;
    assert!(said.contains(&format!("{}:{}: 没有“没有省”这个地区", card.display(), line + 1)), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_of_the_wrong_form_is_refused_without_being_shown() {
    const WRONG: &str = "4711:too-short-to-be-one";
    for name in ["ZHUQI_TELEGRAM__TOKEN", "TELOXIDE_TOKEN"] {
        let home = Home::new().with(name, WRONG);
        let said = refused(home.command(&["serve"])).await;
        assert!(said.contains("BotFather") && said.contains(name), "{said}");
        assert!(!said.contains(WRONG) && !said.contains("too-short"), "{said}");
        assert!(!home.data().exists(), "settings are read before anything is made");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn commands_work_beside_the_server_and_after_it_was_killed() {
    let home = Home::new();
    let program = home.serve().await;
    let number = visitor(&program.base()).register().await.to_string();
    let beside = home.tickets().await;
    assert_eq!(numbers(&beside), [number]);
    program.kill();
    assert!(home.data().join("control.sock").exists(), "a killed server leaves its socket");
    assert_eq!(home.tickets().await, beside, "an abandoned socket is no server");
    let program = home.serve().await;
    assert_eq!(home.tickets().await, beside);
    assert_eq!(program.stop("TERM").await.code, Some(0));
    assert!(!home.data().join("control.sock").exists());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_is_narrowed_in_the_same_way_beside_the_server_and_without_it() {
    let home = Home::new();
    let program = home.serve().await;
    for (region, category) in [("四平市铁西区", "供电"), ("四平市铁西区", "融资"), ("白城市", "融资")]
    {
        let form = json!({"enterprise": "示例机械厂", "contact": "某某", "phone": "13900000000", "region": region,
            "category": category, "description": "车间这两天老停电。"});
        Web::of(&program.base()).post("/api/v1/tickets", None, &form).await;
    }
    let narrowed = async || {
        for (wanted, found) in [
            (&[][..], 3),
            (&["--region", "四平市"], 2),
            (&["--region", "吉林省四平铁西"], 2),
            (&["--category", "融资", "--region", "四平市"], 1),
            (&["--status", "待受理", "--status", "answered"], 3),
            (&["--status", "未办结", "--limit", "2"], 2),
            (&["--status", "已办结"], 0),
            (&["--overdue"], 0),
        ] {
            for command in ["list", "export"] {
                if command == "export" && wanted.contains(&"--limit") {
                    continue;
                }
                let output = home.run(&[&["ticket", command, "--json"], wanted].concat()).await;
                let lines = String::from_utf8(output.stdout).unwrap();
                assert_eq!((output.status.code(), lines.lines().count()), (Some(0), found), "{command} {wanted:?}");
            }
        }
        for (wrong, said) in [
            (["--status", "办好了"], "可选：未办结、待受理"),
            (["--category", "停水"], "可选：供电"),
            (["--region", "某地"], "请写到市、县或区"),
        ] {
            let refusal = refused(home.command(&[&["ticket", "list"], &wrong[..]].concat())).await;
            assert!(refusal.contains(said), "{refusal}");
        }
    };
    narrowed().await;
    assert_eq!(program.stop("TERM").await.code, Some(0));
    narrowed().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_and_strange_message_harms_nobody() {
    let home = Home::new();
    let program = home.serve().await;
    let mut anna = visitor(&program.base());
    for text in ["", " \n\t", "\u{0}\u{7}\u{202e}", "👍👍👍", &"停电".repeat(5000), "'; DROP TABLE tickets; --"]
    {
        assert!(!anna.say(text).await.text.trim().is_empty(), "{text:.20}");
    }
    let forged = json!({"id": Uuid::new_v4(), "payload": "b1.4711"});
    let body = anna.line.exchange(&forged).await;
    assert_eq!(body["replies"][0]["text"], words().phrases.unreadable.button);
    assert!(anna.say(QUESTION).await.sourced);
    let log = program.log().join("\n");
    assert!(!log.contains(QUESTION) && !log.contains("DROP TABLE") && !log.contains("panicked"), "{log}");
}
