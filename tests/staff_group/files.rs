//! Photos and files for a ticket.

use jiff::SignedDuration;
use zhuqi::store::Store;

use crate::desk::{ANNA, Desk, GROUP, WANG, phrases};

const JPEG: &[u8] = &[0xFF, 0xD8, 0xFF, 0xE0, 0, 16, b'J', b'F', b'I', b'F', 0];
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn photos_are_attached_after_the_registration_and_to_what_is_answered() {
    let desk = Desk::open().await;
    let number = desk.registered().await;
    let registered = desk.reads(ANNA, "登记好了").await;
    // An album is several messages.
    desk.fake.send_picture(ANNA, JPEG, None);
    desk.fake.send_picture(ANNA, PNG, None);
    desk.reads(ANNA, "照片.png").await;
    desk.fake.send_picture(ANNA, JPEG, Some(registered.message));
    desk.shown(ANNA, |_| desk.fake.sent(ANNA).iter().filter(|sent| sent.text.contains("照片.jpg")).count() == 2).await;
    let ticket = desk.ticket(&number).await;
    assert_eq!(ticket.files.len(), 3);
    assert_eq!(desk.store.file(&ticket.files[1].digest).await.unwrap().as_deref(), Some(PNG));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_disguised_or_too_large_is_refused_in_words() {
    let desk = Desk::open().await;
    let number = desk.registered().await;
    desk.fake.send_picture(ANNA, b"MZ\x90\0program", None);
    desk.reads(ANNA, "只收照片").await;
    desk.fake.send_picture(ANNA, &vec![0; 10 * 1024 * 1024 + 1], None);
    desk.reads(ANNA, "文件太大").await;
    assert_eq!(desk.ticket(&number).await.files, []);
    assert_eq!(desk.fake.calls("getFile").len(), 1, "a file that says it is too large is not even fetched");
}

/// Pictures that differ.
fn pictures(count: u8) -> Vec<Vec<u8>> {
    (0..count).map(|number| [PNG, &[number]].concat()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_album_for_a_ticket_gets_one_reply_and_staff_one_notice() {
    let desk = Desk::open().await;
    let number = desk.registered().await;
    desk.reads(GROUP, "新诉求").await;
    desk.link("wang.li", WANG, None).await;
    desk.press(GROUP, WANG, &phrases().ticket_buttons.accept).await;
    desk.reads(ANNA, "已受理").await;
    let before = desk.fake.sent(ANNA).len();
    desk.fake.send_album(ANNA, &pictures(5), Some("昨天又停了三个小时"));
    let told = desk.reads(ANNA, "已补充到诉求").await;
    assert!(told.text.contains("附件 5 个"), "{}", told.text);
    desk.reads(GROUP, "发来 5 个附件").await;
    desk.reads(GROUP, "昨天又停了三个小时").await;
    desk.idle(ANNA).await;
    assert_eq!(desk.fake.sent(ANNA).len(), before + 1, "one reply");
    let ticket = desk.ticket(&number).await;
    assert_eq!(ticket.files.len(), 5);
    assert_eq!(ticket.replay().as_ref(), Ok(&ticket));
    // Without a word it is one reply, too.
    desk.later(SignedDuration::from_mins(1));
    desk.fake.send_album(ANNA, &pictures(8)[5..], None);
    desk.reads(ANNA, "3 个附件已添加").await;
    desk.idle(ANNA).await;
    assert_eq!(desk.fake.sent(ANNA).len(), before + 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_photo_long_after_is_asked_about_and_attached_by_a_button() {
    let desk = Desk::open().await;
    let number = desk.registered().await;
    desk.later(SignedDuration::from_mins(31));
    desk.fake.send_picture(ANNA, PNG, None);
    let asked = desk.reads(ANNA, "收到 1 个附件").await;
    let label = format!("补充到 {number}");
    assert_eq!(asked.labels(), [label.as_str(), phrases().buttons.register.as_str()]);
    desk.press(ANNA, ANNA, &label).await;
    desk.reads(ANNA, "已添加到诉求").await;
    assert_eq!(desk.ticket(&number).await.files.len(), 1);
    assert_eq!(desk.held(ANNA, PNG).await, None);
}
