//! Cuts a long text where it reads best: between paragraphs, lines, sentences, words.

use std::ops::Range;

/// The longest text of one Telegram message, in UTF-16 units.
pub(super) const LIMIT: usize = 4096;

/// Marks that are shown with the character before them.
const MOST_JOINED: usize = 32;

/// The parts of `text` as byte ranges, in order and without a gap, each of at most `limit` UTF-16 units (at least two).
pub(super) fn split(text: &str, limit: usize) -> Vec<Range<usize>> {
    let (mut parts, mut start) = (Vec::new(), 0);
    while start < text.len() {
        let end = start + part(&text[start..], limit);
        parts.push(start..end);
        start = end;
    }
    parts
}

/// How many bytes of `text` the next part takes.
fn part(text: &str, limit: usize) -> usize {
    let window = window(text, limit);
    if window.len() == text.len() {
        return text.len();
    }
    // A part that is less than half full is worse than a part that ends in the middle of a paragraph.
    let half = window.len() / 2;
    let after = |ends: fn(&str, &str) -> bool| {
        window.char_indices().rev().map(|(at, c)| at + c.len_utf8()).take_while(|end| *end > half).find(|end| {
            let (before, behind) = text.split_at(*end);
            ends(before, behind)
        })
    };
    after(ends_paragraph)
        .or_else(|| after(ends_line))
        .or_else(|| after(ends_sentence))
        .or_else(|| after(ends_word))
        .unwrap_or_else(|| whole(text, window.len()))
}

/// The longest beginning of `text` within the limit.
fn window(text: &str, limit: usize) -> &str {
    let mut units = 0;
    for (at, c) in text.char_indices() {
        units += c.len_utf16();
        if units > limit {
            return &text[..at];
        }
    }
    text
}

fn ends_paragraph(before: &str, behind: &str) -> bool {
    before.ends_with("\n\n") && !behind.starts_with('\n')
}

fn ends_line(before: &str, behind: &str) -> bool {
    before.ends_with('\n') && !behind.starts_with('\n')
}

fn ends_sentence(before: &str, behind: &str) -> bool {
    if before.ends_with(['.', '!', '?', ';']) {
        return behind.starts_with(char::is_whitespace);
    }
    before.ends_with(['。', '！', '？', '；', '…', '”', '）'])
        && !behind.starts_with(['。', '！', '？', '；', '…', '”', '）', '，', '、', '：'])
}

fn ends_word(before: &str, behind: &str) -> bool {
    (before.ends_with([' ', '，', '、', '：']) && !behind.starts_with(' ')) && !before.trim().is_empty()
}

/// Moves a cut at `end` back so that no joined character falls apart; an endless one falls apart all the same.
fn whole(text: &str, end: usize) -> usize {
    let mut cut = end;
    for _ in 0..MOST_JOINED {
        let (before, behind) = text.split_at(cut);
        let (Some(previous), Some(next)) = (before.chars().next_back(), behind.chars().next()) else { break };
        if !is_joined(previous, next) {
            return cut;
        }
        cut -= previous.len_utf8();
    }
    end
}

fn is_joined(previous: char, next: char) -> bool {
    let joiner = '\u{200D}';
    let regional = |c: char| ('\u{1F1E6}'..='\u{1F1FF}').contains(&c);
    let marks_previous = matches!(next, '\u{0300}'..='\u{036F}' | '\u{20D0}'..='\u{20FF}' | '\u{FE00}'..='\u{FE0F}'
        | '\u{1F3FB}'..='\u{1F3FF}' | '\u{E0020}'..='\u{E007F}');
    marks_previous || previous == joiner || next == joiner || (regional(previous) && regional(next))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{Strategy, prop_oneof, proptest};

    use super::*;

    fn parts(text: &str, limit: usize) -> Vec<&str> {
        split(text, limit).into_iter().map(|part| &text[part]).collect()
    }

    #[test]
    fn a_text_is_cut_where_it_reads_best() {
        assert_eq!(parts("甲乙丙。\n\n丁戊己庚辛", 10), ["甲乙丙。\n\n", "丁戊己庚辛"]);
        assert_eq!(parts("甲乙丙。丁\n戊己庚辛", 8), ["甲乙丙。丁\n", "戊己庚辛"]);
        assert_eq!(parts("甲乙。丙丁。戊己庚", 8), ["甲乙。丙丁。", "戊己庚"]);
        assert_eq!(parts("“甲乙丙。”丁戊己", 7), ["“甲乙丙。”", "丁戊己"]);
        assert_eq!(parts("costs 3.5 yuan each", 12), ["costs 3.5 ", "yuan each"]);
        assert_eq!(parts("甲乙丙丁戊", 2), ["甲乙", "丙丁", "戊"]);
        assert_eq!(parts("", 10), [""; 0]);
    }

    #[test]
    fn a_joined_character_stays_whole() {
        assert_eq!(parts("甲甲👍🏽👍🏽", 7), ["甲甲👍🏽", "👍🏽"]);
        assert_eq!(parts("甲👨‍👩‍👧", 8), ["甲", "👨‍👩‍👧"]);
        // What joins without end is cut rather than refused.
        let endless = "\u{200D}".repeat(300);
        assert!(parts(&endless, 100).iter().all(|part| part.chars().count() <= 100));
    }

    fn piece() -> impl Strategy<Value = String> {
        prop_oneof![
            "[政策企业补贴，。；\n]{0,300}",
            "[a-z ]{0,200}\n\n",
            "https://example\\.com/[a-z0-9/]{0,900}",
            "(👍🏽|👨‍👩‍👧|🇨🇳|𠮷|\u{200D}){0,80}",
            "[<>&\"\\s]{0,60}",
        ]
    }

    proptest! {
        #[test]
        fn parts_join_to_the_text_and_fit(pieces in proptest::collection::vec(piece(), 0..40), limit in 2_usize..5000) {
            let text = pieces.concat();
            let parts = parts(&text, limit);
            assert_eq!(parts.concat(), text);
            assert!(parts.iter().all(|part| (1..=limit).contains(&part.encode_utf16().count())));
        }
    }
}
