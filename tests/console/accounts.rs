//! Signing in and out, roles, and what ends a session.

use reqwest::StatusCode;
use zhuqi::desk::accounts::{self, By};
use zhuqi::desk::link;
use zhuqi::domain::staff::{Role, StaffId};
use zhuqi::store::Store;

use crate::served::{PASSWORD, Served, hidden, leads_to};

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
    served.pass(13);
    assert_eq!(leads_to(&browser.get("/console").await), ended, "thirteen quiet hours");
    let browser = served.signed_in("siping").await;
    served.pass(10);
    browser.page("/console").await;
    served.pass(7);
    assert_eq!(leads_to(&browser.get("/console").await), ended, "a busy day is over some time");

    let (one, other) = (served.signed_in("siping").await, served.signed_in("siping").await);
    served.pass(1);
    let new = "a whole new sentence";
    let fields = [("old", PASSWORD), ("new", new), ("again", new)];
    assert_eq!(leads_to(&one.submit("/console/password", &fields).await), "/console/account?done=password");
    one.page("/console").await;
    assert_eq!(leads_to(&other.get("/console").await), ended);

    let id = StaffId::new("siping").unwrap();
    accounts::set_disabled(&*served.store, &id, true, By("test"), served.relay.now()).await.unwrap();
    assert_eq!(leads_to(&one.get("/console").await), ended);
    assert_eq!(one.sign_in("siping", new).await.status(), StatusCode::UNPROCESSABLE_ENTITY);
    accounts::set_disabled(&*served.store, &id, false, By("test"), served.relay.now()).await.unwrap();
    assert_eq!(leads_to(&one.get("/console").await), ended, "who comes back signs in anew");
}

