//! What enterprises left in the middle goes on: drafts, buttons, tickets of their own.

use serde_json::Value;
use zhuqi::domain::point::Reference;
use zhuqi::domain::ticket::{Category, Status};
use zhuqi::store::Store;

use crate::kept::{Kept, press, say};

fn kind(reply: &Value) -> &str {
    reply["kind"].as_str().unwrap()
}

/// The ticket that a reply says was registered.
fn registered(replies: &[Value]) -> &str {
    replies[0]["report"]["number"].as_str().unwrap_or_else(|| panic!("nothing registered: {replies:?}"))
}

#[tokio::test]
async fn a_draft_goes_on_where_it_was_left() {
    let kept = Kept::open().await;
    let mut replies = Vec::new();
    for words in ["某某农机厂", "王某某", "13900000000", "车间这两天老停电，机床都停了", "确认提交"]
    {
        replies = kept.go_on(1, say(words)).await;
        if !replies[0]["report"]["number"].is_null() {
            break;
        }
    }
    let number = registered(&replies).parse().unwrap();
    let ticket = kept.store.ticket(&number).await.unwrap().unwrap();
    assert_eq!(ticket.draft.enterprise, "某某农机厂");
    assert_eq!(ticket.draft.region.as_deref(), Some("四平市铁西区"));
    assert_eq!(ticket.draft.category, Some(Category::Power));
    assert_eq!(ticket.number.to_string(), "WZ-20261129-0009", "the count of the day goes on");
}

#[tokio::test]
async fn buttons_that_were_offered_still_do_what_they_say() {
    let kept = Kept::open().await;
    // 确认提交
    assert_eq!(registered(&kept.go_on(2, press("b1.8")).await), "WZ-20261129-0009");
    // 有帮助
    let thanks = kept.go_on(3, press("b1.0")).await;
    assert_eq!(kind(&thanks[0]), "smalltalk");
    let (_, noted) = kept.store.audit(None, 1).await.unwrap().remove(0);
    assert_eq!(noted.action, "answer.helpful");
    assert!(!noted.subject.contains('#'), "a button of that day knows its card: {}", noted.subject);
    let answer = kept.go_on(3, say("研发费用加计扣除有什么政策")).await;
    kept.go_on(3, press(answer[0]["buttons"][0]["payload"].as_str().unwrap())).await;
    let (_, noted) = kept.store.audit(None, 1).await.unwrap().remove(0);
    let shown: Vec<&str> = noted.subject.split(' ').collect();
    assert!(!shown.is_empty() && shown.iter().all(|point| point.parse::<Reference>().is_ok()), "{}", noted.subject);
    // 登记诉求
    assert_eq!(kind(&kept.go_on(3, press("b1.2")).await[0]), "report");
    // A card beside a refusal, by its title of that day.
    assert!(["answer", "clarify"].contains(&kind(&kept.go_on(4, press("b1.1")).await[0])));
}

#[tokio::test]
async fn an_enterprise_goes_on_with_its_own_tickets() {
    let kept = Kept::open().await;
    let shown = kept.go_on(10, say("我的诉求")).await;
    assert!(shown[0]["text"].as_str().unwrap().contains("WZ-20261129-0006 · 退回补充"), "{shown:?}");
    // 补充材料
    kept.go_on(10, press("t1.WZ-20261129-0006.supply")).await;
    kept.go_on(10, say("用电户号是1234567")).await;
    assert_ne!(kept.ticket(6).await.status(), Status::Returned);
    // 已解决, 非常满意, 重新打开
    kept.go_on(8, press("t1.WZ-20261129-0004.solved")).await;
    assert_eq!(kept.ticket(4).await.status(), Status::Closed);
    kept.go_on(9, press("t1.WZ-20261129-0005.rate5")).await;
    assert!(kept.ticket(5).await.events.iter().any(|event| event.change.code() == "rated"));
    kept.go_on(12, press("t1.WZ-20261129-0008.unsolved")).await;
    kept.go_on(12, say("又停电了")).await;
    assert_eq!(kept.ticket(8).await.status(), Status::Reopened);
}
