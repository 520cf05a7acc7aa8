//! Files that staff attach and fetch, and the roster they import.

use reqwest::multipart::{Form, Part};
use reqwest::{Response, StatusCode};

use crate::served::{Browser, Served, hidden};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01";

async fn upload(browser: &Browser, path: &str, name: &str, bytes: Vec<u8>) -> Response {
    let part = Part::bytes(bytes).file_name(name.to_owned()).mime_str("image/png").unwrap();
    let form = Form::new().text("form_key", browser.form_key().await).part("file", part);
    browser.client.post(browser.url(path)).multipart(form).send().await.unwrap()
}

#[tokio::test]
async fn a_picture_is_attached_once_and_fetched_as_a_file() {
    let served = Served::start().await;
    let number = served.power().await;
    let browser = served.signed_in("siping").await;
    let path = format!("/console/tickets/{number}/files");
    for _ in 0..2 {
        assert_eq!(upload(&browser, &path, "现场.png", PNG.to_vec()).await.status(), StatusCode::SEE_OTHER);
    }
    let files = served.ticket(&number).await.files;
    assert_eq!(files.len(), 1);
    let file = browser.get(&format!("{path}/{}", files[0].digest)).await;
    assert_eq!(file.headers()["content-type"], "image/png");
    assert_eq!(file.headers()["x-content-type-options"], "nosniff");
    assert!(file.headers()["content-disposition"].to_str().unwrap().starts_with("attachment; filename*=UTF-8''"));
    assert_eq!(file.bytes().await.unwrap(), PNG);
    assert_eq!(browser.get(&format!("{path}/{}", "0".repeat(64))).await.status(), StatusCode::NOT_FOUND);
    let stranger = served.signed_in("changchun").await;
    assert_eq!(stranger.get(&format!("{path}/{}", files[0].digest)).await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn disguised_empty_oversized_and_forged_files_are_refused() {
    let served = Served::start().await;
    let number = served.power().await;
    let browser = served.signed_in("siping").await;
    let path = format!("/console/tickets/{number}/files");
    for bytes in [b"MZ\x90\0 a program".to_vec(), b"<html><script>alert(1)</script>".to_vec(), Vec::new()] {
        let refused = upload(&browser, &path, "照片.png", bytes).await;
        assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().await.unwrap().contains("附件没有添加"));
    }
    let mut huge = PNG.to_vec();
    huge.resize(11 * 1024 * 1024, 0);
    let refused = upload(&browser, &path, "大图.png", huge).await;
    assert_eq!(refused.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert!(refused.text().await.unwrap().contains("10 MB"));
    let form = Form::new().text("form_key", "nonsense").part("file", Part::bytes(PNG).file_name("a.png"));
    let forged = browser.client.post(browser.url(&path)).multipart(form).send().await.unwrap();
    assert_eq!(forged.status(), StatusCode::FORBIDDEN);
    assert!(served.ticket(&number).await.files.is_empty());
}

#[tokio::test]
async fn a_roster_is_looked_at_before_it_is_taken_over() {
    let served = Served::start().await;
    let number = served.power().await;
    let admin = served.signed_in("admin").await;
    let table = "企业名称,地区,身份,姓名,电话\n某某机械有限公司,四平铁西,包保干部,某干部,13900000001\n别的公司,某某星球,包保干部,某某,1\n";
    let looked_at = upload(&admin, "/console/roster", "名册.csv", table.as_bytes().to_vec()).await;
    let page = looked_at.text().await.unwrap();
    assert!(page.contains("可以导入 <b>1</b> 条") && page.contains("第3行"), "{page}");
    let ticket = format!("/console/tickets/{number}");
    assert!(!admin.page(&ticket).await.contains("某干部"), "nothing is taken over by looking");
    let digest = hidden(&page, "digest");
    assert_eq!(admin.submit("/console/roster/import", &[("digest", &digest)]).await.status(), StatusCode::SEE_OTHER);
    assert!(admin.page(&ticket).await.contains("某干部"));
    assert!(admin.page("/console/roster").await.contains("139****0001"));
}