#[tokio::test]
async fn another_role_and_a_reset_end_every_session() {
    let served = Served::start().await;
    let (admin, agent) = (served.signed_in("admin").await, served.signed_in("siping").await);
    let region = [("name", "某某"), ("role", "经办"), ("region", "四平市铁西区")];
    admin.submit("/console/staff/siping", &region).await;
    assert!(agent.page("/console").await.contains("四平市铁西区"), "another region holds at once");
    let role = [("name", "某某"), ("role", "督办")];
    assert_eq!(leads_to(&admin.submit("/console/staff/siping", &role).await), "/console/staff/siping?done=saved");
    assert_eq!(agent.get("/console").await.status(), StatusCode::SEE_OTHER);
    let agent = served.signed_in("siping").await;
    admin.submit("/console/staff/siping/reset", &[]).await;
    assert_eq!(agent.get("/console").await.status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_temporary_password_is_changed_before_anything_else() {
    let served = Served::start().await;
    let number = served.power().await;
    let made = served.signed_in("admin").await.submit("/console/staff/siping/reset", &[]).await.text().await.unwrap();
    let temporary = made.split_once("class=\"secret\">").unwrap().1.split('<').next().unwrap().to_owned();
    let browser = served.browser();
    browser.sign_in("siping", &temporary).await;
    for path in
        ["/console", "/console/tickets", &format!("/console/tickets/{number}"), "/console/account", "/console/nowhere"]
    {
        assert_eq!(leads_to(&browser.get(path).await), "/console/password", "{path}");
    }
    let page = browser.page("/console/password").await;
    assert!(page.contains("先换成自己的密码") && !page.contains("href=\"/console/tickets\""));
    let key = hidden(&page, "form_key");
    let accept = [("command", "accept"), ("version", "1"), ("form_key", key.as_str())];
    assert_eq!(leads_to(&browser.send(&format!("/console/tickets/{number}"), &accept).await), "/console/password");
    let api = browser.get("/api/v1/tickets").await;
    assert_eq!(api.status(), StatusCode::FORBIDDEN);
    assert!(api.text().await.unwrap().contains("换成自己的密码"));
    assert_eq!(browser.get("/icon.svg").await.status(), StatusCode::OK);
    assert_eq!(served.ticket(&number).await.version(), 1);
    let change = |new: &str| {
        [("old", temporary.clone()), ("new", new.to_owned()), ("again", new.to_owned()), ("form_key", key.clone())]
    };
    let same = browser.client.post(browser.url("/console/password")).form(&change(&temporary)).send().await.unwrap();
    assert_eq!(same.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(same.text().await.unwrap().contains("不能和原来的一样"));
    let own = browser.client.post(browser.url("/console/password")).form(&change("a sentence of my own")).send().await;
    assert_eq!(leads_to(&own.unwrap()), "/console");
    browser.page("/console/tickets").await;
}

#[tokio::test]
async fn everybody_looks_after_their_own_sign_ins_link_and_tokens() {
    let served = Served::start().await;
    let (here, elsewhere) = (served.signed_in("siping").await, served.signed_in("siping").await);
    let page = here.page("/console/account").await;
    assert!(page.contains("2 处") && page.contains("就是这里") && page.contains("四平市"));
    here.submit("/console/staff/siping/sessions", &[]).await;
    assert_eq!(elsewhere.get("/console").await.status(), StatusCode::SEE_OTHER);
    assert!(here.page("/console/account?done=sessions").await.contains("登录已经结束"));

    let code = here.submit("/console/staff/siping/link", &[]).await.text().await.unwrap();
    let code =
        code.split_once("/link ").or(code.split_once("&#x2f;link ")).unwrap().1.split('<').next().unwrap().to_owned();
    let mut turn = zhuqi::store::Turn { at: served.relay.now(), ..Default::default() };
    link::redeem(&*served.store, &code, 4711, &mut turn, served.relay.now()).await.unwrap().unwrap();
    served.store.commit(turn).await.unwrap();
    assert!(here.page("/console/account").await.contains("4711"));
    here.submit("/console/staff/siping/unlink", &[]).await;
    assert!(link::of_telegram(&*served.store, 4711).await.unwrap().is_none());

    let made = here.submit("/console/account/tokens", &[("label", "数据大屏")]).await.text().await.unwrap();
    let token = made.split_once("class=\"secret\">").unwrap().1.split('<').next().unwrap().to_owned();
    let program = || served.browser().client.get(here.url("/api/v1/tickets")).bearer_auth(&token).send();
    assert_eq!(program().await.unwrap().status(), StatusCode::OK);
    let id = hidden(&here.page("/console/account").await, "token");
    let stranger = served.signed_in("supervisor").await;
    for (path, fields) in
        [("tokens/revoke", vec![("token", id.as_str())]), ("sessions", vec![]), ("link", vec![]), ("unlink", vec![])]
    {
        let refused = stranger.submit(&format!("/console/staff/siping/{path}"), &fields).await;
        assert_eq!(refused.status(), StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(program().await.unwrap().status(), StatusCode::OK);
    let admin = served.signed_in("admin").await;
    assert!(admin.page("/console/staff/siping").await.contains("数据大屏"));
    admin.submit("/console/staff/siping/tokens/revoke", &[("token", &id)]).await;
    assert_eq!(program().await.unwrap().status(), StatusCode::UNAUTHORIZED);
    admin.submit("/console/staff/siping/sessions", &[]).await;
    assert_eq!(here.get("/console").await.status(), StatusCode::SEE_OTHER);
    let audit = admin.page("/console/audit").await;
    for told in
        ["结束登录", "给出 Telegram 绑定码", "绑定 Telegram", "解除 Telegram 绑定", "发接口令牌", "停用接口令牌"]
    {
        assert!(audit.contains(told), "{told} is not in the audit log");
    }
}

#[tokio::test]
async fn what_was_typed_outlives_the_session() {
    let served = Served::start().await;
    let number = served.power().await;
    let path = format!("/console/tickets/{number}");
    let browser = served.signed_in("siping").await;
    let form = [
        ("command", "answer"),
        ("words", "写了很久的<答复>"),
        ("version", "1"),
        ("form_key", "of-a-session-that-is-over"),
    ];
    served.pass(13);
    let asked = browser.send(&path, &form).await;
    assert_eq!(asked.status(), StatusCode::UNAUTHORIZED);
    let page = asked.text().await.unwrap();
    let (back, typed) = (hidden(&page, "back").replace("&#x2f;", "/"), hidden(&page, "typed").replace("&amp;", "&"));
    assert!(page.contains("您写的内容还在") && !typed.contains("session-that-is-over"));
    let fields = [("login", "siping"), ("password", PASSWORD), ("back", back.as_str()), ("typed", typed.as_str())];
    let again = browser.send("/console/sign-in", &fields).await;
    assert_eq!(again.status(), StatusCode::OK);
    let page = again.text().await.unwrap();
    assert!(page.contains("写了很久的&lt;答复&gt;</textarea>") && page.contains("还没有提交"), "{page}");
    assert_eq!(served.ticket(&number).await.version(), 1, "nothing is done unseen");
    let answer = [("command", "answer"), ("words", "写了很久的<答复>")];
    assert_eq!(browser.act(&number, 1, &answer).await.status(), StatusCode::SEE_OTHER);
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
    assert_eq!(leads_to(&browser.get("/console").await), "/console/password");

    let oneself = admin.submit("/console/staff/admin", &[("name", "某某"), ("role", "督办")]).await;
    assert_eq!(oneself.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let oneself = admin.submit("/console/staff/admin/access", &[("disabled", "yes")]).await;
    assert_eq!(oneself.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(admin.page("/console/staff/new.one").await.contains("确定停用"), "it asks first");
    let out = admin.submit("/console/staff/new.one/access", &[("disabled", "yes")]).await;
    assert_eq!(leads_to(&out), "/console/staff/new.one?done=access");
    assert_eq!(browser.get("/console").await.status(), StatusCode::SEE_OTHER);
    let audit = admin.page("/console/audit").await;
    assert!(audit.contains("新增人员") && audit.contains("停用账号"));
}

#[tokio::test]
async fn an_administrator_of_a_city_manages_its_staff_alone() {
    let served = Served::start().await;
    served.hire("shi.admin", Role::Admin, Some("四平市")).await;
    let city = served.signed_in("shi.admin").await;
    let list = city.page("/console/staff").await;
    assert!(list.contains("某siping") && !list.contains("某changchun") && !list.contains("某supervisor"));
    assert!(!list.contains("全部地区</option>") && !list.contains("/console/audit"));
    for path in ["changchun", "admin", "nobody"] {
        assert_eq!(city.get(&format!("/console/staff/{path}")).await.status(), StatusCode::NOT_FOUND, "{path}");
        for deed in ["reset", "access", "sessions", "link", "unlink", "tokens/revoke"] {
            let response = city.submit(&format!("/console/staff/{path}/{deed}"), &[("disabled", "yes")]).await;
            assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path} {deed}");
        }
    }
    for path in ["/console/audit", "/console/audit?format=csv", "/console/letters", "/console/roster"] {
        let response = city.get(path).await;
        assert_eq!(response.status(), StatusCode::FORBIDDEN, "{path}");
        assert!(response.text().await.unwrap().contains("您负责的是四平市"), "{path}");
    }
    let imported = city.submit("/console/roster/import", &[("digest", "x")]).await;
    assert_eq!(imported.status(), StatusCode::FORBIDDEN);
    for (path, region, desk, status) in [
        ("/console/staff", "", "", StatusCode::UNPROCESSABLE_ENTITY),
        ("/console/staff", "长春市", "", StatusCode::UNPROCESSABLE_ENTITY),
        ("/console/staff", "吉林省", "", StatusCode::UNPROCESSABLE_ENTITY),
        ("/console/staff", "四平市铁西区", "changchun", StatusCode::UNPROCESSABLE_ENTITY),
        ("/console/staff", "四平市铁西区", "siping", StatusCode::OK),
        ("/console/staff/siping", "", "", StatusCode::UNPROCESSABLE_ENTITY),
        ("/console/staff/siping", "四平市铁西区", "", StatusCode::SEE_OTHER),
        ("/console/staff/shi.admin", "", "", StatusCode::UNPROCESSABLE_ENTITY),
        ("/console/staff/shi.admin", "四平市铁西区", "", StatusCode::UNPROCESSABLE_ENTITY),
        ("/console/staff/shi.admin", "四平市", "", StatusCode::SEE_OTHER),
    ] {
        let form = [("login", "xin.ren"), ("name", "某某"), ("role", "管理员"), ("region", region), ("desk", desk)];
        assert_eq!(city.submit(path, &form).await.status(), status, "{path} {region} {desk}");
    }
    assert!(accounts::find(&*served.store, &StaffId::new("xin.ren").unwrap()).await.unwrap().is_some());
}

#[tokio::test]
async fn a_refused_input_is_called_one_and_leads_back_where_it_came_from() {
    let served = Served::start().await;
    let admin = served.signed_in("admin").await;
    let refused = admin.submit("/console/staff/admin/access", &[("disabled", "yes")]).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = refused.text().await.unwrap();
    assert!(page.contains("<h1>内容需要改正</h1>") && page.contains("回到人员"), "{page}");
    let refused = admin.submit("/console/account/tokens", &[("label", "")]).await.text().await.unwrap();
    assert!(refused.contains("<h1>内容需要改正</h1>") && refused.contains("回到我的账号"), "{refused}");
}
