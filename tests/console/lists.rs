//! The queue in all its pages, the dashboard's figures, and what is exported.

use std::collections::BTreeSet;

use calamine::{Data, Reader};
use reqwest::StatusCode;
use zhuqi::domain::ticket::Category;

use crate::served::{Browser, Served, leads_to};

/// The numbers on a page of the queue.
fn numbers(page: &str) -> Vec<String> {
    let links = page.split("<td class=\"lead\"><a href=\"/console/tickets/").skip(1);
    // A link also carries the queue it stands in.
    links.map(|rest| rest.split(['"', '?']).next().unwrap().to_owned()).collect()
}

/// What the queue counts at a glance.
async fn at_a_glance(browser: &Browser) -> [(&'static str, usize); 5] {
    let page = browser.page("/console/tickets").await;
    ["待办", "我的", "没人办", "快到期", "已超期"].map(|name| {
        let (_, rest) = page.split_once(&format!("{name} <b class=\"n\">")).unwrap_or_else(|| panic!("no {name}"));
        (name, rest.split('<').next().unwrap().parse().unwrap())
    })
}

/// The numbers of all pages of a queue.
async fn all(browser: &Browser, query: &str) -> Vec<String> {
    let (mut found, mut path) = (Vec::new(), format!("/console/tickets?{query}"));
    loop {
        let page = browser.page(&path).await;
        found.extend(numbers(&page));
        let Some((before, _)) = page.split_once("\">下一页</a>") else { return found };
        path = before.rsplit('"').next().unwrap().replace("&amp;", "&").replace("&#x2f;", "/");
    }
}

#[tokio::test]
async fn no_ticket_is_on_two_pages_or_on_none() {
    let served = Served::start().await;
    let mut expected = BTreeSet::new();
    for at in 0..70 {
        expected
            .insert(served.problem(&format!("某某{at}厂"), Some("四平市"), Some(Category::Power)).await.to_string());
    }
    let browser = served.signed_in("siping").await;
    for order in ["due", "newest", "oldest", "updated"] {
        let found = all(&browser, &format!("order={order}")).await;
        assert_eq!(found.len(), 70, "{order}");
        assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), expected, "{order}");
    }
    assert!(browser.page("/console/tickets").await.contains("70 张"));
}

#[tokio::test]
async fn filters_find_what_they_say() {
    let served = Served::start().await;
    let power = served.power().await;
    let labour = served.problem("某某纺织厂", Some("四平市"), Some(Category::Labour)).await;
    let open = served.problem("某某食品厂", None, None).await;
    let boss = served.signed_in("supervisor").await;
    boss.act(&power, 1, &[("command", "assign"), ("lead", "siping"), ("agent", "supervisor")]).await;
    assert_eq!(at_a_glance(&boss).await, [("待办", 3), ("我的", 1), ("没人办", 2), ("快到期", 0), ("已超期", 0)]);
    let today = "2026-03-02";
    for (query, expected) in [
        ("status=all", vec![&power, &labour, &open]),
        ("status=submitted", vec![&labour, &open]),
        ("status=assigned", vec![&power]),
        ("category=%E7%94%A8%E5%B7%A5", vec![&labour]),
        ("category=none", vec![&open]),
        ("region=%E5%9B%9B%E5%B9%B3%E5%B8%82", vec![&power, &labour]),
        ("region=none", vec![&open]),
        ("desk=siping", vec![&power, &labour]),
        ("agent=me", vec![&power]),
        ("agent=none", vec![&labour, &open]),
        ("q=%E7%BA%BA%E7%BB%87", vec![&labour]),
        ("q=0003", vec![&open]),
        ("due=overdue", vec![]),
        (&format!("from={today}&until={today}"), vec![&power, &labour, &open]),
        ("from=2026-03-03", vec![]),
        ("rate=responded&side=part&status=all", vec![&power]),
    ] {
        let found: BTreeSet<_> = all(&boss, query).await.into_iter().collect();
        assert_eq!(found, expected.iter().map(|number| number.to_string()).collect(), "{query}");
    }
    served.pass(24 * 3);
    let boss = served.signed_in("supervisor").await;
    let late: BTreeSet<_> = all(&boss, "due=overdue").await.into_iter().collect();
    assert!(late.contains(&labour.to_string()));
    assert_eq!(at_a_glance(&boss).await[4], ("已超期", late.len()));
    let page = boss.page("/console/tickets?due=overdue").await;
    assert!(page.contains("超期") && page.contains("个工作日"));
}

#[tokio::test]
async fn a_whole_number_leads_to_its_ticket_whatever_its_state() {
    let served = Served::start().await;
    let number = served.power().await;
    let agent = served.signed_in("siping").await;
    agent.act(&number, 1, &[("command", "answer"), ("words", "已经检修")]).await;
    let found = agent.get(&format!("/console/tickets?q={}", number.to_string().to_lowercase())).await;
    assert_eq!(leads_to(&found), format!("/console/tickets/{number}"));
    let stranger = served.signed_in("changchun").await;
    assert!(all(&stranger, &format!("q={number}")).await.is_empty(), "a guess must not tell what exists");
    let page = agent.page("/console/tickets?q=%E6%9C%BA%E6%A2%B0").await;
    assert!(numbers(&page).is_empty() && page.contains("在全部状态里再搜一次"));
}

