//! Open311 as its clients really send it: pages, changes since, multipart bodies, photos and their addresses.

use reqwest::multipart::{Form, Part};
use reqwest::{RequestBuilder, StatusCode};
use serde_json::{Value, json as object};
use zhuqi::domain::staff::Role;
use zhuqi::domain::ticket::Ticket;
use zhuqi::store::{Store, TicketQuery};

use crate::served::{Served, json};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
const PDF: &[u8] = b"%PDF-1.7\n%photo of a meter";

/// What every report says, by the names of GeoReport.
const REPORT: [(&str, &str); 7] = [
    ("service_code", "heat"),
    ("address_string", "吉林省延吉市"),
    ("last_name", "金"),
    ("first_name", "某某"),
    ("phone", "13900000003"),
    ("description", "暖气凉了四天，水管要冻了"),
    ("attribute[enterprise]", "延吉某某食品有限公司"),
];

fn url(served: &Served) -> String {
    format!("{}/open311/v2/requests.json", served.base)
}

/// A report as a form, with some fields different.
fn form(served: &Served, other: &[(&str, &str)]) -> RequestBuilder {
    let said = |(name, value): &(&'static str, &'static str)| {
        let changed = other.iter().find(|(changed, _)| changed == name);
        (name.to_string(), changed.map_or(*value, |(_, value)| *value).to_owned())
    };
    let more = other.iter().filter(|(name, _)| REPORT.iter().all(|(known, _)| known != name));
    let more = more.map(|(name, value)| (name.to_string(), value.to_string()));
    served.client.post(url(served)).form(&REPORT.iter().map(said).chain(more).collect::<Vec<_>>())
}

/// A report as three and other clients of Python's requests send it that have a photo.
fn multipart() -> Form {
    REPORT.iter().fold(Form::new(), |form, (name, value)| form.text(*name, *value))
}

fn photo(name: &'static str, bytes: &'static [u8]) -> Part {
    Part::bytes(bytes).file_name(name)
}

async fn newest(served: &Served) -> Ticket {
    served.store.tickets(&TicketQuery { limit: 1, ..TicketQuery::default() }).await.unwrap().remove(0)
}

