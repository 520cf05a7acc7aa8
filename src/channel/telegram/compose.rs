//! Sets a reply as text for Telegram: the words, then the sources.

use super::html::Rich;
use crate::domain::reply::{Kind, Reply};

/// The reply with its source lines. The first line of an answer is the answer, so it stands out.
pub(super) fn compose(reply: &Reply, source_lines: &[String]) -> Rich {
    let mut text = Rich::default();
    match reply.text.split_once('\n') {
        Some((first, rest)) if reply.kind == Kind::Answer && !first.contains("://") => {
            text.bold(first);
            text.words("\n");
            text.words(rest);
        }
        _ => text.words(&reply.text),
    }
    if !source_lines.is_empty() {
        text.words("\n\n");
        text.quote(&source_lines.join("\n"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_opens_in_bold_and_ends_with_its_sources() {
        let answer = Reply::plain(Kind::Answer, "有，可以加计扣除。\n· 比例见文件");
        let lines = ["《某文件》(二)14".to_owned(), "《另一文件》(三)".to_owned()];
        assert_eq!(
            compose(&answer, &lines).html(),
            "<b>有，可以加计扣除。</b>\n· 比例见文件\n\n<blockquote expandable>《某文件》(二)14\n《另一文件》(三)</blockquote>"
        );
        let question = Reply::plain(Kind::Dialog, "请问贵单位叫什么？\n例如：某某公司");
        assert_eq!(compose(&question, &[]).html(), "请问贵单位叫什么？\n例如：某某公司");
    }
}
