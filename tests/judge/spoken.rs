//! What a judgement brings: the acts it names, the points it chooses, in its order; nothing else.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};
use zhuqi::assistant::outcome::{Asks, Known, Outcome};
use zhuqi::domain::conversation::Conversation;
use zhuqi::domain::message::{Content, Message, MessageId};
use zhuqi::domain::reply::{Kind, Reply};
use zhuqi::judge::{Judged, Request, Told};

use super::endpoint::{Endpoint, message};
use super::house::{House, assistant, chat};

/// The decision about a message, with what is said to each request.
fn decide(said: &[&str], judge: impl Fn(&Request) -> Judged) -> (Outcome, Vec<Request>) {
    let now: Timestamp = "2026-01-05T02:00:00Z".parse().unwrap();
    let mut conversation = Conversation::new(chat("spoken"));
    let mut requests = Vec::new();
    let mut last = None;
    for (number, text) in said.iter().enumerate() {
        let id = MessageId(number.to_string());
        let message = Message::new(id, chat("spoken"), Content::Text((*text).to_owned()), now);
        let mut known = Known::default();
        let outcome = loop {
            match assistant().reply(conversation.clone(), &message, &known, now) {
                Ok(outcome) => break outcome,
                Err(Asks::Judgement(request)) => {
                    known.judged.push(judge(&request));
                    requests.push(*request);
                }
            }
        };
        conversation = outcome.conversation.clone();
        last = Some(outcome);
    }
    (last.unwrap(), requests)
}

fn given(request: &Request, told: &Value) -> Judged {
    let told: Told = serde_json::from_value(told.clone()).unwrap();
    Judged::Given(told.check(request).unwrap())
}

fn first(outcome: &Outcome) -> &Reply {
    &outcome.replies[0]
}

#[test]
fn the_chosen_points_answer_in_their_order() {
    let question = "首台套有什么支持";
    let choose =
        |request: &Request| given(request, &json!({"acts": [{"act": "ask", "words": question, "points": [3, 1]}]}));
    let (outcome, requests) = decide(&[question], choose);
    let [request] = requests.as_slice() else { panic!("{requests:?}") };
    assert!((4..=20).contains(&request.points.len()), "{}", request.points.len());
    let reply = first(&outcome);
    assert_eq!(reply.kind, Kind::Answer);
    assert!(reply.text.starts_with(&request.points[2].text), "{}", reply.text);
    assert!((reply.confidence - 1.0).abs() < f32::EPSILON);
    let told = &outcome.conversation.topic.as_ref().unwrap().told;
    assert_eq!(told[0], request.points[2].reference);
    assert!(told.len() <= 2);
    assert_eq!(outcome.conversation.said, [question]);
}

#[test]
fn no_points_are_no_basis_and_another_province_still_says_so() {
    let none = |request: &Request| {
        given(request, &json!({"acts": [{"act": "ask", "words": request.message(), "points": []}]}))
    };
    let (outcome, _) = decide(&["研发费用加计扣除有什么政策"], none);
    assert_eq!((first(&outcome).kind, first(&outcome).citations.len()), (Kind::NoBasis, 0));

    let sichuan = |request: &Request| {
        let of = request.points.iter().find(|point| point.document.as_str().starts_with("sichuan")).unwrap();
        given(request, &json!({"acts": [{"act": "ask", "words": request.message(), "points": [of.n]}]}))
    };
    let (outcome, _) = decide(&["四川2021年工业投资怎么安排"], sichuan);
    assert!(first(&outcome).text.contains("不适用于吉林省的企业"), "{}", first(&outcome).text);
}

#[test]
fn better_words_are_looked_up_once() {
    let judge = |request: &Request| match request.pass {
        1 => {
            given(request, &json!({"acts": [{"act": "ask", "words": request.message()}], "search": "研发费用加计扣除"}))
        }
        _ => {
            let found = request.points.iter().find(|point| point.text.contains("加计扣除")).unwrap();
            given(
                request,
                &json!({"acts": [{"act": "ask", "words": request.message(), "points": [found.n]}], "search": "再找"}),
            )
        }
    };
    let (outcome, requests) = decide(&["搞新玩意儿花的钱能少交点不"], judge);
    assert_eq!(requests.iter().map(|request| request.pass).collect::<Vec<_>>(), [1, 2]);
    assert!(first(&outcome).text.contains("加计扣除"), "{}", first(&outcome).text);
    assert!(requests[0].digest() != requests[1].digest());

    let gone = |request: &Request| match request.pass {
        1 => {
            given(request, &json!({"acts": [{"act": "ask", "words": request.message()}], "search": "研发费用加计扣除"}))
        }
        _ => Judged::NoneCame,
    };
    let (outcome, _) = decide(&["研发费用加计扣除有什么政策"], gone);
    assert!(first(&outcome).text.contains("加计扣除"), "the judge that is built in has the last word");
}

