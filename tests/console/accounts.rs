//! Signing in and out, roles, and what ends a session.

use reqwest::StatusCode;
use zhuqi::desk::accounts::{self, By};
use zhuqi::domain::staff::StaffId;

use crate::served::{PASSWORD, Served, leads_to};

#[tokio::test]
async fn a_page_leads_to_the_sign_in_and_back() {
    let served = Served::start().await;
    let browser = served.browser();
    let response = browser.get("/console/tickets?status=all").await;
    assert_eq!(leads_to(&response), "/console/sign-in?back=%2Fconsole%2Ftickets%3Fstatus%3Dall");
    let page = browser.page("/console/sign-in?back=%2Fconsole%2Ftickets%3Fstatus%3Dall").await.replace("&#x2f;", "/");
    assert!(page.contains("lang=\"zh-CN\"") && page.contains("value=\"/console/tickets?status=all\""));
    let fields = [("login", " Siping "), ("password", PASSWORD), ("back", "/console/tickets?status=all")];
    let response = browser.send("/console/sign-in", &fields).await;
    assert_eq!(leads_to(&response), "/console/tickets?status=all");
    let cookie = response.headers()["set-cookie"].to_str().unwrap();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && !cookie.contains("Secure"), "{cookie}");
    assert!(browser.page("/console").await.contains("某siping"));
}

#[tokio::test]
async fn the_cookie_is_secure_behind_https() {
    let served = Served::start().await;
    let browser = served.browser();
    let form = [("login", "siping"), ("password", PASSWORD)];
    let request = browser.client.post(browser.url("/console/sign-in")).form(&form);
    let response = request.header("x-forwarded-proto", "https").send().await.unwrap();
    assert!(response.headers()["set-cookie"].to_str().unwrap().contains("Secure"));
}

