//! What staff do with a ticket: the change, the audit line and the notices are one transaction.

use zhuqi::desk::who::Who;
use zhuqi::domain::staff::{Role, Staff, StaffId};
use zhuqi::domain::ticket::{Command, Status, Ticket};
use zhuqi::relay::{ActError, SendError};
use zhuqi::store::{Progress, Store, StoreError};

use super::house::{House, chat, until};
use super::scripted::Mishap;

pub(crate) fn agent() -> Who {
    Who::Staff(Staff {
        id: StaffId::new("jingban").unwrap(),
        name: "某经办".to_owned(),
        role: Role::Agent,
        region: None,
        desk: None,
        telegram: None,
        disabled: false,
    })
}

async fn registered(house: &House) -> Ticket {
    let message = house.message(&chat("1"), 1, "register");
    house.relay.converse(message).await.unwrap();
    house.tickets().await.remove(0)
}

fn answer() -> Command {
    Command::Answer { text: "线路已经修好".to_owned() }
}

#[tokio::test]
async fn a_change_is_audited_and_told_to_the_enterprise_at_once() {
    let house = House::new();
    let ticket = registered(&house).await;
    let answered = house.relay.act(&ticket.number, Some(ticket.version()), &agent(), &answer()).await.unwrap();
    assert_eq!(answered.status(), Status::Answered);
    assert_eq!(house.store.ticket(&ticket.number).await.unwrap(), Some(answered));
    let audit = house.store.audit_log();
    let told = audit.iter().map(|line| format!("{} {}", line.actor, line.action)).collect::<Vec<_>>();
    assert_eq!(&told[1..], ["staff:jingban ticket.accepted", "staff:jingban ticket.answered"]);
    let notices = house.store.notified(&ticket.number).await.unwrap();
    let texts: Vec<_> = notices.iter().map(|notice| notice.text.rsplit(' ').next().unwrap()).collect();
    assert_eq!(texts, ["accepted", "answered"]);
    assert!(notices.iter().all(|notice| notice.to == chat("1")));
}

#[tokio::test]
async fn who_has_not_seen_the_last_change_is_told_so() {
    let house = House::new();
    let ticket = registered(&house).await;
    house.relay.act(&ticket.number, None, &agent(), &Command::Accept).await.unwrap();
    let stale = house.relay.act(&ticket.number, Some(ticket.version()), &agent(), &answer()).await;
    assert!(matches!(stale, Err(ActError::Stale)), "{stale:?}");
}

#[tokio::test]
async fn a_conflict_is_tried_again_and_a_full_disk_is_not() {
    let house = House::new();
    let ticket = registered(&house).await;
    house.store.fail_next(3, StoreError::Conflict);
    house.relay.act(&ticket.number, None, &agent(), &Command::Accept).await.unwrap();
    house.store.fail_next(1, StoreError::Unwritable("full".into()));
    let refused = house.relay.act(&ticket.number, None, &agent(), &Command::Start).await;
    assert!(matches!(refused, Err(ActError::Store(StoreError::Unwritable(_)))), "{refused:?}");
    assert_eq!(house.store.ticket(&ticket.number).await.unwrap().unwrap().status(), Status::Accepted);
}

#[tokio::test(start_paused = true)]
async fn what_was_done_before_a_crash_is_told_after_it() {
    let mut house = House::new();
    let ticket = registered(&house).await;
    // Nothing runs that could send: the process dies right after the change.
    house.relay.act(&ticket.number, None, &agent(), &answer()).await.unwrap();
    assert_eq!(house.postbox.texts(&chat("1")), [""; 0]);
    house.start();
    let told = house.replies(&chat("1"), 2).await;
    assert_eq!(told, [format!("{} accepted", ticket.number), format!("{} answered", ticket.number)]);
}

#[tokio::test(start_paused = true)]
async fn a_notice_that_cannot_arrive_is_shown_to_staff() {
    let house = House::running();
    let ticket = registered(&house).await;
    house.postbox.plan(&chat("1"), vec![Mishap::Fails(SendError::Gone("blocked".into()))]);
    house.relay.act(&ticket.number, None, &agent(), &Command::Accept).await.unwrap();
    until(async || house.idle().await).await;
    let notices = house.store.notified(&ticket.number).await.unwrap();
    assert!(
        matches!(&notices[0].progress, Progress::Failed { reason, .. } if reason.starts_with("对方收不到消息了") && reason.contains("blocked")),
        "{notices:?}"
    );
}
