//! Files that staff attach and fetch, and the roster they import.

use reqwest::multipart::{Form, Part};
use reqwest::{Response, StatusCode};

use rust_xlsxwriter::{Format, Workbook};
use zhuqi::domain::ticket::Category;

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

#[tokio::test]
async fn a_firm_has_its_officers_and_its_tickets_however_it_is_spelled() {
    let served = Served::start().await;
    let admin = served.signed_in("admin").await;
    let import = async |bytes: Vec<u8>, name: &str| {
        let page = upload(&admin, "/console/roster", name, bytes).await.text().await.unwrap();
        admin.submit("/console/roster/import", &[("digest", &hidden(&page, "digest"))]).await;
        page
    };
    let old = "企业名称,地区,身份,姓名,电话\n某某 (集团) 有限公司,四平,包保干部,前任干部,13900000009\n";
    import(old.as_bytes().to_vec(), "去年.csv").await;

    let mut book = Workbook::new();
    book.add_worksheet().set_name("填表说明").unwrap().write(0, 0, "企业名称写营业执照上的全称").unwrap();
    let sheet = book.add_worksheet().set_name("四平").unwrap();
    for (row, cells) in (0..).zip([
        ["企业名称", "所在地区", "身份", "姓名", "电话"],
        ["", "", "包保干部", "现任干部", "13900000001"],
        ["", "", "项目服务秘书", "某秘书", "0434-3260011"],
    ]) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write(row, column, cell).unwrap();
        }
    }
    sheet.merge_range(1, 0, 2, 0, "吉林省某某（集团）有限公司", &Format::new()).unwrap();
    sheet.merge_range(1, 1, 2, 1, "吉林省四平市铁西区", &Format::new()).unwrap();
    let page = import(book.save_to_buffer().unwrap(), "名册.xlsx").await;
    assert!(page.contains("可以导入 <b>2</b> 条") && page.contains("读的是工作表：四平"), "{page}");
    let roster = admin.page("/console/roster").await;
    assert!(roster.contains("2 条") && !roster.contains("前任干部"), "another spelling is replaced: {roster}");

    let names = ["某某（集团）有限公司", "某某(集团)　有限公司", "吉林省某某(集团)有限责任公司"];
    let mut numbers = Vec::new();
    for name in names {
        numbers.push(served.problem(name, Some("四平市铁西区"), Some(Category::Power)).await);
    }
    served.problem("某某纸业（集团）有限公司", Some("四平市铁西区"), Some(Category::Power)).await;
    for number in &numbers {
        let page = admin.page(&format!("/console/tickets/{number}")).await;
        assert!(page.contains("现任干部") && page.contains("某秘书"), "{page}");
        let siblings = page.split("同一家企业的诉求").nth(1).unwrap_or_else(|| panic!("no siblings: {page}"));
        let siblings = siblings.split("</section>").next().unwrap();
        let others = numbers.iter().filter(|other| *other != number);
        let named = others.filter(|other| siblings.contains(&other.to_string())).count();
        assert_eq!(named, 2, "{siblings}");
        assert!(!siblings.contains("WZ-20260302-0004"), "another firm: {siblings}");
    }
}
