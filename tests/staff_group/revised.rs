//! Words that are changed in Telegram after they were sent.

use crate::desk::{ANNA, Desk, GROUP, phrases};

const TROUBLE: &str = "我们厂在延吉，这两天老停电";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_a_registration_runs_the_changed_words_take_the_place_of_the_earlier_ones() {
    let desk = Desk::open().await;
    desk.tell(TROUBLE).await;
    desk.tell("同意").await;
    desk.fake.edit(ANNA, TROUBLE, "我们厂在敦化，这三天老停电");
    let again = desk.reads(ANNA, &phrases().revised.draft).await;
    assert!(again.text.contains("企业名称"), "what was asked is asked again: {}", again.text);
    desk.tell("某某食品").await;
    desk.fake.edit(ANNA, "某某食品", "某某食品厂");
    desk.shown(ANNA, |sent| sent.text.contains(&phrases().revised.draft) && sent.text.contains("联系人")).await;
    desk.tell("李四").await;
    desk.tell("确认提交").await;
    let [ticket] = &desk.tickets().await[..] else { panic!("one ticket") };
    let draft = &ticket.draft;
    assert_eq!(draft.description, "我们厂在敦化，这三天老停电");
    assert_eq!((draft.region.as_deref(), draft.enterprise.as_str()), (Some("敦化市"), "某某食品厂"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_was_not_understood_is_read_anew() {
    let desk = Desk::open().await;
    desk.tell("客户欠我们货款一百万不给").await;
    desk.tell("同意").await;
    let asked = desk.tell("星星市").await;
    assert!(asked.text.contains("没认出这个地方"), "{}", asked.text);
    desk.fake.edit(ANNA, "星星市", "敦化");
    desk.shown(ANNA, |sent| sent.message > asked.message && sent.text.contains("企业名称")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_the_registration_they_are_added_to_the_ticket_and_told_to_both() {
    let desk = Desk::open().await;
    let number = desk.registered().await;
    desk.reads(GROUP, "新诉求").await;
    let before = desk.fake.sent(ANNA).len();
    let said = "我们厂在四平铁西，这两天老停电";
    // Telegram says so, too, when only a preview has changed.
    desk.fake.edit(ANNA, said, said);
    desk.fake.edit(ANNA, said, "我们厂在四平铁东，这两天老停电");
    desk.reads(ANNA, "已补充到诉求").await;
    desk.reads(GROUP, "企业修改了原话：我们厂在四平铁东").await;
    assert_eq!(desk.fake.sent(ANNA).len(), before + 1);
    let ticket = desk.ticket(&number).await;
    assert_eq!(ticket.draft.description, said, "what was registered stands");
    assert_eq!(desk.history(&number).await, ["submitted", "supplied"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_question_that_was_changed_is_answered_anew() {
    let desk = Desk::open().await;
    desk.tell("首台套有什么支持").await;
    desk.fake.edit(ANNA, "首台套有什么支持", "研发费用加计扣除有什么政策");
    desk.reads(ANNA, "加计扣除").await;
    // What was given up does not come back by itself.
    desk.tell(TROUBLE).await;
    desk.tell("取消").await;
    assert!(desk.tickets().await.is_empty());
}
