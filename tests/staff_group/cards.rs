//! Cards show how their tickets stand, whoever has changed them and wherever.

use jiff::SignedDuration;
use zhuqi::desk::who::Who;
use zhuqi::domain::ids::DeskId;
use zhuqi::domain::ticket::{Command, TicketNumber};
use zhuqi::store::{Form, Progress, Store};

use crate::desk::{ANNA, Desk, GROUP, WANG, phrases};
use crate::fake_bot_api::{Fault, Sent};

fn answer() -> Command {
    Command::Answer { text: "线路已经修好".to_owned() }
}

/// Does something with a ticket as the console does.
pub(crate) async fn act(desk: &Desk, number: &TicketNumber, command: Command) {
    desk.relay.act(number, None, &Who::Staff(desk.supervisor()), &command).await.unwrap();
}

/// Waits until the card shows these words.
async fn card_reads(desk: &Desk, card: &Sent, words: &str) -> Sent {
    desk.shown(GROUP, |sent| sent.message == card.message && sent.text.contains(words)).await
}

/// A ticket that was taken while Telegram takes nothing for the group for five seconds, and the card of it.
pub(crate) async fn accepted_unseen(desk: &Desk) -> (TicketNumber, Sent) {
    let number = desk.registered().await;
    let card = desk.reads(GROUP, "新诉求").await;
    desk.noted(GROUP, &card).await;
    desk.fake.fail("editMessageText", Some(GROUP), 1, Fault::too_many(5));
    act(desk, &number, Command::Accept).await;
    desk.put_off(GROUP).await;
    (number, card)
}

