//! Files of a ticket.

use reqwest::multipart::{Form, Part};
use reqwest::{RequestBuilder, StatusCode};
use serde_json::json as object;
use uuid::Uuid;
use zhuqi::domain::staff::Role;

use crate::served::{Served, fields, json, problem};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

fn form(bytes: Vec<u8>) -> Form {
    Form::new().part("file", Part::bytes(bytes).file_name("电表.jpg"))
}

#[tokio::test]
async fn a_photo_is_added_by_the_enterprise_and_fetched_by_staff() {
    let served = Served::start().await;
    let (number, code) = served.register("四平市铁西区", "供电").await;
    let token = served.token("wang.li", Role::Agent, Some("四平市")).await;
    let stranger = served.token("zhang.san", Role::Agent, Some("白城市")).await;
    let path = format!("/api/v1/tickets/{number}/attachments");
    let url = format!("{}{path}?code={code}", served.base);
    let added = json(served.client.post(&url).multipart(form(PNG.to_vec()))).await;
    assert_eq!(
        (&added["files"][0]["name"], &added["files"][0]["media"]),
        (&"电表.jpg.png".into(), &"image/png".into())
    );
    let again = json(served.client.post(&url).multipart(form(PNG.to_vec()))).await;
    assert_eq!(again, added, "the same file again changes nothing");

    let digest = added["files"][0]["digest"].as_str().unwrap();
    let fetched = served.get(&format!("{path}/{digest}")).bearer_auth(&token).send().await.unwrap();
    assert_eq!(fetched.headers()["content-type"], "image/png");
    assert_eq!(fetched.headers()["x-content-type-options"], "nosniff");
    assert_eq!(fetched.headers()["content-security-policy"], "default-src 'none'; sandbox");
    assert!(fetched.headers()["content-disposition"].to_str().unwrap().starts_with("attachment;"));
    assert_eq!(fetched.bytes().await.unwrap(), PNG);
    problem(served.get(&format!("{path}/{digest}")).bearer_auth(&stranger), StatusCode::NOT_FOUND).await;
    let (other, code) = served.register("四平市铁西区", "供电").await;
    let elsewhere = served.get(&format!("/api/v1/tickets/{other}/attachments/{digest}?code={code}"));
    problem(elsewhere, StatusCode::NOT_FOUND).await;
}

#[tokio::test]
async fn disguised_empty_and_huge_files_are_refused() {
    let served = Served::start().await;
    let (number, code) = served.register("四平市铁西区", "供电").await;
    let url = format!("{}/api/v1/tickets/{number}/attachments?code={code}", served.base);
    let post = || served.client.post(&url);
    let disguised = [
        &b"MZ\x90\0program"[..],
        b"<html><script>",
        b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>",
        b"PK\x03\x04 a bomb",
        b"\x1f\x8b\x08 another",
        b"GIF89a<script>",
        b"",
    ];
    for bytes in disguised.map(<[u8]>::to_vec) {
        problem(post().multipart(form(bytes)), StatusCode::BAD_REQUEST).await;
    }
    problem(post().multipart(Form::new().text("note", "x")), StatusCode::BAD_REQUEST).await;
    problem(post().json(&"x"), StatusCode::UNSUPPORTED_MEDIA_TYPE).await;
    let mut huge = PNG.to_vec();
    huge.resize(10 * 1024 * 1024 + 1, 0);
    problem(post().multipart(form(huge.clone())), StatusCode::BAD_REQUEST).await;
    huge.resize(11 * 1024 * 1024, 0);
    problem(post().multipart(form(huge)), StatusCode::PAYLOAD_TOO_LARGE).await;
    let files = json(served.client.get(&url)).await;
    assert_eq!(files["files"].as_array().unwrap().len(), 0);
}

#[tokio::test]
async fn whatever_a_file_is_called_its_name_leads_nowhere() {
    let served = Served::start().await;
    let (number, code) = served.register("四平市铁西区", "供电").await;
    let path = format!("/api/v1/tickets/{number}/attachments");
    let url = format!("{}{path}?code={code}", served.base);
    for (at, (name, kept)) in [
        ("../../etc/passwd", "passwd.png"),
        ("C:\\Windows\\a.png", "a.png"),
        ("\u{202e}gnp.exe", "gnp.exe.png"),
        ("a\";filename=b.html", "a\";filename=b.html.png"),
    ]
    .into_iter()
    .enumerate()
    {
        // A picture that also reads as a page: it is given out as a picture that no browser opens.
        let bytes = [PNG, format!("<script>{at}</script>").as_bytes()].concat();
        let form = Form::new().part("file", Part::bytes(bytes).file_name(name));
        let added = json(served.client.post(&url).multipart(form)).await;
        let file = &added["files"][at];
        assert_eq!((&file["name"], &file["media"]), (&kept.into(), &"image/png".into()));
        let digest = file["digest"].as_str().unwrap();
        let fetched = served.get(&format!("{path}/{digest}?code={code}")).send().await.unwrap();
        let disposition = fetched.headers()["content-disposition"].to_str().unwrap();
        assert!(disposition.starts_with("attachment; filename*=UTF-8''"), "{disposition}");
        assert!(!disposition.contains(['"', '/', '\\']) && disposition.matches(';').count() == 1, "{disposition}");
    }
}