/// What is said of a report that is refused.
async fn refused(request: RequestBuilder) -> String {
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    let errors: Vec<Value> = response.json().await.unwrap();
    errors.iter().map(|error| error["description"].as_str().unwrap()).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn a_list_comes_in_pages_and_what_a_client_adds_is_no_fault() {
    let served = Served::start().await;
    for _ in 0..5 {
        json(form(&served, &[])).await;
    }
    let token = served.token("ding.yi", Role::Agent, None).await;
    let numbers = async |query: &str| -> Vec<u64> {
        let list = json(served.get(&format!("/open311/v2/requests.json?{query}")).bearer_auth(&token)).await;
        let count = |one: &Value| one["service_request_id"].as_str().unwrap()[13..].parse().unwrap();
        list.as_array().unwrap().iter().map(count).collect()
    };
    for (query, expected) in [
        ("page_size=2", vec![5, 4]),
        ("page=2&page_size=2", vec![3, 2]),
        ("page=3&page_size=2&_=1766999999123", vec![1]),
        ("page=4&page_size=2", vec![]),
        ("page=&page_size=&utm_source=x&callback=cb&format=json", vec![5, 4, 3, 2, 1]),
        ("status=open&status=closed&page_size=1", vec![5]),
        ("status=OPEN", vec![5, 4, 3, 2, 1]),
        ("service_code=gas&service_code=heat&page_size=1&page=5", vec![1]),
        ("service_request_id=WZ-20260105-0002&service_request_id=WZ-20260105-0004", vec![4, 2]),
    ] {
        assert_eq!(numbers(query).await, expected, "{query}");
    }
    for (query, field) in
        [("page=0", "page"), ("page_size=5000", "page_size"), ("updated_after=gestern", "updated_after")]
    {
        let said = refused(served.get(&format!("/open311/v2/requests.json?{query}")).bearer_auth(&token)).await;
        assert!(said.contains(field), "{query}: {said}");
    }
}

#[tokio::test]
async fn a_client_asks_for_what_has_changed_since() {
    let served = Served::start().await;
    json(form(&served, &[])).await;
    let token = served.token("ding.yi", Role::Agent, None).await;
    // The clock of the server stands at 2026-01-05T09:00:00+08:00.
    for (query, found) in [
        ("updated_after=2026-01-05T00:00:00Z", 1),
        ("updated_after=2026-01-05T09:00:00+08:00", 1),
        ("updated_after=2026-01-05T09:00:00%2B08:00", 1),
        ("updated_after=2026-01-05T09:00:01%2B08:00", 0),
        ("updated_after=2026-01-05T08:59", 1),
        ("updated_after=2026-01-05T09:01", 0),
        ("updated_before=2026-01-05T01:00:00Z", 0),
        ("updated_before=2026-01-05", 1),
        ("updated_after=2020-01-01&updated_before=2026-12-31", 1),
        ("updated_after=2026-01-05&start_date=2025-12-01&end_date=2025-12-31", 0),
    ] {
        let list = json(served.get(&format!("/open311/v2/requests.json?{query}")).bearer_auth(&token)).await;
        assert_eq!(list.as_array().unwrap().len(), found, "{query}");
    }
}

#[tokio::test]
async fn photos_that_come_with_a_report_are_kept_with_it() {
    let served = Served::start().await;
    json(served.client.post(url(&served)).multipart(multipart())).await;
    assert_eq!(newest(&served).await.files, [], "three sends multipart also without a photo");

    let photos = multipart().part("media", photo("表.png", PNG)).part("media[]", photo("通知.pdf", PDF));
    let again = photos.part("photo2", photo("表2.png", PNG));
    let made = json(served.client.post(url(&served)).multipart(again)).await;
    let ticket = newest(&served).await;
    assert_eq!(made[0]["service_request_id"], ticket.number.to_string());
    let names: Vec<_> = ticket.files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["表.png", "通知.pdf"], "the same photo is kept once");
    assert_eq!(ticket.replay().unwrap(), ticket);
    assert_eq!(served.store.file(&ticket.files[1].digest).await.unwrap().unwrap(), PDF);

    let path = format!("/open311/v2/requests/{}.json?code={}", ticket.number, ticket.code);
    let address = json(served.get(&path)).await[0]["media_url"].as_str().unwrap().to_owned();
    let fetched = served.client.get(format!("{address}?code={}", ticket.code)).send().await.unwrap();
    assert_eq!(fetched.bytes().await.unwrap(), PNG);
}

#[tokio::test]
async fn a_photo_that_is_not_taken_is_named_and_nothing_is_registered() {
    let served = Served::start().await;
    let refusal = async |form: Form| refused(served.client.post(url(&served)).multipart(form)).await;
    let said = refusal(multipart().part("media", photo("动图.png", b"GIF89a"))).await;
    assert!(said.contains("media：") && said.contains("JPEG"), "{said}");
    let said = refusal(multipart().text("media", "iVBORw0KGgo=")).await;
    assert!(said.contains("media") && said.contains("multipart/form-data"), "{said}");
    assert_eq!(served.store.tickets(&TicketQuery { limit: 9, ..TicketQuery::default() }).await.unwrap(), []);

    let keyed = |bytes| {
        let form = multipart().part("media", photo("表.png", bytes));
        served.client.post(url(&served)).header("idempotency-key", "k1").multipart(form)
    };
    let first = json(keyed(PNG)).await;
    assert_eq!(json(keyed(PNG)).await, first, "sent twice, registered once");
    assert_eq!(keyed(PDF).send().await.unwrap().status(), StatusCode::CONFLICT, "another photo is another report");
}

