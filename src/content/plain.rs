//! Word, Notepad and input methods write other characters where plain ones are meant: curly quotes, full-width signs,
//! tabs, bullets. What they mean is read here as it would stand in plain characters.

use std::borrow::Cow;

/// Quotes around a text that TOML takes only as `"`.
const QUOTES: [char; 5] = ['“', '”', '＂', '„', '‟'];
/// Signs that TOML takes only in their half-width form, with that form.
const SIGNS: [(char, char); 8] =
    [('，', ','), ('＝', '='), ('［', '['), ('］', ']'), ('【', '['), ('】', ']'), ('\u{3000}', ' '), ('\u{a0}', ' ')];
/// What lists begin their lines with, besides the signs of Markdown.
const BULLETS: [char; 9] = ['•', '●', '▪', '·', '–', '—', '－', '﹣', '‐'];
/// What begins a line with the questions of a point.
const ASKS: char = '问';
/// What follows it.
const COLONS: [char; 4] = ['：', ':', '﹕', '︰'];
/// An indent of so many spaces is no list to Markdown.
const DEEP: usize = 6;

/// TOML in plain characters, each byte where it was: what is shorter in its plain form is followed by spaces.
pub(super) fn toml(text: &str) -> Cow<'_, str> {
    let is_odd = |c: char| QUOTES.contains(&c) || SIGNS.iter().any(|(sign, _)| *sign == c);
    if !text.contains(is_odd) {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let (taken, written) = match c {
            '#' => as_it_stands(rest, rest.find('\n').unwrap_or(rest.len())),
            '"' | '\'' => as_it_stands(rest, string(rest, c)),
            c if QUOTES.contains(&c) => curly(rest).unwrap_or_else(|| as_it_stands(rest, c.len_utf8())),
            c => match SIGNS.iter().find(|(sign, _)| *sign == c) {
                Some((sign, half)) => (sign.len_utf8(), format!("{half}{}", padding(c))),
                None => as_it_stands(rest, c.len_utf8()),
            },
        };
        plain.push_str(&written);
        rest = &rest[taken..];
    }
    Cow::Owned(plain)
}

/// A character in the place of a plain one.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Odd {
    /// Where in the line, in bytes.
    pub at: usize,
    /// What stands there.
    pub found: char,
    /// What is meant.
    pub meant: char,
}

/// The first character of a line of TOML that keeps it from being read: none in a comment or within complete quotes.
pub(super) fn odd_in(line: &str) -> Option<Odd> {
    let meant = |c: char| {
        let sign = SIGNS.iter().find(|(sign, _)| *sign == c).map(|(_, half)| *half);
        sign.or(QUOTES.contains(&c).then_some('"')).or(matches!(c, '‘' | '’' | '＇').then_some('\''))
    };
    let mut at = 0;
    while let Some(c) = line[at..].chars().next() {
        let length = string(&line[at..], c);
        let complete = length > 1 && line[at..at + length].ends_with(c);
        match c {
            '#' => return None,
            '"' | '\'' if complete => at += length,
            c => match meant(c) {
                Some(meant) => return Some(Odd { at, found: c, meant }),
                None => at += c.len_utf8(),
            },
        }
    }
    None
}

fn as_it_stands(rest: &str, length: usize) -> (usize, String) {
    (length, rest[..length].to_owned())
}

/// How long the string is that begins here: to its quote, or to the end of the line if it has none.
fn string(rest: &str, quote: char) -> usize {
    let triple: String = std::iter::repeat_n(quote, 3).collect();
    if let Some(inside) = rest.strip_prefix(&triple) {
        return inside.find(&triple).map_or(rest.len(), |end| end + 2 * triple.len());
    }
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            '\n' => return at,
            '\\' if quote == '"' && !escaped => escaped = true,
            c if c == quote && !escaped => return at + c.len_utf8(),
            _ => escaped = false,
        }
    }
    rest.len()
}

/// A text in curly quotes in plain ones: it ends at the quote behind which the value can end.
fn curly(rest: &str) -> Option<(usize, String)> {
    let open = rest.chars().next()?;
    let line = &rest[..rest.find('\n').unwrap_or(rest.len())];
    let ends = |behind: &str| {
        let next = behind.trim_start_matches(|c: char| c.is_whitespace()).chars().next();
        next.is_none_or(|c| matches!(c, ',' | '，' | ']' | '］' | '】' | '#'))
    };
    let mut quotes = line.char_indices().skip(1).filter(|(_, c)| QUOTES.contains(c) || *c == '"');
    let (end, close) = quotes.find(|(at, c)| ends(&line[at + c.len_utf8()..]))?;
    let inside = &line[open.len_utf8()..end];
    // In plain quotes these would mean something else.
    let plain = !inside.contains(['"', '\\']);
    plain.then(|| (end + close.len_utf8(), format!("{}\"{inside}\"{}", padding(open), padding(close))))
}

/// The bytes by which a character is longer than a plain one.
fn padding(c: char) -> String {
    " ".repeat(c.len_utf8() - 1)
}

/// The bullets of a card in plain Markdown.
#[derive(Debug)]
pub(super) struct Bullets {
    /// The text.
    pub text: String,
    /// Where each piece of it begins, here and in the source.
    pieces: Vec<(usize, usize)>,
}

impl Bullets {
    /// Reads lines as they were meant: indents of any sort, bullets of any sort, blank lines of any sort of blanks.
    pub(super) fn of(source: &str) -> Self {
        let mut bullets = Self { text: String::with_capacity(source.len()), pieces: Vec::new() };
        let mut at = 0;
        for line in source.split_inclusive('\n') {
            let (written, kept_from) = opening(line);
            bullets.pieces.push((bullets.text.len(), at));
            bullets.text.push_str(written);
            bullets.pieces.push((bullets.text.len(), at + kept_from));
            bullets.text.push_str(&line[kept_from..]);
            at += line.len();
        }
        bullets
    }

