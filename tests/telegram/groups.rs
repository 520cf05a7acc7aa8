//! In a group the bot speaks only when spoken to, and its buttons belong to one person.

use crate::bench::{Bench, SOON};
use crate::sending::{send, with_button};

#[tokio::test]
async fn a_group_is_one_conversation_for_each_person() {
    let bench = Bench::start().await;
    bench.fake.add_group(-20);
    bench.fake.say_in(-20, 7, "大家好");
    bench.fake.say_in(-20, 7, "/report@zhuqi_test_bot");
    bench.fake.say_in(-20, 8, "@zhuqi_test_bot 研发费用加计扣除");
    bench.inbox.wait_for(2).await;
    send(&bench.telegram, "telegram:-20/8", &with_button("登记诉求", "b1.0")).await.unwrap();
    bench.fake.reply_in(-20, 9, "我也想问");
    let heard = bench.inbox.wait_for(3).await;
    assert_eq!(heard, ["telegram:-20/7 /report", "telegram:-20/8 研发费用加计扣除", "telegram:-20/9 我也想问"]);
    bench.stop().await;
}

#[tokio::test]
async fn somebody_elses_button_is_refused_politely() {
    let bench = Bench::start().await;
    bench.fake.add_group(-20);
    send(&bench.telegram, "telegram:-20/8", &with_button("登记诉求", "b1.0")).await.unwrap();
    let foreign = bench.fake.press_in(-20, 7, "登记诉求");
    bench.fake.wait_for_calls("answerCallbackQuery", 1, SOON).await;
    let own = bench.fake.press_in(-20, 8, "登记诉求");
    bench.fake.wait_for_calls("answerCallbackQuery", 2, SOON).await;
    let answers = bench.fake.answered();
    assert_eq!((&answers[0].query, &answers[1].query), (&foreign, &own));
    assert!(answers[0].text.as_deref().unwrap().contains("另一位"));
    assert_eq!(answers[1].text, None);
    assert_eq!(bench.inbox.wait_for(1).await, ["telegram:-20/8 [b1.0]"]);
    bench.stop().await;
}

#[tokio::test]
async fn a_photo_is_heard_by_its_caption() {
    let bench = Bench::start().await;
    bench.fake.send_photo(7, Some("电表烧了"));
    bench.fake.send_photo(7, None);
    assert_eq!(bench.inbox.wait_for(2).await, ["telegram:7 电表烧了", "telegram:7 Picture"]);
    bench.stop().await;
}
