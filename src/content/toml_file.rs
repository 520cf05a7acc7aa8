//! TOML with faults that name line, reason and cure in Chinese.

use std::ops::Range;

use serde::de::DeserializeOwned;

use super::fault::{Fault, SourceFile};
use super::plain;

/// What is said of TOML that is none.
const BAD_FORM: &str = "TOML 格式有误";

/// Reads the TOML in a part of a file.
pub(super) fn parse_toml<T: DeserializeOwned>(source: &SourceFile, part: Range<usize>) -> Result<T, Fault> {
    let written = &source.text[part.clone()];
    let plain = plain::toml(written);
    toml::from_str(&plain).map_err(|error| {
        let span = error.span().unwrap_or_default();
        let odd = odd(written, &plain, span.start).filter(|_| is_of_form(error.message()));
        let (reason, cure) = odd.unwrap_or_else(|| explain(error.message()));
        source.fault(part.start + span.start..part.start + span.end, reason, cure)
    })
}

/// Names the character that keeps a line from being read, if the line at a place, or the one that ends there, has one
/// that TOML does not know.
fn odd(written: &str, plain: &str, at: usize) -> Option<(String, String)> {
    let before = plain.get(..at)?;
    let ended = before.trim_end_matches(['\r', '\n']).len();
    [at, ended].into_iter().find_map(|at| {
        let start = plain[..at].rfind('\n').map_or(0, |end| end + 1);
        let line = plain[start..].lines().next()?;
        let odd = plain::odd_in(line)?;
        let place = written.get(start..start + odd.at)?.chars().count() + 1;
        let reason = format!("这一行第{place}个字符是“{}”，是中文的写法，读不懂", odd.found);
        Some((reason, format!("改成英文的 {}", odd.meant)))
    })
}

/// Whether the parser stumbled over how something is written, and not over what it says.
fn is_of_form(message: &str) -> bool {
    message.is_ascii() && explain(message).0.starts_with(BAD_FORM)
}

/// The parser's message in the administrator's words.
fn explain(message: &str) -> (String, String) {
    let named = || message.split('`').nth(1).unwrap_or_default().to_owned();
    if message.starts_with("missing field") {
        let name = named();
        return (format!("缺少“{name}”这一项"), format!("补上一行 {name} = …"));
    }
    if message.starts_with("unknown field") {
        let name = named();
        return (format!("没有“{name}”这一项"), "检查拼写，或删去这一行".to_owned());
    }
    if message.starts_with("unknown variant") {
        let name = named();
        let known = message.split_once("expected").map_or("", |(_, known)| known.trim());
        return (format!("这里不能写“{name}”"), format!("只能写：{known}"));
    }
    if message.starts_with("duplicate key") {
        return ("同一项写了两次".to_owned(), "只留一次".to_owned());
    }
    if message.starts_with("invalid type") {
        return (format!("这一项的写法不对（{message}）"), "文字加引号，列表用方括号，数字不加引号".to_owned());
    }
    if message.is_ascii() {
        return (format!("{BAD_FORM}（{message}）"), "检查引号、方括号是否成对，等号两边是否都有内容".to_owned());
    }
    (message.to_owned(), "按提示改写这一项".to_owned())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Sample {
        #[expect(dead_code, reason = "only its parsing is tested")]
        name: String,
    }

    #[test]
    fn quotes_of_an_input_method_are_read() {
        let file = SourceFile { text: Arc::new("name ＝ “甲“\n".to_owned()), ..SourceFile::named("a.toml") };
        assert!(parse_toml::<Sample>(&file, 0..file.text.len()).is_ok());
    }

    #[test]
    fn faults_are_explained_in_chinese_with_their_line() {
        for (text, line, reason) in [
            ("\nnmae = \"x\"\n", 2, "没有“nmae”这一项"),
            ("\n", 1, "缺少“name”这一项"),
            ("name = \"a\"\nname = \"b\"\n", 2, "同一项写了两次"),
            ("name = [1\n", 1, "TOML 格式有误"),
            ("name = 5\n", 1, "写法不对"),
            ("name = \"甲”\n", 1, "第10个字符是“””"),
            ("“name” = \"甲\"\n", 1, "第1个字符是““”"),
        ] {
            let file = SourceFile { text: Arc::new(text.to_owned()), ..SourceFile::named("a.toml") };
            let fault = parse_toml::<Sample>(&file, 0..text.len()).unwrap_err();
            assert!(fault.reason().contains(reason), "{text:?}: {fault}");
            assert!(fault.line().abs_diff(line) <= 1, "{text:?}: {fault}");
        }
    }
}
