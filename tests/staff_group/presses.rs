//! A second press changes nothing, whoever makes it and under whichever card; and who may not press at all.

use zhuqi::desk::accounts::{self, By};
use zhuqi::domain::staff::StaffId;
use zhuqi::domain::ticket::Command;
use zhuqi::store::Store;

use crate::cards::act;
use crate::desk::{ANNA, Desk, GROUP, WANG, phrases};

/// Another one of the staff.
const LI: i64 = 91;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_who_press_at_once_one_does_it_and_both_are_told() {
    let desk = Desk::open().await;
    let number = desk.registered().await;
    let card = desk.reads(GROUP, "新诉求").await;
    desk.link("wang.li", WANG, None).await;
    desk.link("li.si", LI, None).await;
    let data = format!("t1.{number}.accept");
    let presses = [WANG, LI, WANG, LI, WANG].map(|user| desk.fake.press_under(user, card.message, &data));
    let mut told = Vec::new();
    for press in presses {
        told.push(desk.answer_to(press).await.0.unwrap());
    }
    assert_eq!(told.iter().filter(|told| told.starts_with("好的")).count(), 1, "{told:?}");
    assert_eq!(told.iter().filter(|told| told.contains("不能受理")).count(), 4, "{told:?}");
    assert_eq!(desk.history(&number).await, ["submitted", "accepted"]);
    desk.idle(ANNA).await;
    assert_eq!(desk.fake.sent(ANNA).iter().filter(|sent| sent.text.contains("已受理")).count(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_who_choose_a_desk_at_once_the_second_is_told_to_look_again() {
    let desk = Desk::open().await;
    let number = desk.registered().await;
    let card = desk.reads(GROUP, "新诉求").await;
    desk.link("wang.li", WANG, None).await;
    desk.link("li.si", LI, None).await;
    desk.press(GROUP, WANG, &phrases().ticket_buttons.assign).await;
    let choice = desk.shown(GROUP, |sent| sent.labels().contains(&"省电力协调台")).await;
    let data = |label: &str| choice.keyboard.iter().flatten().find(|(l, _)| l == label).unwrap().1.clone();
    let (power, siping) = (data("省电力协调台"), data("四平市企业服务台"));
    let (said, _) = desk.press_data(WANG, card.message, &power).await;
    assert!(said.unwrap().contains("已派单"));
    for data in [&power, &siping] {
        let (said, _) = desk.press_data(LI, card.message, data).await;
        assert!(said.unwrap().contains("刚刚有了变化"));
    }
    let ticket = desk.ticket(&number).await;
    assert_eq!(ticket.duty.lead.as_str(), "jilin-power");
    assert_eq!(desk.history(&number).await, ["submitted", "accepted", "assigned"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_card_that_was_followed_by_another_does_nothing_any_more() {
    let desk = Desk::open().await;
    let number = desk.registered().await;
    let old = desk.reads(GROUP, "新诉求").await;
    desk.link("wang.li", WANG, None).await;
    act(&desk, &number, Command::Answer { text: "修好了".to_owned() }).await;
    desk.reads(ANNA, "修好了").await;
    desk.press(ANNA, ANNA, &phrases().ticket_buttons.unsolved).await;
    desk.reads(ANNA, "哪里还没解决").await;
    desk.fake.say(ANNA, "又停了");
    let new = desk.reads(GROUP, "又停了").await;
    desk.noted(GROUP, &new).await;
    let before = desk.history(&number).await;
    for act in ["accept", "assign", "back"] {
        let (said, _) = desk.press_data(WANG, old.message, &format!("t1.{number}.{act}")).await;
        assert_eq!(said.as_deref(), Some(phrases().staff_room.superseded.as_str()));
    }
    assert_eq!(desk.history(&number).await, before);
    let retired = desk.shown(GROUP, |sent| sent.message == old.message).await;
    assert_eq!(retired.labels(), [""; 0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_card_that_was_passed_on_does_nothing() {
    let desk = Desk::open().await;
    let number = desk.registered().await;
    let card = desk.reads(GROUP, "新诉求").await;
    desk.link("wang.li", WANG, None).await;
    let press = desk.fake.press_passed_on(WANG, card.message, &format!("t1.{number}.accept"));
    assert!(desk.answer_to(press).await.0.unwrap().contains("给另一位用户的"));
    // In another group, too.
    desk.fake.add_group(-77);
    let elsewhere = desk.fake.press_elsewhere(-77, WANG, &format!("t1.{number}.accept"));
    assert!(desk.answer_to(elsewhere).await.0.unwrap().contains("给另一位用户的"));
    assert_eq!(desk.history(&number).await, ["submitted"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_hides_behind_the_group_is_asked_to_show_themselves() {
    let desk = Desk::open().await;
    let number = desk.registered().await;
    let card = desk.reads(GROUP, "新诉求").await;
    desk.noted(GROUP, &card).await;
    desk.fake.answer_hidden(GROUP, card.message, "/答复 线路已经修好");
    desk.reads(GROUP, &phrases().staff_room.anonymous).await;
    assert_eq!(desk.history(&number).await, ["submitted"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_that_is_disabled_can_do_nothing() {
    let desk = Desk::open().await;
    let number = desk.registered().await;
    let card = desk.reads(GROUP, "新诉求").await;
    desk.noted(GROUP, &card).await;
    desk.link("wang.li", WANG, None).await;
    let (id, now) = (StaffId::new("wang.li").unwrap(), desk.relay.now());
    accounts::set_disabled(&*desk.store, &id, true, By("test"), now).await.unwrap();
    let (said, alert) = desk.press(GROUP, WANG, &phrases().ticket_buttons.accept).await;
    assert!(alert && said.unwrap().contains("/link"));
    desk.fake.answer_in(GROUP, WANG, card.message, "我们马上派人");
    desk.reads(GROUP, "还没有绑定").await;
    assert_eq!(desk.history(&number).await, ["submitted"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_number_that_is_forged_is_no_ticket() {
    let desk = Desk::open().await;
    desk.registered().await;
    let card = desk.reads(GROUP, "新诉求").await;
    desk.link("wang.li", WANG, None).await;
    let (said, _) = desk.press_data(WANG, card.message, "t1.WZ-20260105-9999.accept").await;
    assert_eq!(said.as_deref(), Some(phrases().staff_room.no_ticket.as_str()));
    // What is an enterprise's own to do staff cannot do in its place, whatever their screen sends.
    let number = desk.tickets().await[0].number.clone();
    let (said, _) = desk.press_data(WANG, card.message, &format!("t1.{number}.solved")).await;
    assert!(said.unwrap().contains("只能由企业自己来做"));
    assert_eq!(desk.store.dead_letters(9).await.unwrap(), []);
}