#[tokio::test]
async fn what_a_ticket_has_no_place_for_stands_in_the_description() {
    let served = Served::start().await;
    let told = async |more: &[(&str, &str)]| {
        json(form(&served, more)).await;
        newest(&served).await.draft.description
    };
    let address = "https://photos.example/a/1.jpg";
    assert!(told(&[("media_url", address)]).await.ends_with(&format!("\n照片地址：{address}")));
    assert!(told(&[("media", address)]).await.ends_with(&format!("\n照片地址：{address}")), "in the wrong field");
    let title = told(&[("title", "供暖"), ("attribute[meter]", "A-7"), ("attribute[kind][]", "锅炉")]).await;
    assert_eq!(title, "供暖\n暖气凉了四天，水管要冻了\nkind：锅炉\nmeter：A-7");
    let whole = told(&[("lat", "42.89"), ("long", "129.51"), ("email", "a@example.com"), ("device_id", "d")]).await;
    assert_eq!(whole, "暖气凉了四天，水管要冻了\n位置：42.89,129.51");
    let long = refused(form(&served, &[("attribute[note]", &"长".repeat(4000))])).await;
    assert!(long.contains("description：") && long.contains("4000"), "{long}");
}

#[tokio::test]
async fn a_map_that_knows_no_region_reports_all_the_same() {
    let served = Served::start().await;
    // As FixMyStreet sends it: a place on the map, a name in two parts, the title within the description.
    let fields = [
        ("jurisdiction_id", "jilin"),
        ("api_key", ""),
        ("service_code", "power"),
        ("lat", "43.1665"),
        ("long", "124.3504"),
        ("first_name", "Ann"),
        ("last_name", "Smith"),
        ("email", "ann@example.com"),
        ("phone", "+86 139 0000 0003"),
        ("description", "title: 停电\n\ndetail: 变压器烧了"),
        ("attribute[enterprise]", "示例机械厂"),
        ("attribute[easting]", "1"),
    ];
    let made = served.client.post(format!("{}/open311/v2/requests.xml", served.base)).form(&fields);
    assert_eq!(made.send().await.unwrap().status(), StatusCode::CREATED);
    let draft = newest(&served).await.draft;
    assert_eq!((draft.contact.as_str(), draft.region), ("Ann Smith", None));
    assert!(draft.description.contains("位置：43.1665,124.3504"), "{}", draft.description);
    let street = [("address_string", "红旗街12号"), ("lat", "43.1"), ("long", "124.3")];
    json(form(&served, &street)).await;
    assert!(newest(&served).await.draft.description.contains("地址：红旗街12号"));
    let nowhere = [("address_string", "红旗街12号"), ("lat", "0"), ("long", "0")];
    assert!(refused(form(&served, &nowhere)).await.contains("address_string：没有找到"));
}

#[tokio::test]
async fn the_field_at_fault_is_named_as_its_sender_knows_it() {
    let served = Served::start().await;
    for (field, value, said) in [
        ("attribute[enterprise]", "厂", "企业名称"),
        ("last_name", "", "联系人"),
        ("phone", "110", "电话"),
        ("address_string", "月球", "地区"),
        ("service_code", "", "类别"),
        ("description", "冷", "至少 5 个字"),
        ("attribute[credit_code]", "123", "18位"),
        ("lat", "north", "数字"),
    ] {
        let mut other = vec![(field, value)];
        if field == "last_name" {
            other.push(("first_name", "某"));
        }
        let told = refused(form(&served, &other)).await;
        let name = if field == "last_name" { "first_name" } else { field };
        assert!(told.contains(name) && told.contains(said), "{field}: {told}");
    }
    let both = refused(form(&served, &[("attribute[enterprise]", "1"), ("first_name", "2"), ("last_name", "")])).await;
    assert!(both.contains("attribute[enterprise]：") && both.contains("first_name："), "{both}");
    let json = served.client.post(url(&served)).json(&object!({"service_code": "power"})).send().await.unwrap();
    assert_eq!(json.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert!(json.text().await.unwrap().contains("multipart/form-data"));
}

#[tokio::test]
async fn fields_may_also_stand_in_the_address() {
    let served = Served::start().await;
    let (service, rest) = REPORT.split_first().unwrap();
    let address = reqwest::Url::parse_with_params(&url(&served), [service, &("api_key", "")]).unwrap();
    json(served.client.post(address).form(rest)).await;
    assert_eq!(newest(&served).await.draft.category.unwrap().as_str(), "供热");
}