/// Sends a file into a conversation.
fn send(served: &Served, conversation: Uuid, form: Form) -> RequestBuilder {
    served.client.post(format!("{}/api/v1/conversations/{conversation}/files", served.base)).multipart(form)
}

#[tokio::test]
async fn a_file_sent_into_a_conversation_is_attached_to_what_is_registered_there() {
    let served = Served::start().await;
    let conversation = Uuid::new_v4();
    let messages = format!("/api/v1/conversations/{conversation}/messages");
    let say = async |text: &str| {
        let body = json(served.post(&messages, object!({ "text": text }).to_string())).await;
        body["replies"][0]["text"].as_str().unwrap().to_owned()
    };
    let id = Uuid::new_v4().to_string();
    let photo = || form(PNG.to_vec()).text("id", id.clone());
    let sent = json(send(&served, conversation, photo())).await;
    assert!(sent["replies"][0]["text"].as_str().unwrap().contains("收到 1 个附件"), "{sent}");
    let mut again = json(send(&served, conversation, photo())).await;
    again["replies"][0]["elapsed_us"] = sent["replies"][0]["elapsed_us"].clone();
    assert_eq!(again, sent, "repeated under its id it is answered again, not done twice");

    let captioned = form(b"%PDF-1.7\n".to_vec()).text("text", "我们厂在四平铁西，这两天老停电");
    let begun = json(send(&served, conversation, captioned)).await;
    let begun = begun["replies"][0]["text"].as_str().unwrap().to_owned();
    assert!(begun.contains("收到 2 个附件") && begun.contains("四平市铁西区"), "{begun}");
    for words in ["同意", "某某机械有限公司", "王某某"] {
        say(words).await;
    }
    assert!(say("13900000001").await.contains("附件 2 个"));
    let registered = say("确认提交").await;
    assert!(registered.contains("附件 2 个已一起附上"), "{registered}");
    let number = registered.split(['，', ' ']).find(|part| part.starts_with("WZ-")).unwrap().to_owned();
    let token = served.token("wang.li", Role::Agent, Some("四平市")).await;
    let files = json(served.get(&format!("/api/v1/tickets/{number}/attachments")).bearer_auth(&token)).await;
    assert_eq!(files["files"].as_array().unwrap().len(), 2);
    let digest = files["files"][0]["digest"].as_str().unwrap();
    let fetched = served.get(&format!("/api/v1/tickets/{number}/attachments/{digest}")).bearer_auth(&token);
    assert_eq!(fetched.send().await.unwrap().bytes().await.unwrap(), PNG);
    // What comes after is attached at once.
    let later = json(send(&served, conversation, form([PNG, b"2"].concat()))).await;
    assert!(later["replies"][0]["text"].as_str().unwrap().contains("已添加到诉求"), "{later}");
}

#[tokio::test]
async fn what_cannot_be_taken_is_refused_before_it_says_anything() {
    let served = Served::start().await;
    let conversation = Uuid::new_v4();
    for bytes in [&b"MZ\x90\0program"[..], b"<html><script>", b""] {
        let refused = problem(send(&served, conversation, form(bytes.to_vec())), StatusCode::BAD_REQUEST).await;
        assert_eq!(fields(&refused), ["file"]);
    }
    problem(send(&served, conversation, Form::new().text("text", "老停电")), StatusCode::BAD_REQUEST).await;
    let wrong = send(&served, conversation, form(PNG.to_vec()).text("id", "7"));
    assert_eq!(fields(&problem(wrong, StatusCode::BAD_REQUEST).await), ["id"]);
    let nowhere = served.client.post(format!("{}/api/v1/conversations/x/files", served.base));
    problem(nowhere.multipart(form(PNG.to_vec())), StatusCode::NOT_FOUND).await;
    let mut huge = PNG.to_vec();
    huge.resize(11 * 1024 * 1024, 0);
    problem(send(&served, conversation, form(huge)), StatusCode::PAYLOAD_TOO_LARGE).await;
    for number in 0..10 {
        json(send(&served, conversation, form([PNG, &[number]].concat()))).await;
    }
    let full = json(send(&served, conversation, form([PNG, b"one more"].concat()))).await;
    assert!(full["replies"][0]["text"].as_str().unwrap().contains("多出来的没有收下"), "{full}");
}
