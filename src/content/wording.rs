//! Checks of the words by which messages are understood: patterns that cannot be read, examples given twice.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use regex::Regex;

use super::fault::{Fault, SourceFile};
use crate::domain::example::Examples;
use crate::domain::lexicon::Lexicon;
use crate::domain::ticket::Category;

/// A shorter example is a word, not something that is said.
const MIN_CHARACTERS: usize = 3;
/// The place of the questions among the categories.
const QUESTIONS: &str = "questions";

/// Checks that every pattern can be read.
pub(super) fn lexicon(source: &SourceFile, lexicon: &Lexicon) -> Vec<Fault> {
    let patterns = lexicon.asked.iter().flat_map(|asked| &asked.patterns);
    let broken = patterns.filter(|pattern| Regex::new(pattern).is_err());
    let fault = |pattern: &String| {
        let reason = format!("看不懂 patterns 里的“{pattern}”");
        source.fault(last(source, pattern), reason, "检查括号是否成对；不会写就放到 cues 里，一行一个说法")
    };
    broken.map(fault).collect()
}

/// Checks that every category stands once and that no example is given twice.
pub(super) fn examples(source: &SourceFile, examples: &Examples) -> Vec<Fault> {
    let mut faults = categories(source, examples);
    let mut said: HashMap<&str, &str> = HashMap::new();
    let told = examples.complaints.iter().flat_map(|complaint| {
        let name = complaint.category.as_str();
        complaint.say.iter().map(move |say| (say, name))
    });
    for (say, place) in examples.questions.iter().map(|question| (question, QUESTIONS)).chain(told) {
        if say.chars().count() < MIN_CHARACTERS && place != QUESTIONS {
            let reason = format!("例句“{say}”太短");
            faults.push(source.fault(last(source, say), reason, "写成一句话，或移到 words 里"));
        }
        if let Some(other) = said.insert(say, place) {
            let reason = format!("例句“{say}”写了两次（{other}、{place}）");
            faults.push(source.fault(last(source, say), reason, "只留在最贴切的一处"));
        }
    }
    for complaint in &examples.complaints {
        let mut seen = HashSet::new();
        for word in complaint.words.iter().filter(|word| !seen.insert(word.as_str())) {
            let reason = format!("“{}”的 words 里“{word}”写了两次", complaint.category);
            faults.push(source.fault(last(source, word), reason, "删去一个"));
        }
    }
    faults
}

/// Every category once.
fn categories(source: &SourceFile, examples: &Examples) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (category, name) in Category::ALL {
        match examples.complaints.iter().filter(|complaint| complaint.category == category).count() {
            0 => {
                let reason = format!("类别“{name}”没有例句");
                faults.push(source.fault(0..0, reason, "补一组 [[complaint]]，不然认不出这一类").as_warning());
            }
            1 => {}
            times => {
                let reason = format!("类别“{name}”写了{times}次");
                faults.push(source.fault(last(source, name), reason, "合成一组 [[complaint]]"));
            }
        }
    }
    faults
}

/// Where a text stands in quotes for the last time; the beginning of the file if it is written in another way.
fn last(source: &SourceFile, text: &str) -> Range<usize> {
    source.text.rfind(&format!("\"{text}\"")).map_or(0..0, |at| at + 1..at + 1 + text.len())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::toml_file::parse_toml;
    use super::*;

    fn file(text: &str) -> SourceFile {
        SourceFile { text: Arc::new(text.to_owned()), ..SourceFile::named("complaints.toml") }
    }

    fn faults(text: &str) -> Vec<String> {
        let source = file(text);
        let errors = match parse_toml::<Examples>(&source, 0..text.len()) {
            Ok(parsed) => examples(&source, &parsed),
            Err(fault) => vec![fault],
        };
        let errors = errors.iter().filter(|fault| fault.is_error());
        errors.map(|fault| format!("{} {}", fault.line(), fault.reason())).collect()
    }

    #[test]
    fn examples_that_contradict_each_other_are_told_with_their_line() {
        let text = "questions = [\"停电赔不赔\"]\n[[complaint]]\ncategory = \"供电\"\nwords = [\"电\", \"电\"]\nsay = [\"停电赔不赔\",\n\"黑了\"]\n";
        let expected =
            ["5 例句“停电赔不赔”写了两次（questions、供电）", "6 例句“黑了”太短", "4 “供电”的 words 里“电”写了两次"];
        assert_eq!(faults(text), expected);
    }

    #[test]
    fn a_category_is_known_and_written_once() {
        let group = |category: &str| format!("[[complaint]]\ncategory = \"{category}\"\nwords = []\nsay = []\n");
        let text = format!("questions = []\n{}{}", group("供电"), group("供电"));
        assert_eq!(faults(&text), ["7 类别“供电”写了2次"]);
        assert_eq!(faults(&format!("questions = []\n{}", group("供水"))), ["3 这里不能写“供水”"]);
    }

    #[test]
    fn a_pattern_that_cannot_be_read_is_told() {
        let text = "[[asked]]\nkind = \"phone\"\nname = \"电话\"\ncues = []\npatterns = [\"(电话\"]\n";
        let source = file(text);
        let parsed = parse_toml::<Lexicon>(&source, 0..text.len()).unwrap();
        let lines: Vec<usize> = lexicon(&source, &parsed).iter().map(Fault::line).collect();
        assert_eq!(lines, [5]);
    }
}
