//! Whom the bot answers where: topics of a group, those who hide behind it, links that name a place, buttons twice.

use crate::desk::{ANNA, Desk, phrases};
use crate::fake_bot_api::BOT;

const CIRCLE: i64 = -20;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_a_topic_it_answers_in_the_topic_and_to_the_message() {
    let desk = Desk::open().await;
    desk.fake.add_group(CIRCLE);
    let asked = desk.fake.say_in_topic(CIRCLE, 45, ANNA, &format!("@{} 研发费用加计扣除有什么政策", BOT.1));
    let answer = desk.reads(CIRCLE, "加计扣除").await;
    assert_eq!((answer.topic, answer.answers), (Some(45), Some(asked)));
    // Its buttons belong to the same conversation.
    desk.press(CIRCLE, ANNA, &phrases().buttons.helpful).await;
    let thanks = desk.reads(CIRCLE, &phrases().answer.judged_helpful).await;
    assert_eq!(thanks.topic, Some(45));
    desk.fake.say_in(CIRCLE, ANNA, &format!("@{} 首台套有什么支持", BOT.1));
    let answer = desk.reads(CIRCLE, "首台").await;
    assert!(answer.topic.is_none() && answer.answers.is_some(), "{answer:?}");
    desk.fake.say_in_topic(CIRCLE, 45, ANNA, &format!("/group@{}", BOT.1));
    let told = desk.reads(CIRCLE, &CIRCLE.to_string()).await;
    assert!(told.topic == Some(45) && !told.text.contains("_45"), "{}", told.text);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_administrator_who_hides_behind_the_group_is_answered_there() {
    let desk = Desk::open().await;
    desk.fake.add_group(CIRCLE);
    desk.fake.say_hidden(CIRCLE, &format!("@{} 研发费用加计扣除有什么政策", BOT.1));
    desk.reads(CIRCLE, "加计扣除").await;
    desk.press(CIRCLE, ANNA, &phrases().buttons.helpful).await;
    desk.reads(CIRCLE, &phrases().answer.judged_helpful).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_may_name_the_place_one_comes_from() {
    for (link, region) in
        [("/start siping", "四平市"), ("/start siping_tiexi", "四平市铁西区"), ("/start 敦化", "敦化市")]
    {
        let desk = Desk::open().await;
        let welcome = desk.tell(link).await;
        assert!(welcome.text.contains(&format!("您在{region}")), "{link}: {}", welcome.text);
        assert_eq!(welcome.labels(), phrases().help.examples);
        let begun = desk.tell("厂里老停电，没法生产").await;
        assert!(begun.text.contains(region), "{link}: {}", begun.text);
    }
    let desk = Desk::open().await;
    assert_eq!(desk.tell("/start poster_7").await.text, phrases().help.start);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_button_works_again_once_something_else_was_said() {
    let desk = Desk::open().await;
    let help = desk.tell("/help").await;
    let register = &phrases().buttons.register;
    let data = help.keyboard.iter().flatten().find(|(label, _)| label == register).unwrap().1.clone();
    for round in 0..2 {
        let before = desk.fake.sent(ANNA).len();
        for _ in 0..5 {
            desk.press_data(ANNA, help.message, &data).await;
        }
        desk.fake.wait_for_replies(ANNA, before + 1, crate::desk::SOON).await;
        let cancelled = desk.tell("取消").await;
        assert!(cancelled.text.contains(&phrases().dialog.cancelled), "round {round}: {}", cancelled.text);
        assert_eq!(desk.fake.sent(ANNA).len(), before + 2, "five taps are one");
    }
}
