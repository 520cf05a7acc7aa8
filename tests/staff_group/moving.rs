//! The staff group becomes a supergroup, which has another number.

use jiff::SignedDuration;
use zhuqi::domain::ticket::{Command, Status};
use zhuqi::store::Store;

use crate::cards::{accepted_unseen, act};
use crate::desk::{ANNA, Desk, GROUP, WANG, phrases};

/// What the group is called afterwards.
const SUPERGROUP: i64 = -1_000_500;

async fn works_in(desk: &Desk, group: i64) {
    let labels = &phrases().ticket_buttons;
    let number = desk.registered().await;
    let card = desk.shown(group, |sent| sent.text.contains(&format!("新诉求 {number}"))).await;
    desk.press(group, WANG, &labels.accept).await;
    desk.shown(group, |sent| sent.message == card.message && sent.text.contains("已受理")).await;
    desk.noted(group, &card).await;
    desk.fake.answer_in(group, WANG, card.message, "/答复 变压器已经更换");
    desk.reads(ANNA, "变压器已经更换").await;
    desk.shown(group, |sent| sent.message == card.message && sent.text.contains("已答复")).await;
    assert_eq!(desk.ticket(&number).await.status(), Status::Answered);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_group_is_followed_when_telegram_tells_of_it() {
    let desk = Desk::open().await;
    desk.link("wang.li", WANG, None).await;
    desk.fake.upgrade(GROUP, SUPERGROUP);
    desk.fake.wait_until_all_confirmed(crate::desk::SOON).await;
    works_in(&desk, SUPERGROUP).await;
    let sent_there = desk.fake.calls("sendMessage").iter().filter(|call| call.params["chat_id"] == GROUP).count();
    let before = desk.fake.sent(GROUP).len();
    assert_eq!(sent_there, before, "nothing is tried at the old number afterwards");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_group_is_followed_when_sending_finds_it_gone_and_after_a_restart() {
    let desk = Desk::open().await;
    desk.link("wang.li", WANG, None).await;
    desk.fake.migrate(GROUP, SUPERGROUP);
    works_in(&desk, SUPERGROUP).await;
    let desk = desk.restart().await;
    works_in(&desk, SUPERGROUP).await;
    desk.later(SignedDuration::from_hours(25));
    desk.relay.go_round().await.unwrap();
    desk.reads(SUPERGROUP, "今天的诉求").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_waits_for_the_group_goes_along_in_order_and_the_card_comes_anew() {
    let desk = Desk::open().await;
    let (number, _) = accepted_unseen(&desk).await;
    let next = desk.registered().await;
    desk.fake.upgrade(GROUP, SUPERGROUP);
    let anew = desk.shown(SUPERGROUP, |sent| sent.text.contains(&format!("{number} · 已受理"))).await;
    assert_eq!(anew.labels().len(), 2);
    let new = desk.shown(SUPERGROUP, |sent| sent.text.contains(&format!("新诉求 {next}"))).await;
    desk.noted(SUPERGROUP, &new).await;
    // A card of the old group and a message of the new one may have the same number.
    act(&desk, &number, Command::Answer { text: "修好了".to_owned() }).await;
    desk.shown(SUPERGROUP, |sent| sent.message == anew.message && sent.text.contains("已答复")).await;
    assert_eq!(desk.store.dead_letters(9).await.unwrap(), []);
}