#[test]
fn a_trouble_is_registered_under_the_category_that_was_judged() {
    let text = "我们厂这两天断断续续的，机器没法开";
    let judge = |category: Value| {
        move |request: &Request| {
            given(
                request,
                &json!({"acts": [{"act": "trouble", "words": "我们厂这两天断断续续的", "category": category}]}),
            )
        }
    };
    let report = |category: Value| {
        let (outcome, _) = decide(&[text], judge(category));
        assert_eq!(first(&outcome).kind, Kind::Report);
        first(&outcome).report.clone().unwrap().category.map(|category| category.as_str())
    };
    assert_eq!(report(json!("供气")), Some("供气"));
    assert_eq!(report(json!(null)), None, "what is not clear is not guessed");
}

#[test]
fn the_answers_of_a_form_go_to_nobody() {
    let judge = |_: &Request| Judged::NoneCame;
    let said = ["我们厂在四平铁西，这两天老停电", "同意", "某某农机厂", "找王经理，电话13900001234"];
    let (outcome, requests) = decide(&said, judge);
    assert!(outcome.conversation.running.is_some());
    assert_eq!(requests.len(), 1, "{requests:?}");
    assert_eq!(outcome.conversation.said, [said[0]]);
    let (_, requests) = decide(&[said[0], said[1], "研发费用加计扣除有什么政策"], judge);
    assert_eq!(requests.len(), 2, "a question in between is none");
    assert!(requests[1].open.form.is_some());
    let (_, requests) = decide(&[said[0], said[1], said[2], "还有，工人也招不着"], judge);
    assert_eq!(requests.len(), 2, "nor is another trouble");
}

#[test]
fn what_is_private_does_not_leave_and_comes_back_whole() {
    let text = "我是13900001234，厂里停电两天了";
    let judge = |request: &Request| {
        assert_eq!(request.message(), "我是〔手机号〕，厂里停电两天了");
        given(request, &json!({"acts": [{"act": "trouble", "words": request.message(), "category": "供电"}]}))
    };
    let (outcome, _) = decide(&[text], judge);
    let running = outcome.conversation.running.as_ref().unwrap();
    assert_eq!(running.filled["description"], text);
    assert_eq!(running.filled["phone"], "13900001234");
    assert!(!outcome.conversation.said.concat().contains("1390000"));
}

#[tokio::test]
async fn what_was_said_before_is_told_and_nothing_of_the_house_is() {
    let endpoint = Endpoint::saying(json!({"acts": []})).await;
    let house = House::asking(&endpoint.settings());
    let chat = chat("told");
    for text in ["首台套有什么支持", "查询码HY746C79G6NN", "那四川呢"] {
        house.say(&chat, text).await;
    }
    let calls = endpoint.calls();
    let last = calls.last().unwrap();
    assert_eq!(last.request["turns"], json!(["首台套有什么支持", "查询码〔查询码〕", "那四川呢"]));
    assert_eq!(message(&last.request), "那四川呢");
    let sent = last.body.to_string();
    assert!(last.allowed && last.body["model"] == "fake");
    for inside in ["told", "ref", "#", "HY746"] {
        assert!(!last.request.to_string().contains(inside), "{inside}: {sent}");
    }
}

#[tokio::test]
async fn a_turn_ends_in_time_whatever_the_model_does() {
    let endpoint = Endpoint::new(|request| {
        let told = json!({"acts": [{"act": "ask", "words": message(request)}], "search": "加计扣除"});
        super::endpoint::Does::Late(Duration::from_millis(4500), told.to_string())
    })
    .await;
    let house = House::asking(&endpoint.settings());
    assistant();
    let begun = std::time::Instant::now();
    let replies = house.say(&chat("late"), "研发费用加计扣除有什么政策").await;
    assert!(begun.elapsed() < Duration::from_secs(8), "{:?}", begun.elapsed());
    assert!(replies[0].text.contains("加计扣除"));
    assert_eq!(endpoint.calls().len(), 2);
}
