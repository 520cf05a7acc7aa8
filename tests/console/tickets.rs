//! What staff do on the page of a ticket.

use reqwest::StatusCode;
use zhuqi::desk::who::Who;
use zhuqi::domain::message::{Channel, ConversationId};
use zhuqi::domain::reply::{Kind, Reply};
use zhuqi::domain::ticket::{Category, Command, Rating, Status, TicketNumber};
use zhuqi::store::{Delivery, Form, Notice, Store, Turn};

use crate::served::{Served, leads_to};

#[tokio::test]
async fn a_ticket_is_worked_off_to_its_answer() {
    let served = Served::start().await;
    let number = served.power().await;
    let browser = served.signed_in("siping").await;
    let path = format!("/console/tickets/{number}");
    let page = browser.page(&path).await;
    assert!(page.contains("某某机械有限公司") && page.contains("车间这两天老停电") && page.contains("受理还剩"));
    let code = served.ticket(&number).await.code;
    assert!(!page.contains(&code), "the enterprise's code is nobody else's");
    for (version, fields) in [
        (1, vec![("command", "accept")]),
        (2, vec![("command", "assign"), ("lead", "siping"), ("agent", "siping"), ("helper", "jilin-province")]),
        (3, vec![("command", "start")]),
        (4, vec![("command", "note"), ("words", "电话里说好了")]),
        (5, vec![("command", "answer"), ("words", "线路已经检修\r\n不会再停")]),
    ] {
        let response = browser.act(&number, version, &fields).await;
        assert_eq!(leads_to(&response), format!("{path}?done=1"), "{fields:?}");
    }
    let ticket = served.ticket(&number).await;
    assert_eq!((ticket.status(), ticket.answer()), (Status::Answered, Some("线路已经检修\n不会再停")));
    let page = browser.page(&format!("{path}?done=1")).await;
    for told in ["办好了：答复", "电话里说好了", "内部", "协办", "经办 某siping", "等企业评价"]
    {
        assert!(page.contains(told), "{told} is not told");
    }
    assert!(!page.contains("value=\"answer\""), "nothing is offered that is impossible");
}

#[tokio::test]
async fn a_form_that_comes_too_late_shows_what_changed_and_keeps_what_was_typed() {
    let served = Served::start().await;
    let number = served.power().await;
    let (one, other) = (served.signed_in("siping").await, served.signed_in("supervisor").await);
    other.act(&number, 1, &[("command", "note"), ("words", "我来打电话")]).await;
    let response = one.act(&number, 1, &[("command", "answer"), ("words", "写了很久的答复 <i>")]).await;
    assert_eq!(response.status(), StatusCode::CONFLICT);
    let page = response.text().await.unwrap();
    assert!(page.contains("写了很久的答复 &lt;i&gt;</textarea>"), "what was typed is lost");
    assert!(page.contains("某supervisor 内部备注") && page.contains("name=\"version\" value=\"2\""));
    assert_eq!(served.ticket(&number).await.version(), 2);
    let nothing = one.submit(&format!("/console/tickets/{number}"), &[("command", "accept")]).await;
    assert_eq!(nothing.status(), StatusCode::CONFLICT, "a form without a version has seen nothing");
}

#[tokio::test]
async fn the_same_form_twice_is_done_once() {
    let served = Served::start().await;
    let number = served.power().await;
    let browser = served.signed_in("siping").await;
    for form in [[("command", "answer"), ("words", "已经检修")]] {
        for _ in 0..2 {
            assert_eq!(browser.act(&number, 1, &form).await.status(), StatusCode::SEE_OTHER);
        }
    }
    assert_eq!(served.ticket(&number).await.version(), 3, "registered, accepted, answered");
}

#[tokio::test]
async fn what_is_refused_says_why_and_keeps_what_was_typed() {
    let served = Served::start().await;
    let number = served.power().await;
    let browser = served.signed_in("siping").await;
    for (fields, why) in [
        (vec![("command", "answer"), ("words", "  ")], "请写几个字"),
        (vec![("command", "extend"), ("days", "2"), ("words", "要等设备")], "督办"),
        (vec![("command", "assign"), ("lead", "siping"), ("agent", "nobody")], "没有“nobody”这位工作人员"),
        (vec![("command", "sort"), ("region", "某某星球")], "没有找到“某某星球”这个地区"),
        (vec![("command", "explode")], "没有这个操作"),
    ] {
        let response = browser.act(&number, 1, &fields).await;
        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
        assert!(response.text().await.unwrap().contains(why), "{why}");
    }
    assert_eq!(served.ticket(&number).await.version(), 1);
}