#[tokio::test]
async fn several_are_taken_at_once_each_for_itself() {
    let served = Served::start().await;
    let (one, other) = (served.power().await, served.problem("某某纺织厂", Some("四平市"), None).await);
    let abroad = served.problem("某某食品厂", Some("长春市"), None).await;
    let agent = served.signed_in("siping").await;
    let page = agent.page("/console/tickets").await;
    let picked: Vec<String> =
        page.split("name=\"ticket\" value=\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect();
    assert_eq!(picked.len(), 2);
    // Somebody else does something with one of them a while later.
    served.pass(1);
    served.signed_in("supervisor").await.act(&other, 1, &[("command", "note"), ("words", "我来打电话")]).await;
    let fields: Vec<(&str, &str)> =
        picked.iter().map(|picked| ("ticket", picked.as_str())).chain([("command", "accept")]).collect();
    let done = agent.submit("/console/tickets/batch", &fields).await.text().await.unwrap();
    assert!(done.contains("受理了 1 张，1 张没有办") && done.contains("刚刚有了变化"), "{done}");
    assert_eq!([served.ticket(&one).await.version(), served.ticket(&other).await.version()], [2, 2]);
    let picked = format!("{abroad}@{}", served.ticket(&abroad).await.updated_at);
    let foreign = [("ticket", picked.as_str()), ("command", "accept")];
    let foreign = agent.submit("/console/tickets/batch", &foreign).await;
    assert_eq!(foreign.status(), StatusCode::OK, "the others are done all the same");
    assert!(foreign.text().await.unwrap().contains("没有找到这张诉求单"));
    let assign = format!("{one}@{}", served.ticket(&one).await.updated_at);
    agent
        .submit("/console/tickets/batch", &[("ticket", assign.as_str()), ("command", "assign"), ("agent", "siping")])
        .await;
    let ticket = served.ticket(&one).await;
    assert_eq!(ticket.duty.agent.unwrap().as_str(), "siping");
    let answer = [("ticket", picked.as_str()), ("command", "answer"), ("words", "都办好了")];
    assert_eq!(agent.submit("/console/tickets/batch", &answer).await.status(), StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn each_figure_leads_to_as_many_tickets() {
    let served = Served::start().await;
    let first = served.power().await;
    served.problem("某某食品厂", Some("长春市"), Some(Category::Finance)).await;
    let boss = served.signed_in("supervisor").await;
    boss.act(&first, 1, &[("command", "answer"), ("words", "已经检修")]).await;
    served.pass(24 * 40);
    let boss = served.signed_in("supervisor").await;
    let page = boss.page("/console?from=").await;
    let mut figures = 0;
    for part in page.split("<a class=\"figure").skip(1) {
        let (_, rest) = part.split_once("href=\"").unwrap();
        let (href, rest) = rest.split_once('"').unwrap();
        let (_, rest) = rest.split_once('>').unwrap();
        let count: usize = rest.split('<').next().unwrap().parse().unwrap();
        let query = href.replace("&amp;", "&").replace("&#x2f;", "/");
        let query = query.split_once('?').unwrap().1.to_owned();
        assert_eq!(all(&boss, &query).await.len(), count, "{href}");
        figures += 1;
    }
    assert!(figures > 15, "{figures}");
    assert!(page.contains("50.0%"), "one of two was taken in time");
}

#[tokio::test]
async fn views_are_kept_for_whoever_saved_them() {
    let served = Served::start().await;
    let browser = served.signed_in("siping").await;
    let form = [("name", "铁西停电"), ("query", "category=%E4%BE%9B%E7%94%B5&evil=1")];
    assert_eq!(browser.submit("/console/views", &form).await.status(), StatusCode::SEE_OTHER);
    let page = browser.page("/console/tickets").await;
    assert!(page.contains("铁西停电") && !page.contains("evil"));
    assert!(!served.signed_in("supervisor").await.page("/console/tickets").await.contains("铁西停电"));
    browser.submit("/console/views/forget", &[("name", "铁西停电")]).await;
    assert!(!browser.page("/console/tickets").await.contains("铁西停电"));
}

#[tokio::test]
async fn what_is_exported_opens_and_runs_nothing() {
    let served = Served::start().await;
    served.problem("=cmd|' /C calc'!A0", Some("四平市"), Some(Category::Power)).await;
    served.problem("某某食品厂", Some("长春市"), None).await;
    let browser = served.signed_in("siping").await;
    let csv = browser.get("/console/tickets/export?format=csv&status=all").await;
    assert!(csv.headers()["content-disposition"].to_str().unwrap().contains(".csv"));
    let csv = csv.text_with_charset("utf-8").await.unwrap();
    assert!(csv.contains("'=cmd|") && csv.contains("2026-03-02 10:00") && !csv.contains("某某食品厂"));
    let xlsx = browser.get("/console/tickets/export?format=xlsx&status=all").await.bytes().await.unwrap();
    let mut book: calamine::Xlsx<_> = Reader::new(std::io::Cursor::new(xlsx)).unwrap();
    let range = book.worksheet_range("诉求单").unwrap();
    assert_eq!(range.get_value((0, 0)), Some(&Data::String("单号".to_owned())));
    assert_eq!(range.get_value((1, 5)), Some(&Data::String("'=cmd|' /C calc'!A0".to_owned())));
    assert!(book.worksheet_formula("诉求单").unwrap().is_empty());
    let admin = served.signed_in("admin").await;
    for path in ["/console/audit?format=csv", "/console/audit?format=xlsx", "/console/causes?format=xlsx"] {
        assert_eq!(admin.get(path).await.status(), StatusCode::OK, "{path}");
    }
}
