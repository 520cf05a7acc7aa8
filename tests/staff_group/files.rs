//! Photos and files for a ticket.

use zhuqi::store::Store;

use crate::desk::{ANNA, Desk, GROUP, phrases};

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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_photo_out_of_the_blue_is_no_attachment() {
    let desk = Desk::open().await;
    desk.fake.send_picture(ANNA, JPEG, None);
    desk.reads(ANNA, &phrases().unreadable.picture).await;
    assert_eq!(desk.fake.calls("getFile").len(), 0);
    assert_eq!(desk.fake.sent(GROUP).iter().filter(|sent| sent.text.contains("补充")).count(), 0);
}