    /// Where a place of the text stands in the source.
    pub(super) fn in_source(&self, at: usize) -> usize {
        let next = self.pieces.partition_point(|(here, _)| *here <= at);
        let Some((here, there)) = next.checked_sub(1).map(|last| self.pieces[last]) else { return at };
        let end = self.pieces.get(next).map_or(usize::MAX, |(_, there)| *there);
        (there + at - here).min(end)
    }
}

/// How a line begins in plain Markdown, and from where on it is as it stands.
fn opening(line: &str) -> (&'static str, usize) {
    let inside = line.trim_start_matches(is_blank);
    if inside.is_empty() || inside == "\n" {
        return ("", line.trim_end_matches(['\r', '\n']).len());
    }
    let indent = &line[..line.len() - inside.len()];
    let Some(bullet) = inside.chars().next().filter(|c| matches!(c, '-' | '*') || BULLETS.contains(c)) else {
        return ("", 0);
    };
    let behind = &inside[bullet.len_utf8()..];
    let said = behind.trim_start_matches(is_blank);
    let is_plain = indent.chars().all(|c| c == ' ') && indent.len() < DEEP && matches!(bullet, '-' | '*');
    if said.len() == behind.len() || (is_plain && behind.starts_with(' ')) {
        return ("", 0);
    }
    let nested = indent.contains('\t') || questions(said).is_some();
    (if nested { "  - " } else { "- " }, line.len() - said.len())
}

/// How many bytes of a bullet stand before what it says.
pub(super) fn before_words(bullet: &str) -> usize {
    let inside = bullet.trim_start_matches(is_blank);
    let behind = inside.strip_prefix(|c| matches!(c, '-' | '*') || BULLETS.contains(&c)).unwrap_or(inside);
    bullet.len() - behind.trim_start_matches(is_blank).len()
}

/// The questions of a bullet that holds some.
pub(super) fn questions(bullet: &str) -> Option<&str> {
    bullet.strip_prefix(ASKS)?.trim_start_matches(is_blank).strip_prefix(COLONS)
}

/// Blanks of every sort within a line, seen and unseen.
pub(super) fn is_blank(c: char) -> bool {
    (c.is_whitespace() && c != '\n') || matches!(c, '\u{200b}' | '\u{feff}' | '\u{2060}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn toml_is_read_as_it_was_meant() {
        for (written, meant) in [
            ("title = “甲”\n", "title =   \"甲\"  \n"),
            ("a = ＂甲＂ # “乙”", "a =   \"甲\"   # “乙”"),
            ("q = [“甲怎么办”， “乙“]", "q = [  \"甲怎么办\"  ,     \"乙\"  ]"),
            ("a ＝ \"“春风贷”，甲\"", "a =   \"“春风贷”，甲\""),
            ("a = '“甲”，'\u{3000}\nb = \"\"\"“甲”，\n\"\"\"", "a = '“甲”，'   \nb = \"\"\"“甲”，\n\"\"\""),
            ("a = “甲“乙”丙”", "a =   \"甲“乙”丙\"  "),
            ("a = \"甲\\\"，\"", "a = \"甲\\\"，\""),
        ] {
            let plain = toml(written);
            assert_eq!((plain.as_ref(), plain.len()), (meant, written.len()), "{written}");
        }
        for unclear in ["a = \"甲”", "a = “甲", "a = “甲\\n”", "“甲” = 1"] {
            assert!(odd_in(&toml(unclear)).is_some(), "{unclear}");
        }
        let after = "b = \"“甲”\"".len() + " ".len();
        assert_eq!(odd_in("b = \"“甲”\" ”"), Some(Odd { at: after, found: '”', meant: '"' }));
        assert_eq!(odd_in("a = \"甲，“乙”\" # ，"), None);
    }

    #[test]
    fn bullets_are_read_as_they_were_meant() {
        for (written, meant) in [
            ("- 甲。\n  - 问：乙\n", "- 甲。\n  - 问：乙\n"),
            ("- 甲。\n\t- 问: 乙\n", "- 甲。\n  - 问: 乙\n"),
            ("- 甲。\n\u{3000}\u{3000}- 问：乙\r\n", "- 甲。\n  - 问：乙\r\n"),
            ("•\t甲。\n        - 问：乙\n", "- 甲。\n  - 问：乙\n"),
            ("－ 甲。\n\u{3000}\n\u{a0}— 乙。", "- 甲。\n\n- 乙。"),
            ("-\u{3000}甲。\n—甲。\n-5 度\n", "- 甲。\n—甲。\n-5 度\n"),
        ] {
            let bullets = Bullets::of(written);
            assert_eq!(bullets.text, meant, "{written}");
            for sign in ["甲", "乙"] {
                let (here, there) = (bullets.text.find(sign), written.find(sign));
                assert_eq!(here.map(|here| bullets.in_source(here)), there, "{written}");
            }
        }
        assert_eq!(Bullets::of("\t\t- 问：甲").in_source(0), 0);
    }

    #[test]
    fn questions_have_a_colon_of_any_sort() {
        for asks in ["问：甲", "问:甲", "问 : 甲", "问﹕甲"] {
            assert_eq!(questions(asks).map(str::trim), Some("甲"), "{asks}");
        }
        assert_eq!((questions("问题：甲"), questions("甲问：乙")), (None, None));
    }
}
