//! The page on which an enterprise follows its ticket, as a browser without JavaScript sees it.

use reqwest::multipart::{Form, Part};
use reqwest::{RequestBuilder, Response, StatusCode};
use serde_json::json as object;
use zhuqi::domain::staff::Role;

use crate::served::{Served, json};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

/// The text of a page that has that status.
async fn page(request: RequestBuilder, status: StatusCode) -> String {
    let response: Response = request.send().await.unwrap();
    assert_eq!(response.status(), status);
    assert!(response.headers()["content-type"].to_str().unwrap().starts_with("text/html"));
    response.text().await.unwrap()
}

fn look(served: &Served, number: &str, code: &str) -> RequestBuilder {
    served.client.post(format!("{}/tickets", served.base)).form(&[("number", number), ("code", code)])
}

fn form(number: &str, code: &str, version: &str, fields: &[(&'static str, &str)]) -> Form {
    let form = [("number", number), ("code", code), ("version", version)]
        .iter()
        .fold(Form::new(), |form, (name, value)| form.text((*name).to_owned(), (*value).to_owned()));
    fields.iter().fold(form, |form, (name, value)| form.text(*name, (*value).to_owned()))
}

#[tokio::test]
async fn number_and_code_open_the_ticket_and_nothing_else_does() {
    let served = Served::start().await;
    let (number, code) = served.register("四平市铁西区", "供电").await;
    let empty = page(served.get(&format!("/tickets?number={number}")), StatusCode::OK).await;
    assert!(empty.contains(&number) && !empty.contains("<script") && !empty.contains("style="));
    let shown = page(look(&served, &number, &code.to_lowercase()), StatusCode::OK).await;
    for said in ["待受理", "车间这两天老停电", "最晚", "经过", "补充材料", "撤回"] {
        assert!(shown.contains(said), "{said} is not in {shown}");
    }
    assert!(!shown.contains("13900000000") && !shown.contains("解决了吗"));
    let wide = |text: &str| -> String {
        text.bytes().filter_map(|byte| char::from_u32(u32::from('！') - u32::from(b'!') + u32::from(byte))).collect()
    };
    let (bare, parted) = (number.replace('-', "").to_lowercase(), format!(" {} {}\n", &code[..4], &code[4..]));
    for (number, code) in [(bare, parted), (wide(&number), wide(&code)), (number.replace('-', " — "), code.clone())] {
        assert!(page(look(&served, &number, &code), StatusCode::OK).await.contains("停电"), "{number}");
    }
    for (number, code) in [(number.as_str(), "AAAA"), ("WZ-20260105-0009", code.as_str()), ("<b>", "")] {
        let refused = page(look(&served, number, code), StatusCode::NOT_FOUND).await;
        assert!(refused.contains("没有找到") && !refused.contains("<b>") && !refused.contains("停电"));
    }
    let chat = page(served.get("/"), StatusCode::OK).await;
    assert!(chat.contains("href=\"/tickets\""));
}

#[tokio::test]
async fn the_buttons_lead_from_the_question_to_the_rating() {
    let served = Served::start().await;
    let (number, code) = served.register("四平市铁西区", "供电").await;
    let token = served.token("wang.li", Role::Agent, None).await;
    json(served.patch(&number, &object!({"command": "ask", "question": "请拍电表"})).bearer_auth(&token)).await;
    let act = |form: Form| served.client.post(format!("{}/tickets/act", served.base)).multipart(form);
    assert!(page(look(&served, &number, &code), StatusCode::OK).await.contains("请拍电表"));

    let photo = || Part::bytes(PNG).file_name("电表.png");
    let supply = |version: &str| form(&number, &code, version, &[("act", "supply"), ("words", "电表在<b>这里</b>")]);
    let supplied = page(act(supply("3").part("file", photo())), StatusCode::OK).await;
    assert!(supplied.contains("收到") && supplied.contains("下载 电表.png") && !supplied.contains("<b>这里"));
    let twice = page(act(supply("3")), StatusCode::PRECONDITION_FAILED).await;
    assert!(twice.contains("刚刚有了变化") && twice.contains("电表在&lt;b&gt;"), "what was typed is kept: {twice}");
    let ticket = json(served.get(&format!("/api/v1/tickets/{number}")).bearer_auth(&token)).await;
    assert_eq!((&ticket["version"], &ticket["status"]), (&object!(5), &object!("accepted")));

    json(served.patch(&number, &object!({"command": "answer", "text": "修好了"})).bearer_auth(&token)).await;
    assert!(page(look(&served, &number, &code), StatusCode::OK).await.contains("问题解决了吗"));
    page(act(form(&number, &code, "6", &[("act", "confirm")])), StatusCode::OK).await;
    let empty = page(act(form(&number, &code, "7", &[("act", "rate")])), StatusCode::BAD_REQUEST).await;
    assert!(empty.contains("1 到 5 分"));
    let rated = page(act(form(&number, &code, "7", &[("act", "rate"), ("rating", "5")])), StatusCode::OK).await;
    assert!(rated.contains("谢谢您的评价") && rated.contains("非常满意"));
    let staff_only = act(form(&number, &code, "8", &[("act", "accept")]));
    page(staff_only, StatusCode::BAD_REQUEST).await;
    page(act(form(&number, "AAAA", "8", &[("act", "withdraw")])), StatusCode::NOT_FOUND).await;
}

#[tokio::test]
async fn a_wrong_file_is_refused_whole_and_a_right_one_comes_back() {
    let served = Served::start().await;
    let (number, code) = served.register("四平市铁西区", "供电").await;
    let act = |form: Form| served.client.post(format!("{}/tickets/act", served.base)).multipart(form);
    let file = |bytes: &'static [u8]| {
        let fields = [("act", "supply"), ("words", "请看照片")];
        form(&number, &code, "1", &fields).part("file", Part::bytes(bytes).file_name("a.png"))
    };
    let refused = page(act(file(b"<html>")), StatusCode::BAD_REQUEST).await;
    assert!(refused.contains("只收照片") && refused.contains("待受理"));
    let shown = page(act(file(PNG)), StatusCode::OK).await;
    let digest = shown.split("name=\"digest\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let fetch = |code: &str| {
        let fields = [("number", number.as_str()), ("code", code), ("digest", digest)];
        served.client.post(format!("{}/tickets/file", served.base)).form(&fields)
    };
    let fetched = fetch(&code).send().await.unwrap();
    assert_eq!(fetched.headers()["content-type"], "image/png");
    assert_eq!(fetched.bytes().await.unwrap(), PNG);
    page(fetch("AAAA"), StatusCode::NOT_FOUND).await;
}

#[tokio::test]
async fn whoever_guesses_codes_is_held_back_with_a_page() {
    let served = Served::start().await;
    for _ in 0..60 {
        let request = look(&served, "WZ-20260105-0001", "AAAA").header("x-forwarded-for", "203.0.113.7");
        let response = request.send().await.unwrap();
        if response.status() == StatusCode::TOO_MANY_REQUESTS {
            assert!(response.headers().contains_key("retry-after"));
            assert!(response.text().await.unwrap().contains("太快了"));
            return;
        }
    }
    panic!("nobody was held back");
}
