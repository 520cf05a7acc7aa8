//! Open311 GeoReport v2, as another city's system speaks it.

use reqwest::{RequestBuilder, StatusCode};
use zhuqi::domain::staff::Role;

use crate::served::{Served, json};

fn report(served: &Served, ending: &str, phone: &str) -> RequestBuilder {
    let form = [
        ("service_code", "power"),
        ("address_string", "四平市铁西区"),
        ("last_name", "某"),
        ("first_name", "某"),
        ("phone", phone),
        ("description", "车间这两天老停电 <急>"),
        ("attribute[enterprise]", "示例机械厂"),
        ("jurisdiction_id", "jilin"),
    ];
    served.client.post(format!("{}/open311/v2/requests.{ending}", served.base)).form(&form)
}

#[tokio::test]
async fn a_problem_is_reported_and_followed() {
    let served = Served::start().await;
    let services = json(served.get("/open311/v2/services.json")).await;
    assert_eq!((services.as_array().unwrap().len(), &services[0]["service_code"]), (11, &"power".into()));
    let definition = json(served.get("/open311/v2/services/power.json")).await;
    let attributes = definition["attributes"].as_array().unwrap();
    let told = attributes.iter().find(|attribute| attribute["variable"] == false).unwrap();
    assert!(told["description"].as_str().unwrap().contains("phone"), "what else must be sent is told");
    let asked = attributes.iter().find(|attribute| attribute["required"] == true).unwrap();
    assert_eq!(asked["code"], "enterprise");

    let made = json(report(&served, "json", "13900000000")).await;
    let number = made[0]["service_request_id"].as_str().unwrap().to_owned();
    let code = made[0]["service_notice"].as_str().unwrap().trim_start_matches("查询码 ").to_owned();
    let one = json(served.get(&format!("/open311/v2/requests/{number}.json?code={code}"))).await;
    assert_eq!((&one[0]["status"], &one[0]["service_name"]), (&"open".into(), &"供电".into()));
    assert_eq!(one[0]["requested_datetime"], "2026-01-05T09:00:00+08:00");
    assert!(!one.to_string().contains("13900000000"));

    let token = served.token("wang.li", Role::Agent, Some("四平市")).await;
    let stranger = served.token("zhang.san", Role::Agent, Some("白城市")).await;
    let count = async |query: &str, token: &str| {
        let list = json(served.get(&format!("/open311/v2/requests.json{query}")).bearer_auth(token)).await;
        list.as_array().unwrap().len()
    };
    assert_eq!((count("", &token).await, count("", &stranger).await), (1, 0));
    for (query, found) in [
        ("?status=open", 1),
        ("?status=closed", 0),
        ("?service_code=gas", 0),
        ("?service_code=gas,power", 1),
        ("?start_date=2026-01-01T00:00:00Z&end_date=2026-01-06T00:00:00Z", 1),
        ("?end_date=2026-01-01", 0),
        ("?service_request_id=WZ-20260105-0099", 0),
        ("?service_request_id=WZ-20260105-0099,WZ-20260105-0001", 1),
        ("?service_request_id=WZ-20260105-0001&status=closed&service_code=gas&end_date=2020-01-01", 1),
        ("?status=&service_code=&start_date=&jurisdiction_id=jilin", 1),
    ] {
        assert_eq!(count(query, &token).await, found, "{query}");
    }
}

#[tokio::test]
async fn xml_says_the_same_and_escapes_what_was_written() {
    let served = Served::start().await;
    let text = async |request: RequestBuilder| {
        let response = request.send().await.unwrap();
        assert!(response.headers()["content-type"].to_str().unwrap().starts_with("text/xml"));
        response.text().await.unwrap()
    };
    let services = text(served.get("/open311/v2/services.xml")).await;
    assert!(services.contains("<services><service><service_code>power</service_code>"), "{services}");
    let definition = text(served.get("/open311/v2/services/power.xml")).await;
    assert!(definition.contains("<service_definition><service_code>power</service_code><attributes><attribute>"));
    let made = text(report(&served, "xml", "13900000000")).await;
    assert!(made.contains("<service_requests><request><service_request_id>WZ-20260105-0001</service_request_id>"));
    let token = served.token("wang.li", Role::Agent, None).await;
    let list = text(served.get("/open311/v2/requests.xml").bearer_auth(&token)).await;
    assert!(list.contains("老停电 &lt;急") && !list.contains("<急>"), "{list}");
}

