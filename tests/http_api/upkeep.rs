//! What the console can do beside working on tickets, by the API.

use reqwest::multipart::{Form, Part};
use reqwest::{RequestBuilder, StatusCode};
use serde_json::{Value, json as object};
use zhuqi::domain::message::{Channel, ConversationId};
use zhuqi::domain::reply::{Kind, Reply};
use zhuqi::domain::staff::Role;
use zhuqi::store::{DeadLetter, Letter, Store, Turn};

use crate::served::{Served, clock, fields, json, problem};

fn put(served: &Served, path: &str, body: &Value) -> RequestBuilder {
    served.client.put(format!("{}{path}", served.base)).json(body)
}

#[tokio::test]
async fn the_overview_counts_what_one_may_see() {
    let served = Served::start().await;
    for (region, category) in [("四平市铁西区", "供电"), ("四平市铁西区", "融资"), ("白城市", "供电")]
    {
        served.register(region, category).await;
    }
    let admin = served.token("admin", Role::Admin, None).await;
    let agent = served.token("wang.li", Role::Agent, Some("四平市")).await;
    let see =
        async |token: &str, query: &str| json(served.get(&format!("/api/v1/overview{query}")).bearer_auth(token)).await;
    let all = see(&admin, "").await;
    assert_eq!((&all["all"]["total"], &all["now"]["untaken"]), (&object!(3), &object!(3)));
    assert_eq!(
        all["by_category"][0],
        object!({"category": "供电", "tally": {"total": 2, "open": 2, "overdue": 0, "closed": 0}})
    );
    assert_eq!(all["by_region"][0]["region"], "四平市", "a district counts with its city");
    assert_eq!(all["by_period"].as_array().unwrap().len(), 12);
    assert_eq!(all["by_period"][11]["tally"]["total"], 3);
    assert_eq!(see(&agent, "").await["all"]["total"], 2);
    assert_eq!(see(&admin, "?region=白城市").await["all"]["total"], 1);
    assert_eq!(see(&admin, "?until=2026-01-04").await["all"]["total"], 0);
    assert_eq!(see(&admin, "?by=week").await["by_period"][11]["from"], "2026-01-05");
    for wrong in ["by=year", "from=x", "region=某地", "colour=red"] {
        let refused =
            problem(served.get(&format!("/api/v1/overview?{wrong}")).bearer_auth(&admin), StatusCode::BAD_REQUEST);
        assert_eq!(fields(&refused.await), [wrong.split('=').next().unwrap()]);
    }
}

#[tokio::test]
async fn a_list_is_taken_along_as_a_file_in_which_nothing_runs() {
    let served = Served::start().await;
    let mut form = crate::form();
    form["enterprise"] = "=cmd|某厂".into();
    json(served.post("/api/v1/tickets", form.to_string())).await;
    served.register("白城市", "融资").await;
    let token = served.token("wang.li", Role::Agent, Some("四平市")).await;
    let csv = served.get("/api/v1/export?format=csv").bearer_auth(&token).send().await.unwrap();
    assert!(csv.headers()["content-disposition"].to_str().unwrap().starts_with("attachment; filename*=UTF-8''"));
    let csv = csv.text().await.unwrap();
    assert!(csv.contains(",'=cmd|某厂,") && !csv.contains("白城"), "{csv}");
    let xlsx = served.get("/api/v1/export?status=open").bearer_auth(&token).send().await.unwrap();
    assert!(xlsx.bytes().await.unwrap().starts_with(b"PK"));
    let none = served.get("/api/v1/export?format=csv&category=融资").bearer_auth(&token).send().await.unwrap();
    assert_eq!(none.text().await.unwrap().lines().count(), 1, "only the headings");
    problem(served.get("/api/v1/export?format=pdf").bearer_auth(&token), StatusCode::BAD_REQUEST).await;
    problem(served.get("/api/v1/export"), StatusCode::UNAUTHORIZED).await;
    let audit = served.store.audit(None, 10).await.unwrap();
    assert!(audit.iter().any(|(_, line)| line.action == "tickets.exported" && line.actor == "staff:wang.li"));
}

