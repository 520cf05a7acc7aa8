//! `zhuqi ask --batch` with what it would ask written down, and judgements played back.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

fn zhuqi(arguments: &[&str], input: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zhuqi"));
    command.args(arguments).current_dir(env!("CARGO_MANIFEST_DIR"));
    command.env("ZHUQI_STORE__URL", "sled:///proc/zhuqi").env_remove("RUST_LOG");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut process = command.spawn().unwrap();
    process.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    process.wait_with_output().unwrap()
}

fn ask(files: &[(&str, &Path)], input: &str) -> (Vec<Value>, String, Option<i32>) {
    let mut arguments = vec!["ask", "--batch"];
    for (option, file) in files {
        arguments.extend([option, file.to_str().unwrap()]);
    }
    let output = zhuqi(&arguments, input);
    let replies = String::from_utf8(output.stdout).unwrap();
    let replies = replies.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    (replies, String::from_utf8(output.stderr).unwrap(), output.status.code())
}

fn lines(file: &Path) -> Vec<Value> {
    let text = fs::read_to_string(file).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn write(file: &Path, lines: &[Value]) {
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    fs::write(file, text).unwrap();
}

const INPUT: &str = "{\"id\":\"a\",\"q\":\"首台套有什么支持，打13900001234\"}\n\
    {\"id\":\"b\",\"turns\":[\"您好\",\"我们厂在四平铁西，这两天老停电\",\"同意\",\"某某农机厂\"]}\n";

#[test]
fn what_is_recorded_can_be_judged_and_played_back() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    let (record, replay, rest) = (file("record.jsonl"), file("replay.jsonl"), file("rest.jsonl"));

    let (plain, _, _) = ask(&[], INPUT);
    let (replies, said, code) = ask(&[("--judge-record", &record)], INPUT);
    let without_time = |replies: &[Value]| {
        let mut replies = replies.to_vec();
        replies.iter_mut().for_each(|reply| reply["elapsed_us"] = json!(0));
        replies
    };
    assert_eq!((code, said.as_str()), (Some(0), ""));
    assert_eq!(without_time(&plain), without_time(&replies), "writing down changes nothing");

    let recorded = lines(&record);
    assert!(recorded[0]["instructions"].as_str().unwrap().contains("判读"));
    assert_eq!(recorded[0]["categories"].as_array().unwrap().len(), 11);
    assert!(recorded[0]["acts"].as_array().unwrap().contains(&json!("giveup")));
    let places: Vec<(&str, u64, u64)> = recorded[1..]
        .iter()
        .map(|line| (line["id"].as_str().unwrap(), line["turn"].as_u64().unwrap(), line["pass"].as_u64().unwrap()))
        .collect();
    assert_eq!(places, [("a", 1, 1), ("b", 1, 1), ("b", 2, 1)], "what answers a form is not asked");
    assert_eq!(recorded[1]["turns"], json!(["首台套有什么支持，打〔手机号〕"]));
    assert_eq!(recorded[3]["turns"], json!(["您好", "我们厂在四平铁西，这两天老停电"]));
    assert_eq!(recorded[3]["open"], json!({"ticket": null, "form": null}));
    let points = recorded[1]["points"].as_array().unwrap();
    assert!((2..=20).contains(&points.len()) && points[1]["n"] == 2);
    for field in ["ref", "document", "locator", "text"] {
        assert!(!points[1][field].as_str().unwrap().is_empty());
    }

    let told = |line: &Value, judgement: Value| {
        let mut told = judgement;
        for field in ["id", "turn", "pass", "digest"] {
            told[field] = line[field].clone();
        }
        told
    };
    let ask_a = json!({"acts": [{"act": "ask", "words": "首台套有什么支持", "category": null, "points": [points[1]["ref"]]}], "search": null});
    let greet = json!({"acts": [{"act": "greet", "words": "您好", "category": null, "points": []}], "search": null});
    let trouble = json!({"acts": [{"act": "trouble", "words": "这两天老停电", "category": "供热", "points": []}], "search": null});
    let good = [told(&recorded[1], ask_a.clone()), told(&recorded[2], greet), told(&recorded[3], trouble)];
    write(&replay, &good);
    let (replies, said, code) = ask(&[("--judge-replay", &replay), ("--judge-record", &rest)], INPUT);
    assert_eq!((code, said.as_str()), (Some(0), ""));
    assert!(replies[0]["text"].as_str().unwrap().starts_with(points[1]["text"].as_str().unwrap()));
    assert_eq!(replies[1]["report"]["category"], "供热", "the category of the judge, not of the words");
    assert_eq!(lines(&rest).len(), 1, "nothing is left to be judged");

    let mut search = ask_a;
    search["acts"][0]["points"] = json!([]);
    search["search"] = json!("首台套 保险补偿");
    write(&replay, &[told(&recorded[1], search), good[1].clone(), good[2].clone()]);
    let (_, said, code) = ask(&[("--judge-replay", &replay), ("--judge-record", &rest)], INPUT);
    assert_eq!(code, Some(1), "{said}");
    let left = lines(&rest);
    assert_eq!((&left[1]["id"], &left[1]["pass"]), (&json!("a"), &json!(2)));
}

#[test]
fn what_does_not_fit_is_counted_and_judged_by_the_one_that_is_built_in() {
    let folder = tempfile::tempdir().unwrap();
    let (record, replay) = (folder.path().join("record.jsonl"), folder.path().join("replay.jsonl"));
    let (plain, _, _) = ask(&[("--judge-record", &record)], INPUT);
    let recorded = lines(&record);
    let line = |number: usize, digest: &Value, acts: Value| json!({"id": recorded[number]["id"], "turn": recorded[number]["turn"], "pass": 1, "digest": digest, "acts": acts, "search": null});
    let stale = line(1, &json!("0".repeat(64)), json!([]));
    let lie = line(2, &recorded[2]["digest"], json!([{"act": "ask", "words": "没说过的话"}]));
    fs::write(&replay, format!("{stale}\n{lie}\n不是JSON\n{{\"id\":\"b\"}}\n")).unwrap();
    let (replies, said, code) = ask(&[("--judge-replay", &replay)], INPUT);
    assert_eq!(code, Some(1));
    assert_eq!(replies[0]["text"], plain[0]["text"]);
    assert_eq!(replies[1]["text"], plain[1]["text"]);
    assert!(said.contains("digest 对不上 1，不合规矩 3，用了自带的判读 3"), "{said}");
}

#[test]
fn a_question_set_is_graded_with_judgements() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    let (questions, record) = (file("questions.jsonl"), file("record.jsonl"));
    fs::write(&questions, "{\"id\":\"1\",\"kind\":\"unanswerable\",\"q\":\"首台套有什么支持\"}\n").unwrap();
    let eval = |extra: &[&str]| {
        let arguments = [&["knowledge", "eval", "--min-pass", "1", questions.to_str().unwrap()], extra].concat();
        zhuqi(&arguments, "").status.code()
    };
    assert_eq!(eval(&["--judge-record", record.to_str().unwrap()]), Some(1), "it is answered");
    let recorded = lines(&record);
    let none = json!({"id": "1", "turn": 1, "pass": 1, "digest": recorded[1]["digest"],
        "acts": [{"act": "ask", "words": "首台套有什么支持", "points": []}]});
    let replay = file("replay.jsonl");
    write(&replay, &[none]);
    assert_eq!(eval(&["--judge-replay", replay.to_str().unwrap()]), Some(0), "the judge finds no basis");
}
