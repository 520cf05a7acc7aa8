//! Reads input of one JSON object a line; a bad line is named and does not stop the others.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;

use anyhow::{Context, bail};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// A question of a batch; other fields are ignored.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Question {
    /// Told back with the answer.
    pub(super) id: String,
    /// The question.
    #[serde(default)]
    q: Option<String>,
    /// Everything said in turn; wins over `q`.
    #[serde(default)]
    turns: Option<Vec<String>>,
}

impl Question {
    /// What is said, in order; the last is to be answered.
    pub(super) fn turns(&self) -> Result<&[String], &'static str> {
        match (&self.turns, &self.q) {
            (Some(turns), _) if turns.is_empty() => Err("turns 里没有内容"),
            (Some(turns), _) => Ok(turns),
            (None, Some(question)) => Ok(std::slice::from_ref(question)),
            (None, None) => Err("缺少“q”（问题）或“turns”（各轮的话）"),
        }
    }
}

/// Hands every line of `input` to `each`; says on stderr which lines are bad and gives their number.
pub(super) fn for_each<T: DeserializeOwned>(
    input: impl BufRead,
    mut each: impl FnMut(T) -> anyhow::Result<Result<(), &'static str>>,
) -> anyhow::Result<usize> {
    let mut bad = 0;
    for (number, line) in input.split(b'\n').enumerate() {
        let line = line?;
        if line.trim_ascii().is_empty() {
            continue;
        }
        let outcome = match serde_json::from_slice(line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line)) {
            Ok(value) => each(value)?.map_err(str::to_owned),
            Err(error) => Err(reason(&line, &error)),
        };
        if let Err(reason) = outcome {
            bad += 1;
            writeln!(io::stderr(), "错误：第{}行：{reason}", number + 1)?;
        }
    }
    Ok(bad)
}

/// Every object of a file; a file with a bad line cannot be used.
pub(super) fn read<T: DeserializeOwned>(path: &Path) -> anyhow::Result<Vec<T>> {
    let name = path.display();
    let file = File::open(path).with_context(|| format!("{name} 读不了"))?;
    let mut values = Vec::new();
    let bad = for_each(BufReader::new(file), |value| {
        values.push(value);
        Ok(Ok(()))
    });
    match bad.with_context(|| format!("{name} 读不了"))? {
        0 if values.is_empty() => bail!("{name} 里没有内容"),
        0 => Ok(values),
        bad => bail!("{name} 有 {bad} 行读不懂，改好后再试"),
    }
}

fn reason(line: &[u8], error: &serde_json::Error) -> String {
    let text = error.to_string();
    if std::str::from_utf8(line).is_err() {
        return "不是 UTF-8 文字".to_owned();
    }
    if let Some(name) = text.strip_prefix("missing field").and_then(|rest| rest.split('`').nth(1)) {
        return format!("缺少“{name}”这一项");
    }
    if error.is_data() {
        return format!("有一项的写法不对（{text}）");
    }
    format!("不是完整的 JSON 对象（{text}）")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_win_and_bad_lines_are_counted() {
        let input = "\u{feff}{\"id\":\"1\",\"q\":\"甲\",\"kind\":\"x\"}\n\n{\"id\":\"2\",\"q\":\"甲\",\"turns\":[\"乙\",\"丙\"]}\n\
            {\"q\":\"没有编号\"}\n{\"id\":\"4\",\"turns\":[]}\n{\"id\":\"5\"}\n{\"id\":6,\"q\":\"甲\"}\n{\"id\":\n[]\n\"x\"\r\n";
        let mut seen = Vec::new();
        let bad = for_each(input.as_bytes(), |question: Question| {
            Ok(question.turns().map(|turns| seen.push((question.id.clone(), turns.join("/")))))
        });
        assert_eq!(bad.unwrap(), 7);
        assert_eq!(seen, [("1".to_owned(), "甲".to_owned()), ("2".to_owned(), "乙/丙".to_owned())]);
        let garbled = for_each(&b"\xff\n{\"id\":\"1\",\"q\":\"\"}"[..], |_: Question| Ok(Ok(())));
        assert_eq!(garbled.unwrap(), 1);
    }
}