#[tokio::test]
async fn another_regions_ticket_and_an_unknown_number_look_the_same() {
    let served = Served::start().await;
    let number = served.power().await;
    let stranger = served.signed_in("changchun").await;
    let mut pages = Vec::new();
    for number in [number.to_string(), "WZ-20260302-0999".to_owned(), "nonsense".to_owned()] {
        let path = format!("/console/tickets/{number}");
        let response = stranger.get(&path).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{number}");
        pages.push(response.text().await.unwrap());
        let form = stranger.submit(&path, &[("command", "accept"), ("version", "1")]).await;
        assert_eq!(form.status(), StatusCode::NOT_FOUND, "{number}");
        assert_eq!(stranger.get(&format!("{path}/here")).await.status(), StatusCode::NOT_FOUND);
    }
    assert!(pages.iter().all(|page| *page == pages[0]), "a guess must not tell what exists");
    assert!(!stranger.page("/console/tickets?status=all").await.contains("某某机械"));
    assert!(served.signed_in("siping").await.page("/console/tickets").await.contains("某某机械"));
}

#[tokio::test]
async fn a_ticket_given_to_somebody_elsewhere_is_theirs() {
    let served = Served::start().await;
    let number = served.power().await;
    let fields = [("command", "assign"), ("lead", "siping"), ("agent", "changchun")];
    served.signed_in("supervisor").await.act(&number, 1, &fields).await;
    let theirs = served.signed_in("changchun").await;
    assert!(theirs.page("/console/tickets?agent=me").await.contains(&number.to_string()));
    theirs.page(&format!("/console/tickets/{number}")).await;
}

#[tokio::test]
async fn who_else_looks_at_a_ticket_is_named() {
    let served = Served::start().await;
    let path = format!("/console/tickets/{}", served.power().await);
    let (one, other) = (served.signed_in("siping").await, served.signed_in("supervisor").await);
    assert!(!one.page(&path).await.contains("正在看这张诉求单"));
    assert!(other.page(&path).await.contains("某siping 正在看这张诉求单"));
    let here: serde_json::Value = one.get(&format!("{path}/here")).await.json().await.unwrap();
    assert_eq!(here, serde_json::json!({ "others": ["某supervisor"], "version": 1 }));
}

#[tokio::test]
async fn duplicates_are_named_and_a_supervisor_merges_them() {
    let served = Served::start().await;
    let (first, second) = (served.power().await, served.power().await);
    let other = served.problem("某某机械有限公司", Some("四平市"), Some(Category::Labour)).await;
    let path = format!("/console/tickets/{second}");
    let agent = served.signed_in("siping").await;
    let page = agent.page(&path).await;
    assert!(page.contains("可能重复") && page.contains(&other.to_string()) && !page.contains("把本单并入"));
    let refused = agent.submit(&format!("{path}/merge"), &[("into", &first.to_string())]).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let supervisor = served.signed_in("supervisor").await;
    assert!(supervisor.page(&path).await.contains("把本单并入"));
    let merged = supervisor.submit(&format!("{path}/merge"), &[("into", &first.to_string())]).await;
    assert_eq!(leads_to(&merged), format!("/console/tickets/{first}?done=1"));
    assert_eq!(served.ticket(&second).await.status(), Status::Merged);
}

