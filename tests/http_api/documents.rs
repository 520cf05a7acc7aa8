//! A citation opens: in the API and as a page, down to the place and what we hold from it.

use reqwest::{RequestBuilder, StatusCode};
use serde_json::{Value, json as object};

use crate::served::{Served, json, problem};

async fn page(request: RequestBuilder, status: StatusCode) -> String {
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), status);
    assert!(response.headers()["content-type"].to_str().unwrap().starts_with("text/html"));
    response.text().await.unwrap()
}

async fn asked(served: &Served, question: &str) -> Value {
    json(served.say(object!({ "text": question }).to_string())).await["replies"][0].take()
}

#[tokio::test]
async fn every_citation_of_an_answer_opens_where_it_stands() {
    let served = Served::start().await;
    for question in ["研发费用加计扣除有什么政策", "专精特新2025年目标多少家"] {
        let reply = asked(&served, question).await;
        let citations = reply["citations"].as_array().unwrap();
        assert!(!citations.is_empty(), "{reply}");
        for (at, citation) in citations.iter().enumerate() {
            assert_eq!(citation["n"], at + 1);
            let url = citation["url"].as_str().unwrap();
            let shown = page(served.get(url), StatusCode::OK).await;
            for said in ["title", "locator", "period", "region"] {
                let said = citation[said].as_str().unwrap();
                assert!(shown.contains(said), "{said} is not on {url}");
            }
            assert_eq!(shown.contains("已到期"), citation["in_force"] == false);
            let opened = json(served.get(&format!("/api/v1{url}"))).await;
            assert_eq!((&opened["locator"], &opened["url"]), (&citation["locator"], &citation["url"]));
            assert_eq!(opened["document"]["id"], citation["document"]);
        }
    }
}

#[tokio::test]
async fn a_place_shows_every_point_we_hold_from_it() {
    let served = Served::start().await;
    let assistant = served.relay.assistant();
    let knowledge = assistant.knowledge();
    let listed = json(served.get("/api/v1/documents")).await;
    assert_eq!(listed["documents"].as_array().unwrap().len(), knowledge.documents.len());
    for document in listed["documents"].as_array().unwrap() {
        assert_eq!(document["in_force"], false, "all their periods have ended by now");
        let whole = json(served.get(&format!("/api/v1{}", document["url"].as_str().unwrap()))).await;
        let places = whole["places"].as_array().unwrap();
        let place = places.iter().find(|place| place["points"].as_u64() > Some(1)).unwrap();
        let opened = json(served.get(&format!("/api/v1{}", place["url"].as_str().unwrap()))).await;
        let points = opened["points"].as_array().unwrap();
        assert_eq!(points.len(), usize::try_from(place["points"].as_u64().unwrap()).unwrap());
        let shown = page(served.get(place["url"].as_str().unwrap()), StatusCode::OK).await;
        for point in points {
            let card = knowledge.cards.iter().find(|card| point["card"] == card.id.as_str()).unwrap();
            assert!(card.points.iter().any(|of_card| point["text"] == of_card.text.as_str()));
            let text = point["text"].as_str().unwrap();
            // What HTML escapes is left out of the comparison.
            let plain = text.split(['<', '>', '&', '"', '\'', '/']).max_by_key(|part| part.len()).unwrap();
            assert!(shown.contains(plain), "{text} is not on the page of {}", place["locator"]);
        }
    }
}

#[tokio::test]
async fn a_wider_place_leads_to_the_narrower_ones() {
    let served = Served::start().await;
    let opened = json(served.get("/api/v1/documents/jilin-2021-work-points/%28%E4%B8%80%291")).await;
    let within: Vec<_> = opened["places"].as_array().unwrap().iter().map(|place| &place["locator"]).collect();
    assert_eq!(within, ["(一)1 一是", "(一)1 二是", "(一)1 三是", "(一)1 四是"]);
}

#[tokio::test]
async fn the_documents_are_named_with_what_they_are() {
    let served = Served::start().await;
    let shown = page(served.get("/documents"), StatusCode::OK).await;
    assert!(shown.contains("期限都已结束") && !shown.contains("http://") && !shown.contains("<script"));
    for document in &served.relay.assistant().knowledge().documents {
        for said in [&document.title, &document.issuer, &document.region, &document.period.to_string()] {
            assert!(shown.contains(said.as_str()), "{said}");
        }
        let one = page(served.get(&format!("/documents/{}", document.id)), StatusCode::OK).await;
        assert!(one.contains(&document.title) && one.contains("条</span>"));
    }
}

#[tokio::test]
async fn what_there_is_not_leads_to_what_there_is() {
    let served = Served::start().await;
    for (path, said) in [
        ("/documents/nowhere", "没有您要找的这份文件"),
        ("/documents/nowhere/x", "没有您要找的这份文件"),
        ("/documents/%ff/x", "没有您要找的这份文件"),
        ("/documents/jilin-2021-work-points/%28%E4%B9%9D%29", "没有您要找的这一处"),
        ("/documents/jilin-2021-work-points/%3Cb%3E", "没有您要找的这一处"),
    ] {
        let shown = page(served.get(path), StatusCode::NOT_FOUND).await;
        assert!(shown.contains(said) && shown.contains("href=\"/documents") && !shown.contains("<b>"), "{path}");
        problem(served.get(&format!("/api/v1{path}")), StatusCode::NOT_FOUND).await;
    }
}
