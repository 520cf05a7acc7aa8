//! What comes with time: alarms, the morning's figures.

use jiff::SignedDuration;

use crate::desk::{Desk, GROUP};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_overdue_ticket_comes_to_the_group_once() {
    let desk = Desk::open().await;
    let number = desk.registered().await;
    desk.reads(GROUP, "新诉求").await;
    desk.later(SignedDuration::from_hours(25));
    for _ in 0..3 {
        desk.relay.go_round().await.unwrap();
    }
    let card = desk.reads(GROUP, "请督办").await;
    assert!(card.text.contains(&number.to_string()) && card.labels().len() == 3);
    assert_eq!(desk.history(&number).await, ["submitted", "overdue"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_figures_are_told_once_on_each_working_day() {
    let desk = Desk::open().await;
    let number = desk.registered().await;
    let told = async |count: usize| {
        for _ in 0..3 {
            desk.relay.go_round().await.unwrap();
        }
        desk.shown(GROUP, |_| desk.fake.sent(GROUP).iter().filter(|sent| sent.text.contains("各位好")).count() == count)
            .await
    };
    // The relay's own first round may have told Monday's figures before the ticket came.
    told(1).await;
    // Tuesday, two hours before work begins; then half an hour after.
    desk.later(SignedDuration::from_mins(20 * 60 + 30));
    told(1).await;
    desk.later(SignedDuration::from_mins(3 * 60));
    told(2).await;
    let digest = desk.reads(GROUP, "各位好").await;
    assert!(digest.text.contains("新增 1 件") && digest.text.contains("在办 1 件"), "{}", digest.text);
    assert_eq!(digest.labels(), [format!("查看 {number}")]);
}