#[tokio::test]
async fn after_a_ticket_comes_the_next_of_its_queue() {
    let served = Served::start().await;
    let (first, second) = (served.power().await, served.power().await);
    let browser = served.signed_in("siping").await;
    let page = browser.page("/console/tickets?status=submitted").await;
    let path = format!("/console/tickets/{first}?queue=status%3Dsubmitted");
    assert!(page.replace("&#x2f;", "/").contains(&format!("href=\"{path}\"")), "the link carries its queue");
    let page = browser.page(&path).await.replace("&#x2f;", "/");
    assert!(page.contains(&format!("href=\"/console/tickets/{second}?queue=status%3Dsubmitted\"")));
    let accepted = browser.submit(&path, &[("command", "accept"), ("version", "1")]).await;
    let done = leads_to(&accepted).to_owned();
    assert_eq!(done, format!("/console/tickets/{first}?done=1&next={second}&queue=status%3Dsubmitted"));
    assert!(browser.page(&done).await.contains("接着办下一张"));
    let path = format!("/console/tickets/{second}?queue=status%3Dsubmitted");
    let done = browser.submit(&path, &[("command", "accept"), ("version", "1")]).await;
    assert!(browser.page(leads_to(&done)).await.contains("回到列表"), "the queue is worked off");
}

#[tokio::test]
async fn what_was_typed_for_a_step_that_is_gone_can_still_be_copied() {
    let served = Served::start().await;
    let number = served.power().await;
    let (one, other) = (served.signed_in("siping").await, served.signed_in("supervisor").await);
    other.act(&number, 1, &[("command", "answer"), ("words", "已经检修")]).await;
    let response = one.act(&number, 1, &[("command", "hold"), ("words", "写了很久的原因")]).await;
    assert_eq!(response.status(), StatusCode::CONFLICT);
    let page = response.text().await.unwrap();
    assert!(page.contains("您刚才写的") && page.contains("写了很久的原因</textarea>"));
}

#[tokio::test]
async fn what_did_not_reach_the_enterprise_is_said_first_and_its_code_is_not_shown() {
    let served = Served::start().await;
    let mut ticket = served.ticket(&served.power().await).await;
    let [enterprise, group] = ["4711", "-100"].map(|key| ConversationId::new(Channel::Telegram, key).unwrap());
    ticket.number = TicketNumber::new(ticket.number.day(), 9);
    ticket.conversation = Some(enterprise.clone());
    let (number, code, at) = (ticket.number.clone(), ticket.code.clone(), served.relay.now());
    let long = format!("登记好了，编号 {number}，查询码 {code}。工作人员会跟进，请留意回复。");
    let told = |to: &ConversationId, text: &str| {
        Notice::about(&number, to.clone(), Reply::plain(Kind::Ticket, text), Form::Message)
    };
    let outbox = vec![told(&enterprise, &long), told(&group, "新诉求")];
    served.store.commit(Turn { new_tickets: vec![ticket], outbox, at, ..Turn::default() }).await.unwrap();
    let browser = served.signed_in("siping").await;
    let path = format!("/console/tickets/{number}");
    assert!(!browser.page(&path).await.contains("没有送到企业"));
    for waiting in served.store.due(at, &[], 9).await.unwrap() {
        let reason = "对方收不到消息了".to_owned();
        served.store.settle(waiting.id, Delivery::Failed { reason, at }).await.unwrap();
    }
    let page = browser.page(&path).await;
    assert!(page.contains("有 1 条通知没有送到企业") && page.contains("送不到：对方收不到消息了"));
    assert!(page.contains("企业 · Telegram") && page.contains("工作群 · Telegram"));
    assert!(page.contains("<summary>登记好了，编号 WZ-20260302-0009…</summary>"), "{page}");
    assert!(page.contains("查询码只给企业") && !page.contains(&code));
}

#[tokio::test]
async fn a_rating_that_is_given_again_with_words_is_told_once() {
    let served = Served::start().await;
    let number = served.power().await;
    let browser = served.signed_in("siping").await;
    browser.act(&number, 1, &[("command", "answer"), ("words", "已经检修")]).await;
    let rated =
        |words: Option<&str>| Command::Rate { rating: Rating::new(5).unwrap(), words: words.map(str::to_owned) };
    for command in [Command::Confirm, rated(None), rated(Some("很快"))] {
        served.relay.act(&number, None, &Who::Enterprise, &command).await.unwrap();
    }
    let page = browser.page(&format!("/console/tickets/{number}")).await;
    assert_eq!(page.matches("<b>评价</b>").count(), 1);
    assert!(page.contains("很快"));
}
