//! `zhuqi knowledge eval`: how a question set is summed up; single grades are tested beside the grader.

use crate::house::House;

const QUESTIONS: &str = r#"{"id":"a","q":"量子孵化园有几个","kind":"fact","doc":null,"must":[["3个"]]}
{"id":"b","q":"量子孵化园有几个","kind":"fact","doc":null,"must":[["4个"]]}
{"id":"c","q":"你好","kind":"chitchat","doc":null,"must":[]}
{"id":"d","q":"你好","turns":["你好","我们厂在四平铁西，这两天老停电"],"kind":"report","category":"供电","doc":null}
"#;

#[test]
fn grades_are_summed_up_by_kind() {
    let house = House::new();
    house.write("set.jsonl", QUESTIONS);
    let run = house.run(&["eval", "--json", "--min-pass", "0.75", "set.jsonl"], "");
    assert_eq!(run.status, Some(0), "{}{}", run.out, run.err);
    let grades = run.json();
    assert_eq!((&grades["passed"], &grades["total"]), (&3.into(), &4.into()));
    assert_eq!(grades["kinds"]["fact"], serde_json::json!({ "passed": 1, "total": 2 }));
    assert_eq!(grades["confusion"]["report"]["report"], 1);
    assert_eq!(grades["failures"][0]["id"], "b");
    assert_eq!(grades["refused"], 0);

    let page = house.run(&["eval", "--verbose", "--min-pass", "0.76", "set.jsonl"], "");
    assert_eq!(page.status, Some(1));
    assert!(page.out.contains("缺少 4个") && page.out.contains("75.0%"), "{}", page.out);
    assert_eq!(house.run(&["eval", "nowhere.jsonl"], "").status, Some(2));
    house.write("empty.jsonl", "{\"id\":\"a\",\"kind\":\"fact\"}\n");
    assert_eq!(house.run(&["eval", "empty.jsonl"], "").status, Some(2));
}
