//! One ticket from the first message to 已办结.

use zhuqi::domain::ticket::Status;

use crate::desk::{ANNA, Desk, GROUP, WANG, phrases};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_a_message_to_a_solved_problem_and_a_content_enterprise() {
    let desk = Desk::open().await;
    let labels = &phrases().ticket_buttons;
    let number = desk.registered().await;
    let card = desk.reads(GROUP, "新诉求").await;
    desk.link("wang.li", WANG, None).await;
    desk.press(GROUP, WANG, &labels.accept).await;
    desk.reads(ANNA, "已受理").await;
    desk.shown(GROUP, |sent| sent.message == card.message && !sent.labels().contains(&labels.accept.as_str())).await;
    desk.press(GROUP, WANG, &labels.assign).await;
    desk.shown(GROUP, |sent| sent.labels().contains(&"四平市企业服务台")).await;
    desk.press(GROUP, WANG, "四平市企业服务台").await;
    let assigned = desk.reads(ANNA, "已派给四平市企业服务台").await;
    desk.noted(ANNA, &assigned).await;
    desk.fake.answer_in(ANNA, ANNA, assigned.message, "每天下午两点停");
    desk.reads(GROUP, "每天下午两点停").await;
    desk.noted(GROUP, &card).await;
    desk.fake.answer_in(GROUP, WANG, card.message, "/答复 变压器已经更换");
    desk.reads(ANNA, "变压器已经更换").await;
    for _ in 0..2 {
        desk.press(ANNA, ANNA, &labels.solved).await;
    }
    desk.reads(ANNA, "您对这次办理满意吗").await;
    desk.reads(ANNA, "这一步不用再办了").await;
    desk.press(ANNA, ANNA, "满意").await;
    desk.reads(ANNA, "谢谢您的评价").await;
    desk.fake.say(ANNA, "来得很快");
    desk.reads(ANNA, "已经记下").await;
    let events = ["submitted", "accepted", "assigned", "supplied", "answered", "confirmed", "rated", "rated"];
    assert_eq!(desk.history(&number).await, events);
    let ticket = desk.ticket(&number).await;
    assert_eq!((ticket.status(), ticket.replay().as_ref()), (Status::Closed, Ok(&ticket)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unsolved_is_asked_why_and_comes_back_to_the_group() {
    let desk = Desk::open().await;
    let labels = &phrases().ticket_buttons;
    let number = desk.registered().await;
    let card = desk.reads(GROUP, "新诉求").await;
    desk.link("wang.li", WANG, None).await;
    desk.fake.answer_in(GROUP, WANG, card.message, "答复：已经修好");
    desk.reads(ANNA, "已经修好").await;
    desk.press(ANNA, ANNA, &labels.unsolved).await;
    desk.reads(ANNA, "哪里还没解决").await;
    desk.fake.say(ANNA, "昨天又停了");
    let card = desk.reads(GROUP, "重办").await;
    assert!(card.text.contains("昨天又停了"));
    assert_eq!(desk.ticket(&number).await.status(), Status::Reopened);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ticket_older_than_twenty_others_is_still_ones_own() {
    let desk = Desk::open().await;
    let labels = &phrases().ticket_buttons;
    let first = desk.registered().await;
    desk.reads(GROUP, "新诉求").await;
    desk.link("wang.li", WANG, None).await;
    let card = desk.reads(GROUP, "新诉求").await;
    let draft = desk.ticket(&first).await.draft;
    for _ in 0..21 {
        let ticket = desk.relay.register(draft.clone(), None).await.unwrap().ticket;
        assert_ne!(ticket.number, first);
    }
    desk.fake.answer_in(GROUP, WANG, card.message, "/答复 已经修好");
    desk.reads(ANNA, "已经修好").await;
    desk.press(ANNA, ANNA, &labels.solved).await;
    desk.reads(ANNA, "已办结").await;
    assert_eq!(desk.ticket(&first).await.status(), Status::Closed);
}
