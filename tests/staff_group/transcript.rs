//! A ticket's whole life as the enterprise and the staff read it.

use std::fmt::Write;

use crate::desk::{ANNA, Desk, GROUP, WANG, phrases};

/// Everything that is to be read in a chat now, but for the figures of the day, which come when they come.
fn read(desk: &Desk, chat: i64) -> String {
    let mut text = String::new();
    for sent in desk.fake.sent(chat).into_iter().filter(|sent| !sent.text.starts_with("各位好")) {
        writeln!(text, "{}", sent.text).unwrap();
        if !sent.keyboard.is_empty() {
            writeln!(text, "[{}]", sent.labels().join("] [")).unwrap();
        }
        writeln!(text).unwrap();
    }
    text
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_the_first_word_to_the_last() {
    let desk = Desk::open().await;
    let labels = &phrases().ticket_buttons;
    let number = desk.registered().await;
    let first = desk.reads(GROUP, "新诉求").await;
    let new = read(&desk, GROUP);
    desk.link("wang.li", WANG, None).await;
    desk.press(GROUP, WANG, &labels.accept).await;
    desk.shown(GROUP, |sent| sent.message == first.message && sent.text.contains("已受理")).await;
    desk.press(GROUP, WANG, &labels.assign).await;
    desk.shown(GROUP, |sent| sent.labels().contains(&"省电力协调台")).await;
    desk.press(GROUP, WANG, "省电力协调台").await;
    desk.shown(GROUP, |sent| sent.message == first.message && sent.text.contains("已派单")).await;
    desk.press(GROUP, WANG, &labels.show).await;
    desk.reads(GROUP, "联系人").await;
    desk.noted(GROUP, &first).await;
    desk.fake.answer_in(GROUP, WANG, first.message, "师傅今天下午到您厂里");
    desk.reads(ANNA, "师傅今天下午到您厂里").await;
    desk.fake.answer_in(GROUP, WANG, first.message, "/答复 变压器已经更换，不会再跳闸了");
    desk.reads(ANNA, "变压器已经更换").await;
    desk.shown(GROUP, |sent| sent.message == first.message && sent.text.contains("已答复")).await;
    desk.idle(GROUP).await;
    let answered = read(&desk, GROUP);
    desk.press(ANNA, ANNA, &labels.unsolved).await;
    desk.reads(ANNA, "哪里还没解决").await;
    desk.fake.say(ANNA, "昨晚又停了两个小时");
    let second = desk.reads(GROUP, "昨晚又停了").await;
    desk.noted(GROUP, &second).await;
    desk.fake.answer_in(GROUP, WANG, second.message, "/答复 线路也换了，供电局会再盯一周");
    desk.reads(ANNA, "线路也换了").await;
    desk.press(ANNA, ANNA, &labels.solved).await;
    desk.reads(ANNA, "满意吗").await;
    desk.press(ANNA, ANNA, "非常满意").await;
    desk.reads(ANNA, "谢谢您的评价").await;
    desk.fake.say(ANNA, "这回真修好了");
    desk.reads(ANNA, "已经记下").await;
    desk.shown(GROUP, |sent| sent.message == second.message && sent.text.contains("这回真修好了")).await;
    desk.idle(GROUP).await;
    let [group, enterprise] = [GROUP, ANNA].map(|chat| read(&desk, chat));
    let code = desk.ticket(&number).await.code;
    let whole = format!(
        "# 工作群：刚登记\n\n{new}# 工作群：答复以后\n\n{answered}# 工作群：办结以后\n\n{group}# 企业\n\n{enterprise}"
    );
    insta::assert_snapshot!(whole.replace(&code, "〔查询码〕"));
}
