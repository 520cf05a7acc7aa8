//! Contact cards and places.

use serde_json::{Value, json};

use crate::desk::{ANNA, Desk, GROUP, phrases};

fn card(phone: &str, family: &str, given: &str) -> Value {
    json!({"contact": {"phone_number": phone, "first_name": given, "last_name": family}})
}

fn venue(title: &str, address: &str) -> Value {
    let point = json!({"longitude": 124.3501, "latitude": 43.1662});
    json!({"location": point, "venue": {"location": point, "title": title, "address": address}})
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_contact_card_gives_name_and_number() {
    let desk = Desk::open().await;
    for words in ["我们厂在四平铁西，这两天老停电", "同意", "某某机械有限公司"] {
        desk.tell(words).await;
    }
    desk.fake.share(ANNA, card("8613900000001", "李", "建国"));
    let summary = desk.reads(ANNA, "请看一下对不对").await;
    assert!(summary.text.contains("李建国") && summary.text.contains("13900000001"), "{}", summary.text);
    desk.tell("确认提交").await;
    let [ticket] = &desk.tickets().await[..] else { panic!("one ticket") };
    assert_eq!(ticket.draft.contact, "李建国");
    assert_eq!(ticket.draft.phone.as_ref().map(|phone| phone.as_str()), Some("13900000001"));
    desk.tell("联系人写错了").await;
    desk.fake.share(ANNA, card("+86 139 0000 0002", "王", "某某"));
    desk.reads(ANNA, "已更正").await;
    let ticket = desk.ticket(&ticket.number).await;
    assert_eq!((ticket.draft.contact.as_str(), ticket.events.len()), ("王某某", 2));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_comes_before_a_registration_need_not_be_told_again() {
    let desk = Desk::open().await;
    desk.fake.share(ANNA, card("13900000001", "李", "建国"));
    desk.reads(ANNA, "李建国").await;
    desk.fake.share(ANNA, venue("某某机械厂", "吉林省四平市铁西区某路1号"));
    desk.reads(ANNA, "四平市铁西区").await;
    desk.tell("厂里老停电，没法生产").await;
    desk.tell("同意").await;
    let summary = desk.tell("某某机械有限公司").await.text;
    assert!(summary.contains("李建国") && summary.contains("位置：某某机械厂"), "{summary}");
    desk.tell("确认提交").await;
    let [ticket] = &desk.tickets().await[..] else { panic!("one ticket") };
    assert_eq!(ticket.draft.region.as_deref(), Some("四平市铁西区"));
    assert!(ticket.draft.description.starts_with("厂里老停电"), "{}", ticket.draft.description);
    assert!(ticket.draft.description.contains("某路1号（北纬 43.16620，东经 124.35010）"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mere_point_is_kept_and_the_county_is_asked_for() {
    let desk = Desk::open().await;
    desk.tell("客户欠我们货款一百万不给").await;
    let asked = desk.tell("同意").await;
    assert!(asked.text.contains("哪个市、县或区"), "{}", asked.text);
    desk.fake.share(ANNA, json!({"location": {"longitude": 124.3501, "latitude": 43.1662, "live_period": 900}}));
    let again = desk.reads(ANNA, &phrases().shared.place_unclear).await;
    assert!(again.text.contains("哪个市、县或区"), "{}", again.text);
    desk.tell("铁西").await;
    desk.fake.share(ANNA, venue("某某工业园", ""));
    let told = desk.reads(ANNA, "位置记下了，在").await;
    assert!(told.text.contains("企业名称"), "{}", told.text);
    for words in ["某某机械有限公司", "王某某", "确认提交"] {
        desk.tell(words).await;
    }
    let [ticket] = &desk.tickets().await[..] else { panic!("one ticket") };
    assert!(ticket.draft.description.contains("位置：某某工业园"), "the last place counts");
    desk.reads(GROUP, "新诉求").await;
}
