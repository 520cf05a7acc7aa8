//! Photos and files that come before there is a ticket for them.

use jiff::SignedDuration;
use serde_json::json;
use zhuqi::store::Store;

use crate::desk::{ANNA, Desk, GROUP, phrases};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
const PDF: &[u8] = b"%PDF-1.7\n";

fn picture(number: u8) -> Vec<u8> {
    [PNG, &[number]].concat()
}

/// Tells of a trouble and answers what is asked, up to the summary.
async fn summary(desk: &Desk) -> String {
    for words in ["我们厂在四平铁西，这两天老停电", "同意", "某某机械有限公司"] {
        desk.tell(words).await;
    }
    desk.tell("王某某").await.text
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_album_before_the_first_word_is_answered_once_and_attached() {
    let desk = Desk::open().await;
    let album: Vec<_> = (0..3).map(picture).collect();
    desk.fake.send_album(ANNA, &album, None);
    let asked = desk.reads(ANNA, "收到 3 个附件").await;
    assert_eq!(asked.labels(), [&phrases().buttons.register]);
    let summary = summary(&desk).await;
    assert!(summary.contains("附件 3 个"), "{summary}");
    let registered = desk.tell("确认提交").await;
    assert!(registered.text.contains("附件 3 个已一起附上"), "{}", registered.text);
    assert_eq!(desk.fake.sent(ANNA).len(), 6, "one reply to each of the messages, one to the album");
    let [ticket] = &desk.tickets().await[..] else { panic!("one ticket") };
    assert_eq!(ticket.files.len(), 3);
    assert_eq!(ticket.replay().as_ref(), Ok(ticket));
    for (file, bytes) in ticket.files.iter().zip(&album) {
        assert_eq!(desk.store.file(&file.digest).await.unwrap().as_ref(), Some(bytes));
        assert_eq!(desk.held(ANNA, bytes).await, None, "it is not held any more");
    }
    let card = desk.reads(GROUP, "新诉求").await;
    assert!(card.text.contains("附件 3 个"), "{}", card.text);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_caption_is_read_and_files_in_the_middle_are_no_answers() {
    let desk = Desk::open().await;
    desk.fake.send_captioned(ANNA, &picture(0), "延吉我们厂变压器烧了，停电两天了");
    let begun = desk.reads(ANNA, &phrases().buttons.agree).await;
    assert!(begun.text.contains("收到 1 个附件") && begun.text.contains("延吉"), "{}", begun.text);
    desk.tell("同意").await;
    // The licence, while the firm's name is asked for: with words that say what it is, and without.
    desk.fake.send_captioned(ANNA, &picture(1), "这是我们的营业执照");
    let again = desk.reads(ANNA, "收到 2 个附件").await;
    assert!(again.text.contains("企业名称"), "{}", again.text);
    desk.fake.send_document(ANNA, "说明.pdf", PDF);
    let again = desk.reads(ANNA, "收到 3 个附件").await;
    assert!(again.text.contains("企业名称"), "{}", again.text);
    // A name under a photo is a name.
    desk.fake.send_captioned(ANNA, &picture(2), "某某食品有限公司");
    let asked = desk.reads(ANNA, "收到 4 个附件").await;
    assert!(asked.text.contains("联系人"), "{}", asked.text);
    desk.tell("李四").await;
    desk.tell("确认提交").await;
    let [ticket] = &desk.tickets().await[..] else { panic!("one ticket") };
    assert_eq!((ticket.files.len(), ticket.draft.enterprise.as_str()), (4, "某某食品有限公司"));
    assert_eq!(ticket.files[2].name, "说明.pdf");
    assert_eq!(ticket.draft.region.as_deref(), Some("延吉市"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_given_up_is_let_go() {
    for words in [&["取消"][..], &["不同意"], &["同意", "电来了，不想报了", "不登记了"]] {
        let desk = Desk::open().await;
        desk.fake.send_captioned(ANNA, PNG, "我们厂在四平铁西，这两天老停电");
        desk.reads(ANNA, "收到 1 个附件").await;
        assert!(desk.held(ANNA, PNG).await.is_some());
        for words in words {
            desk.tell(words).await;
        }
        desk.idle(ANNA).await;
        assert_eq!(desk.held(ANNA, PNG).await, None, "{words:?}");
        let summary = summary(&desk).await;
        assert!(!summary.contains("附件"), "{summary}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_photo_alone_is_let_go_by_a_word_or_by_time() {
    let desk = Desk::open().await;
    desk.fake.send_picture(ANNA, PNG, None);
    desk.reads(ANNA, "收到 1 个附件").await;
    assert_eq!(desk.tell("取消").await.text, phrases().files.dropped);
    assert_eq!(desk.held(ANNA, PNG).await, None);
    desk.fake.send_picture(ANNA, PNG, None);
    desk.fake.wait_for_replies(ANNA, 3, crate::desk::SOON).await;
    desk.later(SignedDuration::from_hours(49));
    desk.store.sweep(desk.relay.now()).await.unwrap();
    assert_eq!(desk.held(ANNA, PNG).await, None);
    let summary = summary(&desk).await;
    assert!(!summary.contains("附件"), "{summary}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn so_many_are_held_and_what_is_too_much_is_told() {
    let desk = Desk::open().await;
    let album: Vec<_> = (0..10).map(picture).collect();
    desk.fake.send_album(ANNA, &album, None);
    desk.reads(ANNA, "收到 10 个附件").await;
    desk.fake.send_picture(ANNA, &picture(10), None);
    desk.reads(ANNA, "多出来的没有收下").await;
    assert_eq!(desk.held(ANNA, &picture(10)).await, None);
    desk.fake.send_document(ANNA, "照片.jpg", b"MZ\x90\0program");
    desk.reads(ANNA, "只收照片").await;
    let summary = summary(&desk).await;
    assert!(summary.contains("附件 10 个"), "{summary}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_question_under_a_photo_is_answered_and_the_photo_waits() {
    let desk = Desk::open().await;
    desk.fake.send_captioned(ANNA, PNG, "研发费用加计扣除有什么政策");
    let answered = desk.reads(ANNA, "加计扣除").await;
    assert!(answered.text.contains("1 个附件先留着"), "{}", answered.text);
    let summary = summary(&desk).await;
    assert!(summary.contains("附件 1 个"), "{summary}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_photo_held_before_goes_along_with_what_is_added_to_a_ticket() {
    let desk = Desk::open().await;
    let number = desk.registered().await;
    desk.later(SignedDuration::from_mins(31));
    desk.fake.send_picture(ANNA, PNG, None);
    desk.reads(ANNA, "收到 1 个附件").await;
    desk.tell("补充一下，昨天又停了三个小时").await;
    desk.reads(ANNA, "附件 1 个也加上了").await;
    assert_eq!(desk.ticket(&number).await.files.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_a_group_nothing_is_held() {
    let desk = Desk::open().await;
    desk.fake.add_group(-20);
    desk.fake.say_in(-20, ANNA, "/help");
    let help = desk.shown(-20, |_| true).await;
    let size = json!({"file_id": "f", "file_unique_id": "u", "width": 90, "height": 90, "file_size": 1000});
    desk.fake.share_in(-20, ANNA, json!({ "photo": [size] }), help.message);
    desk.reads(-20, &phrases().unreadable.picture).await;
    assert_eq!(desk.fake.calls("getFile").len(), 0);
}