#[tokio::test]
async fn a_cause_stands_for_the_tickets_behind_it() {
    let served = Served::start().await;
    let admin = served.token("admin", Role::Admin, None).await;
    let stranger = served.token("zhang.san", Role::Agent, Some("白城市")).await;
    for _ in 0..2 {
        let (number, _) = served.register("四平市铁西区", "供电").await;
        let group = object!({"command": "group", "cause": "线路老化"});
        json(served.patch(&number, &group).bearer_auth(&admin)).await;
    }
    let causes = json(served.get("/api/v1/causes").bearer_auth(&admin)).await;
    let cause = &causes["causes"][0];
    assert_eq!((&cause["cause"], &cause["total"], &cause["open"]), (&object!("线路老化"), &object!(2), &object!(2)));
    assert_eq!((&cause["enterprises"], &cause["regions"]), (&object!(["示例机械厂"]), &object!(["四平市铁西区"])));
    let list = json(served.get("/api/v1/tickets?cause=线路老化").bearer_auth(&admin)).await;
    assert_eq!(list["total"], 2);
    assert_eq!(json(served.get("/api/v1/causes").bearer_auth(&stranger)).await["causes"], object!([]));
}

#[tokio::test]
async fn views_are_ones_own() {
    let served = Served::start().await;
    let (wang, li) = (served.token("wang.li", Role::Agent, None).await, served.token("li.si", Role::Agent, None).await);
    let views = async |token: &str| json(served.get("/api/v1/views").bearer_auth(token)).await["views"].take();
    let saved =
        json(put(&served, "/api/v1/views/我的", &object!({"query": "?status=open&category=供电"})).bearer_auth(&wang))
            .await;
    assert_eq!(saved, object!({"name": "我的", "query": "status=open&category=%E4%BE%9B%E7%94%B5"}));
    assert_eq!(views(&wang).await, object!([saved]));
    assert_eq!(views(&li).await, object!([]));
    let long =
        put(&served, &format!("/api/v1/views/{}", "长".repeat(21)), &object!({"query": "a=b"})).bearer_auth(&wang);
    assert_eq!(fields(&problem(long, StatusCode::BAD_REQUEST).await), ["name"]);
    for _ in 0..2 {
        let gone = served.client.delete(format!("{}/api/v1/views/我的", served.base)).bearer_auth(&wang);
        assert_eq!(gone.send().await.unwrap().status(), StatusCode::NO_CONTENT);
    }
    assert_eq!(views(&wang).await, object!([]));
}

#[tokio::test]
async fn supervisors_see_what_did_not_arrive() {
    let served = Served::start().await;
    let at = clock()();
    let conversation = ConversationId::new(Channel::Telegram, "4711").unwrap();
    let letter = Letter::Reply(Reply::plain(Kind::Ticket, "登记好了，查询码 34679ACDEFGH。"));
    let dead_letter = Some(DeadLetter { at, conversation, reason: "对方已停用机器人".to_owned(), letter });
    served.store.commit(Turn { dead_letter, at, ..Turn::default() }).await.unwrap();
    let agent = served.token("wang.li", Role::Agent, None).await;
    let supervisor = served.token("li.si", Role::Supervisor, None).await;
    problem(served.get("/api/v1/letters").bearer_auth(&agent), StatusCode::FORBIDDEN).await;
    let letters = json(served.get("/api/v1/letters?limit=5").bearer_auth(&supervisor)).await;
    let only = &letters["letters"][0];
    assert_eq!((&only["kind"], &only["text"]), (&object!("reply"), &object!("登记好了，查询码 （查询码只给企业）。")));
    assert_eq!((&only["conversation"], &only["reason"]), (&object!("telegram:4711"), &object!("对方已停用机器人")));
}

