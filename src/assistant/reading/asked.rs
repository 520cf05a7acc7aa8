//! Which kind of thing a question asks for, such as an amount or a deadline, and in which unit.

use regex::{Regex, RegexSet};

use crate::domain::knowledge::Knowledge;
use crate::search::engine::Terms;
use crate::search::words::Spotter;

/// Finds the kinds of things asked for, by their position in the lexicon.
pub(super) struct AskedReader {
    cues: Spotter<usize>,
    patterns: RegexSet,
    /// The kind of each pattern.
    kinds: Vec<usize>,
}

impl AskedReader {
    pub(super) fn new(knowledge: &Knowledge, terms: &Terms) -> Self {
        let asked = &knowledge.lexicon.asked;
        let cues = asked.iter().enumerate().flat_map(|(kind, asked)| asked.cues.iter().map(move |cue| (cue, kind)));
        let patterns = asked.iter().enumerate().flat_map(|(kind, asked)| asked.patterns.iter().map(move |p| (p, kind)));
        let (patterns, kinds): (Vec<_>, Vec<_>) = patterns.unzip();
        Self {
            cues: Spotter::new(cues.map(|(cue, kind)| (terms.normal(cue), kind))),
            patterns: RegexSet::new(patterns).expect("the content check has compiled every pattern"),
            kinds,
        }
    }

    /// The kinds asked for in a normalised text, each once, in the lexicon's order.
    pub(super) fn kinds(&self, text: &str) -> Vec<usize> {
        let by_cue = self.cues.spot(text).map(|(_, kind)| *kind);
        let by_pattern = self.patterns.matches(text).into_iter().map(|pattern| self.kinds[pattern]);
        let mut kinds: Vec<usize> = by_cue.chain(by_pattern).collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    }
}

/// A unit in which a figure is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Unit {
    /// 元
    Money,
    /// 百分之几
    Share,
    /// 几天、几个月
    Duration,
    /// 几家、几户
    Firms,
}

/// What asks for a figure in a unit, and what gives one.
struct Measure {
    unit: Unit,
    asks: Regex,
    gives: Regex,
}

/// Tells in which unit a figure is asked for and whether a text gives one in it.
pub(in super::super) struct UnitReader {
    measures: Vec<Measure>,
    /// What is asked how many of, as in 多少马力.
    named: Regex,
}

/// Units in which so much is told that a figure in one of them answers nothing in particular.
const COMMON: [&str; 12] = ["元", "万", "亿", "钱", "年", "月", "天", "日", "个", "家", "户", "次"];

impl UnitReader {
    pub(super) fn new() -> Self {
        let measure = |unit, asks: &str, gives: &str| Measure {
            unit,
            asks: Regex::new(asks).expect("the pattern is part of the program"),
            gives: Regex::new(gives).expect("the pattern is part of the program"),
        };
        let measures = vec![
            measure(
                Unit::Money,
                "(多少|几)(个)?(钱|块钱|毛|元|子儿)|几块$|(多少|几)(万|千|百)(块|元|钱|奖|补|$|[,。?!啊呢吧])|(奖|补|贴|拨|给|贷|罚|赔)(多少|几万|几千)($|[,。?!啊呢吧])",
                r"[0-9][万亿]*元|免费",
            ),
            measure(
                Unit::Share,
                "百分之(几|多少)|(几|多少)(成|个点)|(多大|什么|啥)比例",
                r"[0-9]%|[0-9]:[0-9]|[一二三四五六七八九]成",
            ),
            measure(
                Unit::Duration,
                "(几|多少)(个)?(工作日|天|月|小时|日)(?:[^份号]|$)",
                r"(^|[^0-9])[0-9]{1,3}(个)?(天|月|小时|日|工作日)|[一两三]天",
            ),
            measure(Unit::Firms, "(多少|几)(家|户)", r"[0-9](余|多)?(家|户|个)|[一二三四五六七八九十两](家|户)|、"),
        ];
        let named = Regex::new(r"(?:多少|几)(\p{Han}{1,2})").expect("the pattern is part of the program");
        Self { measures, named }
    }

    /// Whether a text gives a figure in the very unit that a question names, such as 马力.
    pub(in super::super) fn gives_named(&self, question: &str, text: &str) -> bool {
        let units = self.named.captures_iter(question).filter_map(|found| found.get(1)).map(|unit| unit.as_str());
        units.filter(|unit| !COMMON.iter().any(|common| unit.contains(common))).any(|unit| {
            text.match_indices(unit).any(|(at, _)| text[..at].chars().next_back().is_some_and(|c| c.is_ascii_digit()))
        })
    }

    /// The units asked for in a normalised text.
    pub(in super::super) fn asked(&self, text: &str) -> Vec<Unit> {
        self.measures.iter().filter(|measure| measure.asks.is_match(text)).map(|measure| measure.unit).collect()
    }

    /// Whether a text gives a figure in a unit.
    pub(in super::super) fn gives(&self, unit: Unit, text: &str) -> bool {
        self.measures.iter().any(|measure| measure.unit == unit && measure.gives.is_match(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_in_the_unit_that_is_named_is_an_answer() {
        let units = UnitReader::new();
        assert!(units.gives_named("门槛是多少马力", "200马力以上的拖拉机"));
        assert!(!units.gives_named("门槛是多少马力", "200吨以上"), "another unit");
        assert!(!units.gives_named("奖多少万元", "投资3万元"), "money is told everywhere");
    }

    #[test]
    fn a_figure_is_asked_for_in_its_unit() {
        let units = UnitReader::new();
        assert_eq!(units.asked("贷款一户给多少钱"), [Unit::Money]);
        assert_eq!(units.asked("一年多少万吨"), []);
        assert_eq!(units.asked("审批得几天"), [Unit::Duration]);
        assert_eq!(units.asked("补百分之几"), [Unit::Share]);
        assert!(units.gives(Unit::Money, "减负超过800亿元") && !units.gives(Unit::Money, "新认定197户"));
        assert!(units.gives(Unit::Duration, "仅用95天") && !units.gives(Unit::Duration, "2021年"));
    }
}