fn cards(desk: &Desk, number: &TicketNumber) -> usize {
    desk.fake.sent(GROUP).iter().filter(|sent| sent.text.contains(&number.to_string())).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_done_elsewhere_is_seen_on_the_card() {
    let desk = Desk::open().await;
    let labels = &phrases().ticket_buttons;
    let number = desk.registered().await;
    let card = desk.reads(GROUP, "新诉求").await;
    act(&desk, &number, Command::Accept).await;
    let shown = card_reads(&desk, &card, "已受理").await;
    assert_eq!(shown.labels(), [&labels.assign, &labels.show]);
    assert!(shown.text.contains("首次回复时限") || shown.text.contains("时限："), "{}", shown.text);
    let lead = DeskId::new("jilin-power").unwrap();
    act(&desk, &number, Command::Assign { lead, helpers: vec![], agent: None, reason: None }).await;
    card_reads(&desk, &card, "主办：省电力协调台").await;
    act(&desk, &number, answer()).await;
    let shown = card_reads(&desk, &card, "已答复").await;
    assert_eq!(shown.labels(), [&labels.show], "nothing else is possible until the enterprise has spoken");
    assert!(shown.text.contains("线路已经修好"), "{}", shown.text);
    desk.press(ANNA, ANNA, &labels.solved).await;
    card_reads(&desk, &card, "已办结").await;
    assert_eq!(cards(&desk, &number), 1, "one card for one ticket");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_newer_card_takes_the_place_of_the_older_one() {
    let desk = Desk::open().await;
    let labels = &phrases().ticket_buttons;
    let number = desk.registered().await;
    let first = desk.reads(GROUP, "新诉求").await;
    act(&desk, &number, answer()).await;
    card_reads(&desk, &first, "已答复").await;
    desk.shown(ANNA, |sent| sent.labels().contains(&labels.unsolved.as_str())).await;
    desk.press(ANNA, ANNA, &labels.unsolved).await;
    desk.reads(ANNA, "哪里还没解决").await;
    desk.fake.say(ANNA, "昨天又停了");
    let second = desk.reads(GROUP, "昨天又停了").await;
    assert_eq!(second.labels(), [&labels.assign, &labels.show]);
    let retired = card_reads(&desk, &first, "下面的新卡片").await;
    assert_eq!(retired.labels(), [""; 0]);
    act(&desk, &number, Command::Start).await;
    let shown = card_reads(&desk, &second, "办理中").await;
    assert!(shown.text.contains(&number.to_string()));
    card_reads(&desk, &first, "下面的新卡片").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_overdue_ticket_has_one_card_with_buttons() {
    let desk = Desk::open().await;
    let number = desk.registered().await;
    let first = desk.reads(GROUP, "新诉求").await;
    desk.later(SignedDuration::from_hours(25));
    desk.relay.go_round().await.unwrap();
    desk.reads(GROUP, "请督办").await;
    card_reads(&desk, &first, "下面的新卡片").await;
    let with_buttons = desk
        .fake
        .sent(GROUP)
        .into_iter()
        .filter(|sent| sent.text.contains(&number.to_string()) && !sent.keyboard.is_empty());
    assert_eq!(with_buttons.count(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_changes_while_telegram_is_away_are_one_change_of_the_card() {
    let desk = Desk::open().await;
    let (number, card) = accepted_unseen(&desk).await;
    for note in ["一", "二", "三"] {
        act(&desk, &number, Command::Note { text: note.to_owned() }).await;
    }
    act(&desk, &number, Command::Start).await;
    // What goes to the enterprise would have the group's card tried in between.
    desk.idle(ANNA).await;
    desk.later(SignedDuration::from_secs(10));
    // Nobody rings when a clock of a test moves on.
    act(&desk, &number, answer()).await;
    card_reads(&desk, &card, "已答复").await;
    assert_eq!(desk.fake.calls("editMessageText").len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_card_that_cannot_be_changed_any_more_comes_anew_while_the_ticket_is_open() {
    let desk = Desk::open().await;
    let number = desk.registered().await;
    let card = desk.reads(GROUP, "新诉求").await;
    desk.noted(GROUP, &card).await;
    desk.fake.delete(card.message);
    act(&desk, &number, Command::Accept).await;
    let anew = desk.reads(GROUP, "已受理").await;
    assert!(anew.message > card.message && anew.labels().len() == 2);
    desk.noted(GROUP, &anew).await;
    desk.fake.fail("editMessageText", Some(GROUP), 1, Fault::refuse(400, "Bad Request: message can't be edited"));
    act(&desk, &number, Command::Start).await;
    let third = desk.shown(GROUP, |sent| sent.message > anew.message && sent.text.contains("办理中")).await;
    desk.noted(GROUP, &third).await;
    act(&desk, &number, answer()).await;
    card_reads(&desk, &third, "已答复").await;
    desk.fake.delete(third.message);
    desk.press(ANNA, ANNA, &phrases().ticket_buttons.solved).await;
    desk.reads(ANNA, "满意吗").await;
    desk.idle(GROUP).await;
    assert!(desk.fake.sent(GROUP).iter().all(|sent| !sent.text.contains("已办结")), "nobody works on it any more");
    assert_eq!(desk.store.dead_letters(9).await.unwrap(), []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn changes_survive_a_restart_and_do_not_count_as_notices() {
    let desk = Desk::open().await;
    let (number, card) = accepted_unseen(&desk).await;
    let desk = desk.restart().await;
    desk.later(SignedDuration::from_secs(10));
    act(&desk, &number, Command::Start).await;
    card_reads(&desk, &card, "办理中").await;
    let notified = desk.store.notified(&number).await.unwrap();
    let to_group = notified.iter().filter(|notice| notice.to.key() == GROUP.to_string());
    let to_group: Vec<_> = to_group.map(|notice| (notice.form, &notice.progress)).collect();
    assert!(matches!(to_group[..], [(Form::Card, Progress::Sent { .. })]), "{to_group:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_asks_nothing_of_staff_has_no_buttons_of_its_own() {
    let desk = Desk::open().await;
    let labels = &phrases().ticket_buttons;
    let number = desk.registered().await;
    let card = desk.reads(GROUP, "新诉求").await;
    desk.link("wang.li", WANG, None).await;
    desk.press(GROUP, WANG, &labels.show).await;
    let details = desk.reads(GROUP, "联系人").await;
    assert_eq!(details.labels(), [""; 0]);
    let registered = desk.reads(ANNA, "登记好了").await;
    desk.press_data(ANNA, registered.message, &format!("t1.{number}.withdrawn")).await;
    let news = desk.reads(GROUP, "企业撤回了诉求").await;
    assert_eq!(news.labels(), [""; 0]);
    let shown = card_reads(&desk, &card, "撤回（").await;
    assert_eq!(shown.labels(), [&labels.show]);
}