#[tokio::test]
async fn a_roster_is_tried_then_taken_over() {
    let served = Served::start().await;
    let admin = served.token("admin", Role::Admin, None).await;
    let agent = served.token("wang.li", Role::Agent, None).await;
    let send = |query: &str, text: &str, token: &str| {
        let form = Form::new().part("file", Part::bytes(text.as_bytes().to_vec()).file_name("名册.csv"));
        served.client.post(format!("{}/api/v1/roster{query}", served.base)).multipart(form).bearer_auth(token)
    };
    let known = async || json(served.get("/api/v1/roster").bearer_auth(&admin)).await["entries"].take();
    let text =
        "企业名称,地区,角色,姓名,电话\n示例机械厂,四平市,包保干部,某某,13900000000\n示例纸业,四平市,包保干部,某某,12\n";
    problem(send("", text, &agent), StatusCode::FORBIDDEN).await;
    let tried = json(send("?dry_run=true", text, &admin)).await;
    assert_eq!((&tried["imported"], &tried["sound"]), (&object!(false), &object!(1)));
    assert_eq!((&tried["faults"][0]["row"], &tried["faults"][0]["column"]), (&object!(3), &object!("电话")));
    assert_eq!(known().await, object!([]));
    for _ in 0..2 {
        assert_eq!(json(send("", text, &admin)).await["imported"], true);
    }
    let known = known().await;
    assert_eq!((known.as_array().unwrap().len(), &known[0]["phone"]), (1, &object!("139****0000")));
    for wrong in ["", "\u{0}PK", "甲,乙\n丙,丁\n", "企业名称,地区,角色,姓名,电话\n"] {
        assert!(fields(&problem(send("", wrong, &admin), StatusCode::BAD_REQUEST).await).contains(&"file"), "{wrong}");
    }
}

#[tokio::test]
async fn an_account_is_changed_but_nobody_locks_themselves_out() {
    let served = Served::start().await;
    let admin = served.token("admin", Role::Admin, None).await;
    let wang = served.token("wang.li", Role::Agent, None).await;
    let supervisor = object!({"name": "某某", "role": "supervisor", "region": "四平市", "desk": "siping"});
    problem(put(&served, "/api/v1/staff/wang.li", &supervisor).bearer_auth(&wang), StatusCode::FORBIDDEN).await;
    let changed = json(put(&served, "/api/v1/staff/wang.li", &supervisor).bearer_auth(&admin)).await;
    assert_eq!((&changed["role"], &changed["desk"]), (&object!("supervisor"), &object!("siping")));
    let me = json(served.get("/api/v1/me").bearer_auth(&wang)).await;
    assert_eq!(
        (&me["id"], &me["role"], &me["region"]),
        (&object!("wang.li"), &object!("supervisor"), &object!("四平市"))
    );
    problem(served.get("/api/v1/audit").bearer_auth(&wang), StatusCode::FORBIDDEN).await;
    for wrong in [object!({"name": "", "role": "agent"}), object!({"name": "某某", "role": "agent", "region": "某地"})]
    {
        problem(put(&served, "/api/v1/staff/wang.li", &wrong).bearer_auth(&admin), StatusCode::BAD_REQUEST).await;
    }
    problem(put(&served, "/api/v1/staff/nobody", &supervisor).bearer_auth(&admin), StatusCode::NOT_FOUND).await;
    problem(put(&served, "/api/v1/staff/admin", &supervisor).bearer_auth(&admin), StatusCode::CONFLICT).await;
    let disable = served.post("/api/v1/staff/admin/access", r#"{"disabled":true}"#).bearer_auth(&admin);
    problem(disable, StatusCode::CONFLICT).await;
    json(served.get("/api/v1/staff").bearer_auth(&admin)).await;
}

#[tokio::test]
async fn a_form_learns_the_regions_it_can_offer() {
    let served = Served::start().await;
    let regions = json(served.get("/api/v1/regions")).await;
    let regions = regions["regions"].as_array().unwrap();
    let district = regions.iter().find(|region| region["name"] == "四平市铁西区").unwrap();
    assert_eq!(*district, object!({"name": "四平市铁西区", "level": "district", "parent": "四平市"}));
}
