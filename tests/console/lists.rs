//! The queue in all its pages, the dashboard's figures, and what is exported.

use std::collections::BTreeSet;

use calamine::{Data, Reader};
use reqwest::StatusCode;
use zhuqi::domain::ticket::Category;

use crate::served::{Browser, Served};

/// The numbers on a page of the queue.
fn numbers(page: &str) -> Vec<String> {
    let links = page.split("<td class=\"lead\"><a href=\"/console/tickets/").skip(1);
    links.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
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
    let page = boss.page("/console/tickets?due=overdue").await;
    assert!(page.contains("超期") && page.contains("个工作日"));
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