#[tokio::test]
async fn errors_are_told_in_the_form_asked_for() {
    let served = Served::start().await;
    let wrong = report(&served, "json", "12345").send().await.unwrap();
    assert_eq!(wrong.status(), StatusCode::BAD_REQUEST);
    let body: serde_json::Value = wrong.json().await.unwrap();
    assert!(body[0]["description"].as_str().unwrap().contains("手机号"), "{body}");
    let refused = served.get("/open311/v2/requests.xml").send().await.unwrap();
    assert_eq!(refused.status(), StatusCode::FORBIDDEN, "what GeoReport has for a missing key");
    assert!(refused.text().await.unwrap().contains("<errors><error><code>403</code>"));
    let token = served.token("wang.li", Role::Agent, None).await;
    for (path, status) in [
        ("/open311/v2/requests.json?start_date=2025-01-01&end_date=2025-12-31", StatusCode::BAD_REQUEST),
        ("/open311/v2/requests.json?status=done", StatusCode::BAD_REQUEST),
        ("/open311/v2/services/weather.json", StatusCode::NOT_FOUND),
        ("/open311/v2/services/power", StatusCode::NOT_FOUND),
        ("/open311/v2/requests/WZ-20260105-0099.json", StatusCode::NOT_FOUND),
    ] {
        let response = served.get(path).bearer_auth(&token).send().await.unwrap();
        assert_eq!(response.status(), status, "{path}");
    }
}

#[tokio::test]
async fn a_key_in_the_address_is_a_token() {
    let served = Served::start().await;
    json(report(&served, "json", "13900000000")).await;
    let token = served.token("wang.li", Role::Agent, Some("四平市")).await;
    let list = json(served.get(&format!("/open311/v2/requests.json?api_key={token}"))).await;
    let text = list.to_string();
    assert_eq!(list.as_array().unwrap().len(), 1);
    assert!(!text.contains("13900000000") && !text.contains("示例机械厂") && !text.contains("某某"), "{text}");
    let wrong = served.get("/open311/v2/requests.json?api_key=x").send().await.unwrap();
    assert_eq!(wrong.status(), StatusCode::FORBIDDEN);
    assert_eq!(wrong.json::<serde_json::Value>().await.unwrap()[0]["code"], 403);
    assert_eq!(
        served.get(&format!("/api/v1/tickets?api_key={token}")).send().await.unwrap().status(),
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn a_whole_address_is_kept_and_an_unknown_service_not_found() {
    let served = Served::start().await;
    let token = served.token("wang.li", Role::Agent, None).await;
    let send = |service: &str, address: &str| {
        let form = [
            ("service_code", service),
            ("address_string", address),
            ("first_name", "某某"),
            ("phone", "13900000000"),
            ("description", "车间这两天老停电\u{1}。"),
            ("attribute[enterprise]", "示例机械厂"),
        ];
        served.client.post(format!("{}/open311/v2/requests.json", served.base)).form(&form)
    };
    for (address, kept) in [("吉林省四平市铁西区", false), ("红旗街12号，四平市铁西区", true)] {
        let made = json(send("power", address)).await;
        let number = made[0]["service_request_id"].as_str().unwrap();
        let one = json(served.get(&format!("/open311/v2/requests/{number}.json")).bearer_auth(&token)).await;
        assert_eq!(one[0]["address"], "四平市铁西区");
        let description = one[0]["description"].as_str().unwrap();
        assert_eq!(description.contains("\n地址：红旗街12号"), kept, "{description}");
    }
    let unknown = send("weather", "四平市铁西区").send().await.unwrap();
    assert_eq!(unknown.status(), StatusCode::NOT_FOUND);
    let missing = send("", "四平市铁西区").send().await.unwrap();
    assert_eq!(missing.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn the_service_is_discovered_under_the_address_it_was_asked_at() {
    let served = Served::start().await;
    let found = json(served.get("/open311/discovery.json")).await;
    let endpoint = &found["endpoints"][0];
    assert_eq!(endpoint["url"], format!("{}/open311/v2", served.base));
    assert_eq!(endpoint["specification"], "http://wiki.open311.org/GeoReport_v2");
    let proxied = served.get("/open311/discovery.xml").header("x-forwarded-host", "zq.example");
    let text = proxied.header("x-forwarded-proto", "https").send().await.unwrap().text().await.unwrap();
    assert!(text.contains("<url>https://zq.example/open311/v2</url>"), "{text}");
    assert!(text.contains("<formats><format>text/xml</format><format>application/json</format></formats>"), "{text}");
}
