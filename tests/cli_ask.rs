//! `zhuqi ask` as a process, on the shipped knowledge.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::io::Write;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// Runs the program where any store would be noticed.
fn zhuqi(arguments: &[&str], input: &[u8]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zhuqi"));
    command.args(arguments).current_dir(env!("CARGO_MANIFEST_DIR"));
    // No store can be made here: the command must not try.
    command.env("ZHUQI_STORE__URL", "sled:///proc/zhuqi").env_remove("RUST_LOG");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut process = command.spawn().unwrap();
    // A command that ends without reading closes the pipe; its output tells.
    let _ = process.stdin.take().unwrap().write_all(input);
    process.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn a_batch_is_answered_in_order_and_a_bad_line_stops_nothing() {
    let input = [
        "{\"id\":\"q1\",\"q\":\"研发费用加计扣除有什么政策\",\"kind\":\"fact\"}\n".as_bytes(),
        "{\"id\":\"q2\",\"q\":\"你好\"\n".as_bytes(),
        b"\xff\xfe\n",
        "\n{\"id\":\"q3\",\"q\":\"你好\",\"turns\":[\"你好\",\"我们厂在四平铁西，这两天老停电\"]}\r\n".as_bytes(),
        "{\"id\":\"q4\",\"q\":\"你好\"}\n{\"q\":\"没有编号\"}\n{\"id\":\"q5\",\"turns\":[]}\n".as_bytes(),
        "{\"id\":\"q6\",\"q\":\"\"}".as_bytes(),
    ]
    .concat();
    let output = zhuqi(&["ask", "--batch"], &input);
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(1), "{err}");
    let replies: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let ids: Vec<_> = replies.iter().map(|reply| reply["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["q1", "q3", "q4", "q6"]);
    assert_eq!(
        (&replies[0]["kind"], &replies[1]["kind"], &replies[2]["kind"]),
        (&"answer".into(), &"report".into(), &"smalltalk".into())
    );
    assert_eq!(replies[1]["report"]["category"], "供电");
    assert!(!replies[0]["citations"].as_array().unwrap().is_empty());
    for reply in &replies {
        let fields: Vec<_> = reply.as_object().unwrap().keys().map(String::as_str).collect();
        let mut wanted =
            ["id", "kind", "text", "citations", "card", "confidence", "buttons", "report", "elapsed_us"].to_vec();
        wanted.sort_unstable();
        assert_eq!(fields, wanted);
    }
    for line in ["第2行", "第3行：不是 UTF-8", "第7行：缺少“id”", "第8行：turns"] {
        assert!(err.contains(line), "{line}: {err}");
    }
    assert_eq!(err.lines().count(), 4, "{err}");
}

#[test]
fn one_question_is_answered_for_a_person_and_for_a_program() {
    let person = zhuqi(&["ask", "研发费用加计扣除有什么政策"], b"");
    let (page, err) = (text(&person.stdout), text(&person.stderr));
    assert_eq!((person.status.code(), err.as_str()), (Some(0), ""));
    let at = |needle: &str| page.find(needle).unwrap_or_else(|| panic!("no {needle} in {page}"));
    assert!(at("加计扣除") < at("《") && at("《") < at("[登记诉求]"), "{page}");

    let program = zhuqi(&["ask", "--json", "研发费用加计扣除有什么政策"], b"");
    let reply: Value = serde_json::from_slice(&program.stdout).unwrap();
    assert!(page.starts_with(reply["text"].as_str().unwrap()));
    assert!(reply["elapsed_us"].as_u64().is_some() && !reply["id"].as_str().unwrap().is_empty());
}

#[test]
fn a_command_line_that_asks_nothing_cannot_run() {
    for arguments in [&["ask"][..], &["ask", "--batch", "问题"]] {
        let output = zhuqi(arguments, b"");
        assert_eq!(output.status.code(), Some(2));
        assert!(output.stdout.is_empty() && text(&output.stderr).contains("错误："));
    }
}
