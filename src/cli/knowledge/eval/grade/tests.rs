//! Small cases of grading.

use super::*;
use crate::domain::document::Period;
use crate::domain::ids::DocumentId;
use crate::domain::reply::{Report, Source};
use crate::domain::ticket::Category;

fn expected(text: &str) -> Expected {
    serde_json::from_str(&format!("{{\"id\":\"1\",{text}}}")).unwrap()
}

fn reply(kind: Kind, text: &str, documents: &[&str]) -> Reply {
    let source = |document: &&str| Source {
        document: DocumentId::new(*document).unwrap(),
        title: String::new(),
        locator: String::new(),
        region: String::new(),
        period: Period::try_from("2021".to_owned()).unwrap(),
        in_force: false,
    };
    Reply { citations: documents.iter().map(source).collect(), ..Reply::plain(kind, text) }
}

#[test]
fn texts_are_compared_in_one_spelling() {
    assert_eq!(normal("１，７００ 亿元，Ａ B"), "1700亿元ab");
    assert_eq!(normal("2021,100户"), "2021|100户", "a year is no thousands");
    assert_eq!(normal("1. 800亿，35 家"), "1.|800亿35家");
    assert_eq!(normal("1,234,567，8"), "1234567|8");
    assert_eq!(normal("12,3456"), "12|3456");
}

#[test]
fn a_number_is_found_whole_only() {
    for (text, word, found) in [
        ("培育50个", "50个", true),
        ("培育350个", "50个", false),
        ("增长1.50个", "50个", false),
        ("到2025年", "202", false),
        ("50个又350个", "50个", true),
        ("专精特新", "精特", true),
        ("35%", "5%", false),
        ("任意", "", true),
    ] {
        assert_eq!(contains(text, word), found, "{word} in {text}");
    }
}

#[test]
fn an_answer_needs_every_group_and_a_right_document() {
    let fact = expected(r#""kind":"fact","doc":"001, 000","must":[["50户","五十户"],["专精特新"]]"#);
    let with = |text: &str, documents: &[&str]| fact.fails(&reply(Kind::Answer, text, documents));
    assert_eq!(with("专精特新 50 户", &["jilin-2021-work-points"]), None);
    assert!(with("专精特新 150户", &["jilin-2021-work-points"]).unwrap().contains("50户/五十户"));
    assert!(with("专精特新50户", &["sichuan-2021-work-plan"]).unwrap().contains("jilin-2022-government-report"));
    assert!(with(&format!("专精特新50户{}", "长".repeat(600)), &["jilin-2021-work-points"]).unwrap().contains("607"));
    assert!(with("专精特新50户", &["jilin-2021-work-points", "a", "b", "c"]).unwrap().contains("4 份"));
    let clarify = fact.fails(&reply(Kind::Clarify, "专精特新50户", &["jilin-2021-work-points"]));
    assert!(clarify.unwrap().contains("clarify"));
    let free = expected(r#""kind":"support","doc":null"#);
    assert_eq!(free.fails(&reply(Kind::Answer, "", &[])), None);
}

#[test]
fn other_kinds_are_judged_by_the_kind_of_reply() {
    let report = expected(r#""kind":"report","doc":null,"must":[],"category":"供电""#);
    let registering = |category| {
        let report = Some(Report { category, ..Report::default() });
        Reply { report, ..Reply::plain(Kind::Report, "") }
    };
    assert_eq!(report.fails(&registering(Some(Category::Power))), None);
    assert!(report.fails(&registering(None)).is_some() && report.fails(&registering(Some(Category::Gas))).is_some());
    assert!(report.fails(&reply(Kind::Answer, "", &[])).is_some());
    let unanswerable = expected(r#""kind":"unanswerable""#);
    assert_eq!(unanswerable.fails(&reply(Kind::NoBasis, "", &["sichuan-2021-work-plan"])), None);
    assert!(unanswerable.fails(&reply(Kind::Smalltalk, "", &[])).is_some());
    for kind in ["chitchat", "abuse"] {
        let talk = expected(&format!("\"kind\":\"{kind}\""));
        assert_eq!(talk.fails(&reply(Kind::Smalltalk, "", &[])), None);
        assert_eq!(talk.fails(&reply(Kind::NoBasis, "", &[])), None);
        assert!(talk.fails(&reply(Kind::Smalltalk, "", &["sichuan-2021-work-plan"])).is_some());
        assert!(talk.fails(&reply(Kind::Answer, "", &[])).is_some());
    }
}
