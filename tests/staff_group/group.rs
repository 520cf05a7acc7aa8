//! Cards, presses, replies, and who may do what.

use jiff::SignedDuration;
use zhuqi::domain::ticket::Status;

use crate::desk::{ANNA, Desk, GROUP, WANG, phrases};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_who_is_linked_may_act_and_a_second_press_changes_nothing() {
    let desk = Desk::open().await;
    let number = desk.registered().await;
    let labels = &phrases().ticket_buttons;
    let card = desk.reads(GROUP, "新诉求").await;
    assert_eq!(card.labels(), [&labels.accept, &labels.assign, &labels.show]);
    let (text, alert) = desk.press(GROUP, WANG, &labels.accept).await;
    assert!(alert && text.unwrap().contains("/link"), "in a window of its own");
    assert_eq!(desk.history(&number).await, ["submitted"]);

    desk.link("wang.li", WANG, None).await;
    let (text, _) = desk.press(GROUP, WANG, &labels.accept).await;
    assert!(text.unwrap().contains("已受理"));
    let changed = desk.shown(GROUP, |sent| sent.message == card.message && sent.text.contains("已受理")).await;
    assert_eq!(changed.labels(), [&labels.assign, &labels.show]);

    // Somebody whose screen is behind presses the button that was there before.
    let old = format!("t1.{number}.accept");
    for _ in 0..2 {
        let (text, _) = desk.press_data(WANG, card.message, &old).await;
        assert!(text.unwrap().contains("现在是“已受理”"));
    }
    assert_eq!(desk.history(&number).await, ["submitted", "accepted"]);
    assert_eq!(desk.fake.sent(ANNA).iter().filter(|sent| sent.text.contains("已受理")).count(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_is_good_once_and_for_fifteen_minutes() {
    let desk = Desk::open().await;
    let code = desk.code("wang.li", None).await;
    desk.fake.say(WANG, "/link 不对");
    desk.reads(WANG, "绑定码不对").await;
    desk.later(SignedDuration::from_mins(16));
    desk.fake.say(WANG, &format!("/link {code}"));
    desk.fake.wait_for_replies(WANG, 2, crate::desk::SOON).await;
    assert!(desk.fake.sent(WANG)[1].text.contains("绑定码不对"));
    let code = desk.code("li.si", None).await;
    desk.fake.say(WANG, &format!("/link {code}"));
    desk.reads(WANG, "绑定好了").await;
    desk.fake.say(91, &format!("/link {code}"));
    desk.reads(91, "绑定码不对").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reply_to_a_card_goes_to_the_enterprise_as_a_word_or_as_the_answer() {
    let desk = Desk::open().await;
    let number = desk.registered().await;
    let card = desk.reads(GROUP, "新诉求").await;
    desk.fake.answer_in(GROUP, WANG, card.message, "我们马上派人");
    desk.reads(GROUP, "/link").await;
    desk.link("wang.li", WANG, None).await;
    desk.fake.answer_in(GROUP, WANG, card.message, "我们马上派人");
    desk.reads(ANNA, "我们马上派人").await;
    desk.fake.answer_in(GROUP, WANG, card.message, "/答复 线路已经修好");
    let answered = desk.reads(ANNA, "线路已经修好").await;
    assert_eq!(answered.labels(), [&phrases().ticket_buttons.solved, &phrases().ticket_buttons.unsolved]);
    assert_eq!(desk.history(&number).await, ["submitted", "accepted", "replied", "answered"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ticket_of_another_region_stays_with_those_responsible() {
    let desk = Desk::open().await;
    let number = desk.registered().await;
    desk.reads(GROUP, "新诉求").await;
    desk.link("chang.chun", WANG, Some("长春市")).await;
    for label in [&phrases().ticket_buttons.accept, &phrases().ticket_buttons.show] {
        let (text, _) = desk.press(GROUP, WANG, label).await;
        assert!(text.unwrap().contains("不在您负责的地区"));
    }
    assert_eq!(desk.history(&number).await, ["submitted"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_details_name_the_page_and_no_phone_number() {
    let desk = Desk::open().await;
    let number = desk.registered().await;
    desk.reads(GROUP, "新诉求").await;
    desk.link("wang.li", WANG, None).await;
    for times in 1..=2 {
        desk.press(GROUP, WANG, &phrases().ticket_buttons.show).await;
        let page = format!("https://zhuqi.example.com/console/tickets/{number}");
        desk.shown(GROUP, |_| desk.fake.sent(GROUP).iter().filter(|sent| sent.text.contains(&page)).count() == times)
            .await;
    }
    let ticket = desk.ticket(&number).await;
    assert!(desk.fake.sent(GROUP).iter().all(|sent| !sent.text.contains(&ticket.code)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_desk_is_chosen_on_the_card() {
    let desk = Desk::open().await;
    let number = desk.registered().await;
    let card = desk.reads(GROUP, "新诉求").await;
    desk.link("wang.li", WANG, None).await;
    desk.press(GROUP, WANG, &phrases().ticket_buttons.assign).await;
    let choice =
        desk.shown(GROUP, |sent| sent.message == card.message && sent.labels().contains(&"省电力协调台")).await;
    assert_eq!(choice.labels()[0], "四平市企业服务台", "the responsible one first");
    desk.press(GROUP, WANG, &phrases().buttons.back).await;
    desk.shown(GROUP, |sent| sent.message == card.message && sent.labels().len() == 3).await;
    desk.press(GROUP, WANG, &phrases().ticket_buttons.assign).await;
    desk.shown(GROUP, |sent| sent.message == card.message && sent.labels().contains(&"省电力协调台")).await;
    desk.press(GROUP, WANG, "省电力协调台").await;
    desk.reads(ANNA, "已派给省电力协调台").await;
    let ticket = desk.ticket(&number).await;
    assert_eq!((ticket.status(), ticket.duty.lead.as_str()), (Status::Assigned, "jilin-power"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_group_is_not_talked_to_unless_it_mentions_the_bot() {
    let desk = Desk::open().await;
    desk.fake.say_in(GROUP, WANG, "研发费用加计扣除有什么政策");
    desk.fake.say_in(GROUP, WANG, "/start");
    desk.fake.say_in(GROUP, WANG, "@zhuqi_test_bot 研发费用加计扣除有什么政策");
    desk.reads(GROUP, "研发费用加计扣除").await;
    let answers = desk.fake.sent(GROUP).into_iter().filter(|sent| !sent.text.contains("各位好"));
    assert_eq!(answers.count(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_group_can_ask_how_it_works_and_what_is_to_be_done_today() {
    let desk = Desk::open().await;
    desk.registered().await;
    desk.reads(GROUP, "新诉求").await;
    desk.fake.say_in(GROUP, WANG, "/help");
    desk.reads(GROUP, &phrases().staff_room.help).await;
    desk.fake.say_in(GROUP, WANG, "/today@zhuqi_test_bot");
    desk.reads(GROUP, "在办 1 件").await;
    let menus = desk.fake.calls("setMyCommands");
    let staff = &menus.last().unwrap().params;
    assert_eq!((staff["scope"]["type"].as_str(), staff["scope"]["chat_id"].as_i64()), (Some("chat"), Some(GROUP)));
    assert_eq!(staff["commands"][0]["command"], "today");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_that_is_sent_to_the_group_is_not_used() {
    let desk = Desk::open().await;
    let code = desk.code("wang.li", None).await;
    desk.fake.say_in(GROUP, WANG, &format!("@zhuqi_test_bot /link {code}"));
    desk.reads(GROUP, &phrases().staff_room.link_in_private).await;
    desk.fake.say(WANG, &format!("/link {code}"));
    desk.reads(WANG, "绑定好了").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_group_is_told_how_it_can_be_used_and_its_number() {
    const OTHER: i64 = -77;
    let desk = Desk::open().await;
    desk.fake.add_group(OTHER);
    desk.fake.take_in(OTHER, WANG);
    let greeting = desk.reads(OTHER, "telegram.staff_chat").await;
    assert!(greeting.text.contains("编号是 -77"), "{}", greeting.text);
    desk.fake.say_in(OTHER, WANG, "/group");
    desk.fake.wait_for_replies(OTHER, 2, crate::desk::SOON).await;
    desk.fake.take_in(GROUP, WANG);
    desk.reads(GROUP, &phrases().staff_room.help).await;
}
