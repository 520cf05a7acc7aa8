//! Whether a message tells of a trouble of one's own, and of which category.

use super::category::CategoryReader;
use super::likeness::Likeness;
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
    /// How much more like a complaint than like a question it is.
    pub(in super::super) likeness: f32,
    /// Too short to tell of a trouble without a word for it.
    pub(in super::super) brief: bool,
}

/// A trouble told without any word for one is at least so like the known ones.
const TOLD: f32 = 2.4;
/// A message of at most so many characters is a subject rather than a story.
const BRIEF: usize = 8;

impl Signals {
    /// How strongly they speak of a trouble, as log odds; above 0 they do.
    ///
    /// The weights were fitted by logistic regression on the examples of `complaints.toml`, a part of them with the name of
    /// a place before it, against the questions of the cards, each message weighed by a likeness that did not know it. The
    /// last one is a little lower than fitted: a question taken for a trouble annoys more than the reverse.
    pub(super) fn trouble(&self) -> f32 {
        let evidence = self.signs + self.complaints + self.harms + self.duration;
        if evidence == 0.0 && (self.brief || self.likeness < TOLD) {
            return f32::NEG_INFINITY;
        }
        1.9 * self.likeness
            + 0.7 * self.signs
            + 0.4 * self.complaints
            + 0.5 * self.harms
            + 0.5 * self.duration
            + 0.2 * self.own
            + 3.5 * self.place
            + 0.3 * self.subjects
            - 0.4 * self.general
            - 0.6 * self.asked
            - 1.5 * self.asked * self.question
            - 2.3 * self.question
            - 1.4 * self.dated
            - 1.9 * self.mark
            - 5.7
    }
}

/// Finds the signals of a trouble.
pub(super) struct TroubleReader {
    category: CategoryReader,
    likeness: Likeness,
    harms: Spotter<()>,
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
            likeness: Likeness::new(knowledge),
            harms: Spotter::new(complaint.harms.iter().map(|word| (normal(word), ()))),
            cues: Spotter::new(cues.concat()),
        }
    }

    /// The signals in a normalised text and the category that stands out; `bare` is the same text without names of places
    /// and small talk, which say nothing of a trouble.
    pub(super) fn read(&self, text: &str, bare: &str) -> (Signals, Option<Category>) {
        let found = self.category.read(text, bare);
        let mut signals = Signals {
            signs: f32::from(found.signs.min(3)),
            subjects: f32::from(found.subjects.min(3)),
            harms: count(self.harms.spot(text).count()),
            brief: bare.chars().filter(|c| c.is_alphanumeric()).count() <= BRIEF,
            likeness: self.likeness.to_complaints(bare),
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
        for text in ["2021年有什么政策", "多少户企业"] {
            assert!(!tells_duration(text), "{text}");
        }
    }
}