#[tokio::test]
async fn wrong_passwords_say_nothing_and_are_held_back() {
    let served = Served::start().await;
    let browser = served.browser();
    let wrong = browser.sign_in("siping", "wrong-password").await;
    assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let unknown = browser.sign_in("nobody", "wrong-password").await;
    assert_eq!(unknown.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let [wrong, unknown] = [wrong.text().await.unwrap(), unknown.text().await.unwrap()];
    assert_eq!(wrong.replace("siping", "nobody"), unknown, "an unknown login must look like a wrong password");
    let mut held_back = None;
    for _ in 0..10 {
        let response = browser.sign_in("siping", "wrong-password").await;
        if response.status() == StatusCode::TOO_MANY_REQUESTS {
            held_back = Some(response);
            break;
        }
    }
    let response = held_back.expect("nobody was held back");
    assert!(response.headers().contains_key("retry-after"));
    assert!(response.text().await.unwrap().contains("<h1>"), "a person reads this");
    assert_eq!(browser.sign_in("siping", PASSWORD).await.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(browser.sign_in("changchun", PASSWORD).await.status(), StatusCode::SEE_OTHER, "others are not");
}

#[tokio::test]
async fn a_session_ends_by_signing_out_by_silence_by_a_new_password_and_by_being_disabled() {
    let served = Served::start().await;
    let ended = "/console/sign-in?back=%2Fconsole";
    let browser = served.signed_in("siping").await;
    browser.submit("/console/sign-out", &[]).await;
    assert_eq!(leads_to(&browser.get("/console").await), ended);

    let browser = served.signed_in("siping").await;
    served.pass(11);
    browser.page("/console").await;
    served.pass(11);
    browser.page("/console").await;
    served.pass(13);
    assert_eq!(leads_to(&browser.get("/console").await), ended);

    let (one, other) = (served.signed_in("siping").await, served.signed_in("siping").await);
    served.pass(1);
    let new = "a whole new sentence";
    let fields = [("old", PASSWORD), ("new", new), ("again", new)];
    assert_eq!(leads_to(&one.submit("/console/password", &fields).await), "/console");
    one.page("/console").await;
    assert_eq!(leads_to(&other.get("/console").await), ended);

    let id = StaffId::new("siping").unwrap();
    accounts::set_disabled(&*served.store, &id, true, By("test"), served.relay.now()).await.unwrap();
    assert_eq!(leads_to(&one.get("/console").await), ended);
    assert_eq!(one.sign_in("siping", new).await.status(), StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_forged_form_changes_nothing() {
    let served = Served::start().await;
    let number = served.power().await;
    let (one, other) = (served.signed_in("siping").await, served.signed_in("supervisor").await);
    let path = format!("/console/tickets/{number}");
    let foreign = other.form_key().await;
    for key in ["", "nonsense", &foreign] {
        let fields = [("command", "accept"), ("version", "1"), ("form_key", key)];
        let refused = one.send(&path, &fields).await;
        assert_eq!(refused.status(), StatusCode::FORBIDDEN, "{key}");
    }
    let key = one.form_key().await;
    let fields = [("command", "accept"), ("version", "1"), ("form_key", key.as_str())];
    let request = one.client.post(one.url(&path)).form(&fields).header("sec-fetch-site", "cross-site");
    assert_eq!(request.send().await.unwrap().status(), StatusCode::FORBIDDEN);
    let json = one.client.patch(one.url(&format!("/api/v1/tickets/{number}")));
    let json =
        json.header("content-type", "application/json").header("if-match", "\"1\"").body("{\"command\":\"accept\"}");
    assert_eq!(
        json.send().await.unwrap().status(),
        StatusCode::UNAUTHORIZED,
        "a cookie alone must not change anything"
    );
    assert_eq!(served.ticket(&number).await.version(), 1);
    assert_eq!(one.send(&path, &fields).await.status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn each_role_enters_what_is_its_own() {
    let served = Served::start().await;
    let pages = ["/console/letters", "/console/audit", "/console/staff", "/console/roster"];
    for (login, allowed) in [("siping", 0), ("supervisor", 1), ("admin", 4)] {
        let browser = served.signed_in(login).await;
        for (at, path) in pages.iter().enumerate() {
            let expected = if at < allowed { StatusCode::OK } else { StatusCode::FORBIDDEN };
            assert_eq!(browser.get(path).await.status(), expected, "{login} {path}");
        }
        for path in ["/console", "/console/tickets", "/console/causes"] {
            browser.page(path).await;
        }
    }
}

#[tokio::test]
async fn an_administrator_makes_accounts_and_cannot_lock_themselves_out() {
    let served = Served::start().await;
    let admin = served.signed_in("admin").await;
    let form = [("login", "new.one"), ("name", "<b>某某</b>"), ("role", "督办"), ("region", "四平市")];
    let made = admin.submit("/console/staff", &form).await.text().await.unwrap();
    let (_, rest) = made.split_once("class=\"secret\">").unwrap();
    let password = rest.split('<').next().unwrap().to_owned();
    assert!(!made.contains("<b>某某</b>"), "a name is no markup");
    let again = admin.submit("/console/staff", &form).await;
    assert_eq!(again.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.text().await.unwrap().contains("已经有人用了"));
    let browser = served.browser();
    assert_eq!(browser.sign_in("new.one", &password).await.status(), StatusCode::SEE_OTHER);
    assert!(browser.page("/console").await.contains("临时密码"));

    let oneself = [("name", "某某"), ("role", "管理员"), ("disabled", "yes")];
    let refused = admin.submit("/console/staff/admin", &oneself).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let out = [("name", "某某"), ("role", "督办"), ("disabled", "yes")];
    assert_eq!(admin.submit("/console/staff/new.one", &out).await.status(), StatusCode::SEE_OTHER);
    assert_eq!(browser.get("/console").await.status(), StatusCode::SEE_OTHER);
    let audit = admin.page("/console/audit").await;
    assert!(audit.contains("新增人员") && audit.contains("停用账号"));
}
