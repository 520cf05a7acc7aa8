//! Hides what names or reaches a person before a text leaves the house: plain placeholders in its place.

mod address;
mod code;
mod digits;
mod found;

use std::ops::Range;

pub use self::found::Private;
use self::found::{Found, without_overlaps};
use crate::domain::ticket::TicketNumber;

/// A text with what is private in it hidden, and where each placeholder stands for what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Masked {
    text: String,
    hidden: Vec<Hidden>,
    /// The length of the text that was masked, in bytes.
    whole: usize,
}

/// A placeholder.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Hidden {
    /// Where it stands in the masked text, in bytes.
    masked: Range<usize>,
    /// What it stands for in the text that was masked.
    original: Range<usize>,
}

/// Hides telephone numbers, identity cards, bank cards, credit codes, mail addresses, ticket numbers and lookup codes,
/// however they are written; figures of policy stay.
pub fn mask(text: &str) -> Masked {
    let mut masked = Masked { text: String::with_capacity(text.len()), hidden: Vec::new(), whole: text.len() };
    let mut done = 0;
    for Found { at, what } in private(text) {
        masked.text += &text[done..at.start];
        let start = masked.text.len();
        masked.text += what.placeholder();
        masked.hidden.push(Hidden { masked: start..masked.text.len(), original: at.clone() });
        done = at.end;
    }
    masked.text += &text[done..];
    masked
}

/// Everything private in a text, in order; what was found first by a surer sign wins over what overlaps it.
fn private(text: &str) -> Vec<Found> {
    let mut found = ticket_numbers(text);
    found.extend(address::find(text));
    found.extend(code::find(text));
    found.extend(digits::find(text));
    without_overlaps(found)
}

fn ticket_numbers(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some((at, _)) = TicketNumber::find(&text[from..]) {
        let written = text[from..][at.clone()].trim_end().len();
        let at = from + at.start..from + at.start + written;
        from = at.end;
        found.push(Found { at, what: Private::TicketNumber });
    }
    found
}

impl Masked {
    /// The text as it may leave.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether anything was hidden.
    pub fn hides(&self) -> bool {
        !self.hidden.is_empty()
    }

    /// Where a part of the masked text stands in the text that was masked, placeholders taken whole.
    pub fn original(&self, part: Range<usize>) -> Range<usize> {
        let start = self.hidden.iter().find(|hidden| hidden.masked.contains(&part.start));
        let end = self.hidden.iter().find(|hidden| hidden.masked.start < part.end && part.end <= hidden.masked.end);
        let start = start.map_or_else(|| self.before(part.start), |hidden| hidden.original.start);
        let end = end.map_or_else(|| self.before(part.end), |hidden| hidden.original.end);
        start.min(self.whole)..end.clamp(start.min(self.whole), self.whole)
    }

    /// A place outside of placeholders in the text that was masked.
    fn before(&self, place: usize) -> usize {
        let last = self.hidden.iter().rev().find(|hidden| hidden.masked.end <= place);
        last.map_or(place, |hidden| hidden.original.end + (place - hidden.masked.end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_names_or_reaches_a_person_is_hidden() {
        for (text, masked) in [
            ("我电话13900001234，停电了", "我电话〔手机号〕，停电了"),
            ("１３９ 0000—1234（微信同号）", "〔手机号〕（微信同号）"),
            ("打+86 139-0000-1234或 0086 13900005678", "打+〔手机号〕或 〔手机号〕"),
            ("13900001234 13900005678一直打不通", "〔手机号〕 〔手机号〕一直打不通"),
            ("幺三九零零零零幺二三四，找老王", "〔手机号〕，找老王"),
            ("一三九，零零零零，一二三四", "〔手机号〕"),
            ("139零零零零1234", "〔手机号〕"),
            ("1 3 9 0 0 0 0 1 2 3 4", "〔手机号〕"),
            ("座机0431-88901234转8，(0431)8890 1234", "座机〔座机号〕转8，(〔座机号〕"),
            ("电话：88901234", "电话：〔座机号〕"),
            ("身份证22010219800101123x，卡6222 0200 1234 5678 901", "身份证〔证件号〕，卡〔银行卡号〕"),
            ("220102 19800101 1234", "〔证件号〕"),
            ("号码6222 0200 1234 5678 901", "号码〔银行卡号〕"),
            ("税号91220101 MA000000-00。", "税号〔信用代码〕。"),
            ("信用代码９１２２０１０１ｍａ００００００００", "信用代码〔信用代码〕"),
            ("发 zhang.san+1@qq.com 或者ｌｉ＠１６３．ｃｏｍ", "发 〔邮箱〕 或者〔邮箱〕"),
            ("查WZ-20260105-0001 查询码HY746C79G6NN", "查〔单号〕 查询码〔查询码〕"),
            ("查询码是acdefghjkmnp", "查询码是〔查询码〕"),
        ] {
            assert_eq!(mask(text).text(), masked, "{text}");
        }
    }

    #[test]
    fn figures_of_policy_stay() {
        for text in [
            "2017—2020年，2021-2025年目标1000家，工业总产值17000亿元",
            "贷款100万元，利息4.35%，欠了1200000元，注册资本5000000元",
            "2021年12月3日签的合同，20211203开工",
            "一、二、三、四、五、六、七、八",
            "2021 2022 2023 2024",
            "二〇一七到二〇二〇年，十四五，一千二百三十万",
            "GB/T 19001-2016，ISO9001，DN80，12345热线",
            "附件6·三3，(二)14，4+4+3",
            "电话费1234567元",
        ] {
            assert_eq!(mask(text).text(), text);
        }
    }

    #[test]
    fn words_of_the_masked_text_are_found_again_in_the_one_that_was_masked() {
        let text = "我姓王，13900001234，厂里停电两天了，急";
        let masked = mask(text);
        let original = |words: &str| {
            let start = masked.text().find(words).unwrap();
            &text[masked.original(start..start + words.len())]
        };
        assert_eq!(original("厂里停电两天了"), "厂里停电两天了");
        assert_eq!(original("我姓王"), "我姓王");
        assert_eq!(original("〔手机号〕，厂里"), "13900001234，厂里");
        assert_eq!(original("手机"), "13900001234", "a placeholder is taken whole");
        assert_eq!(original("急"), "急");
    }
}
