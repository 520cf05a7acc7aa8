//! Listing, showing, searching and covering.

use serde_json::Value;

use crate::house::{House, card};

#[test]
fn cards_are_listed_and_shown() {
    let house = House::new();
    let list = house.run(&["list"], "");
    assert_eq!((list.status, list.out.lines().count()), (Some(0), 3), "{}", list.out);
    assert!(list.out.contains("duijie") && list.out.contains("银企对接会") && list.out.contains("mini-plan"));
    let none = house.run(&["list", "--json", "--topic", "没有的主题"], "");
    assert_eq!((none.status, none.out.as_str()), (Some(1), ""));

    let shown = house.run(&["show", "duijie"], "");
    assert_eq!(shown.status, Some(0), "{}", shown.err);
    assert!(shown.out.contains("《示例要点》 (一)1（吉林省，2021，已到期）"), "{}", shown.out);
    assert_eq!(house.run(&["show", "nichts"], "").status, Some(1));
    assert_eq!(house.run(&["show", "不是编号"], "").status, Some(2));
}

#[test]
fn a_search_gives_points_best_first_and_tells_why() {
    let house = House::new();
    let input = "{\"id\":\"s1\",\"q\":\"量子孵化园有几个\"}\nkaputt\n{\"id\":\"s2\",\"q\":\"银企对接会\"}\n";
    let run = house.run(&["search", "--batch", "--explain", "--top", "1"], input);
    assert_eq!(run.status, Some(1));
    assert!(run.err.contains("第2行"), "{}", run.err);
    let found: Vec<Value> = run.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let best: Vec<_> = found.iter().map(|found| (found["id"].as_str().unwrap(), &found["hits"][0])).collect();
    assert_eq!((best[0].0, best[1].0), ("s1", "s2"));
    assert_eq!((&best[0].1["card"], &best[1].1["card"]), (&"liangzi".into(), &"duijie".into()));
    assert_eq!((&best[0].1["document"], &best[0].1["locator"]), (&"mini-plan".into(), &"(一)2".into()));
    let measured = best[0].1["features"].as_array().unwrap();
    let coverage = measured.iter().find(|part| part["feature"] == "coverage").unwrap()["value"].as_f64().unwrap();
    assert!(coverage > 0.5, "{coverage}");
    assert!((0.0..=1.0).contains(&best[0].1["score"].as_f64().unwrap()));
    assert!(house.run(&["search", "量子孵化园"], "").out.contains("[mini-plan (一)2]"));
}

#[test]
fn instruments_that_no_card_tells_of_are_found() {
    let house = House::new();
    let row = |id: &str, fact: &str, tier: &str, locator: &str| {
        format!(
            "{{\"id\":\"{id}\",\"title\":\"某\",\"category\":\"融资对接\",\"document\":\"mini-plan\",\"locator\":\"{locator}\",\"facts\":[\"{fact}\"],\"tier\":\"{tier}\"}}\n"
        )
    };
    let sound = row("row-duijie", "50场", "core", "(一)1") + &row("row-liangzi", "3个", "background", "(一)2");
    house.write("rows.jsonl", &sound);
    assert_eq!(house.run(&["coverage", "rows.jsonl"], "").status, Some(0));

    let two = card("duijie", "银企对接会", "- 办50场。[mini-plan (一)1]")
        .replace("[\"row-duijie\"]", "[\"row-duijie\", \"row-share\"]");
    house.card("duijie", two);
    let more = row("row-none", "无", "background", "(一)1") + &row("row-share", "51场", "core", "(一)1");
    house.write("rows.jsonl", sound + &more);
    let run = house.run(&["coverage", "--json", "rows.jsonl"], "");
    assert_eq!(run.status, Some(1), "{}", run.err);
    let missing: Vec<_> =
        run.json()["missing"].as_array().unwrap().iter().map(|m| (m["id"].clone(), m["missing"].clone())).collect();
    assert_eq!(
        missing,
        [
            ("row-none".into(), "card".into()),
            ("row-share".into(), "figures".into()),
            ("row-share".into(), "point".into())
        ]
    );
    house.write("rows.jsonl", "{\"id\":1}\n");
    assert_eq!(house.run(&["coverage", "rows.jsonl"], "").status, Some(2));
}
