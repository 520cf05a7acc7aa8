//! The desks in another order in their file: a button goes to the desk it names, or nowhere.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use tempfile::TempDir;
use zhuqi::app;
use zhuqi::config::Settings;

use crate::desk::{Desk, GROUP, WANG, phrases};

/// A copy of the shipped knowledge in which the desks stand in the opposite order.
fn reordered() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("knowledge"), dir.path());
    let file = dir.path().join("desks.toml");
    let desks = fs::read_to_string(&file).unwrap();
    let mut parts: Vec<&str> = desks.split("[[desk]]\n").collect();
    let head = parts.remove(0);
    parts.reverse();
    let parts: String = parts.iter().map(|part| format!("[[desk]]\n{}\n", part.trim_end())).collect();
    fs::write(file, format!("{head}{parts}")).unwrap();
    dir
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// The desk goes on with the reordered file, as after a save.
fn reload(desk: &Desk, knowledge: &TempDir) {
    let mut settings = Settings::default();
    settings.knowledge.dir = knowledge.path().to_owned();
    settings.dialogs.dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("dialogs");
    let assistant = app::assistant(&settings).unwrap();
    let before = desk.relay.office().desks().iter().next().unwrap().id.clone();
    let office = app::office(&settings, &assistant).unwrap();
    assert_ne!(office.desks().iter().next().unwrap().id, before, "the order has changed");
    desk.relay.replace(Arc::clone(&assistant), office);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_button_goes_to_the_desk_it_names() {
    let desk = Desk::open().await;
    let number = desk.registered().await;
    let card = desk.reads(GROUP, "新诉求").await;
    desk.link("wang.li", WANG, None).await;
    desk.press(GROUP, WANG, &phrases().ticket_buttons.assign).await;
    let choice = desk.shown(GROUP, |sent| sent.labels().contains(&"省电力协调台")).await;
    let data = choice.keyboard.iter().flatten().find(|(label, _)| label == "省电力协调台").unwrap().1.clone();
    reload(&desk, &reordered());
    let (said, _) = desk.press_data(WANG, card.message, &data).await;
    assert!(said.unwrap().contains("已派单"));
    assert_eq!(desk.ticket(&number).await.duty.lead.as_str(), "jilin-power");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_button_of_the_time_of_places_offers_the_desks_anew() {
    let desk = Desk::open().await;
    let number = desk.registered().await;
    let card = desk.reads(GROUP, "新诉求").await;
    desk.link("wang.li", WANG, None).await;
    let (said, _) = desk.press_data(WANG, card.message, &format!("t1.{number}.to1v1")).await;
    assert_eq!(said.as_deref(), Some(phrases().staff_room.choose_anew.as_str()));
    assert_eq!(desk.history(&number).await, ["submitted"], "nothing was done");
    desk.shown(GROUP, |sent| sent.message == card.message && sent.labels().contains(&"省电力协调台")).await;
    desk.press(GROUP, WANG, "省电力协调台").await;
    assert_eq!(desk.ticket(&number).await.duty.lead.as_str(), "jilin-power");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_desk_that_is_gone_gets_nothing() {
    let desk = Desk::open().await;
    let number = desk.registered().await;
    let card = desk.reads(GROUP, "新诉求").await;
    desk.link("wang.li", WANG, None).await;
    let (said, _) = desk.press_data(WANG, card.message, &format!("t1.{number}.give-closed-1")).await;
    assert!(said.unwrap().contains("没有“closed”这个服务台"));
    assert_eq!(desk.history(&number).await, ["submitted"]);
}
