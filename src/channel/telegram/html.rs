//! Text with the few marks we use, and the only place that writes HTML for Telegram.

use std::ops::Range;

use reqwest::Url;
use teloxide::utils::html;

use super::split;

/// An address that may stand behind a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Href(String);

impl Href {
    /// Takes web addresses and telephone numbers only.
    pub(super) fn new(address: &str) -> Option<Self> {
        let url = Url::parse(address).ok()?;
        matches!(url.scheme(), "http" | "https" | "tel").then(|| Self(url.into()))
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Mark {
    None,
    Bold,
    Link(Href),
    Quote,
}

/// Text in pieces with one mark each. Escaping happens when a piece is written, after all cutting.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Rich(Vec<(String, Mark)>);

impl Rich {
    /// Appends bold words.
    pub(super) fn bold(&mut self, words: &str) {
        self.push(words, Mark::Bold);
    }

    /// Appends a quotation that is folded where it is long.
    pub(super) fn quote(&mut self, words: &str) {
        self.push(words, Mark::Quote);
    }

    /// Appends plain words. Web addresses in them become links of exactly their own length: left to itself, Telegram
    /// takes the Chinese characters that follow an address for a part of it.
    pub(super) fn words(&mut self, words: &str) {
        let mut rest = words;
        while let Some((start, end)) = address_in(rest) {
            let (before, address) = (&rest[..start], &rest[start..end]);
            self.push(before, Mark::None);
            self.push(address, Href::new(address).map_or(Mark::None, Mark::Link));
            rest = &rest[end..];
        }
        self.push(rest, Mark::None);
    }

    /// The words without marks.
    pub(super) fn plain(&self) -> String {
        self.0.iter().map(|(words, _)| words.as_str()).collect()
    }

    /// The words as Telegram's HTML.
    pub(super) fn html(&self) -> String {
        self.0.iter().map(|(words, mark)| write(&html::escape(words), mark)).collect()
    }

    /// The same text in parts that are short enough for one message each; parts of nothing but blanks are left out.
    pub(super) fn parts(&self) -> Vec<Self> {
        let plain = self.plain();
        let parts = split::split(&plain, split::LIMIT).into_iter();
        parts.filter(|part| !plain[part.clone()].trim().is_empty()).map(|part| self.cut(part)).collect()
    }

    fn cut(&self, part: Range<usize>) -> Self {
        let (mut cut, mut at) = (Vec::new(), 0);
        for (words, mark) in &self.0 {
            let (from, to) = (part.start.clamp(at, at + words.len()), part.end.clamp(at, at + words.len()));
            if from < to {
                cut.push((words[from - at..to - at].to_owned(), mark.clone()));
            }
            at += words.len();
        }
        Self(cut)
    }

    fn push(&mut self, words: &str, mark: Mark) {
        let words: String = words.chars().filter(|c| is_shown(*c)).collect();
        if !words.is_empty() {
            self.0.push((words, mark));
        }
    }
}

fn write(escaped: &str, mark: &Mark) -> String {
    match mark {
        Mark::None => escaped.to_owned(),
        Mark::Bold => html::bold(escaped),
        Mark::Quote => html::expandable_blockquote(escaped),
        Mark::Link(Href(address)) => {
            format!("<a href=\"{}\">{escaped}</a>", html::escape(address).replace('"', "&quot;"))
        }
    }
}

/// Control characters say nothing; marks of writing direction can make a text read as another one.
fn is_shown(c: char) -> bool {
    let turns_around = matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let breaks_lines = matches!(c, '\u{2028}' | '\u{2029}');
    c == '\n' || c == '\t' || !(c.is_control() || turns_around || breaks_lines || c == '\u{FEFF}')
}

/// The first web address in `text`, from where to where.
fn address_in(text: &str) -> Option<(usize, usize)> {
    let start = ["http://", "https://"].iter().filter_map(|scheme| text.find(scheme)).min()?;
    let tail = &text[start..];
    let end = tail.find(|c: char| !c.is_ascii_graphic() || matches!(c, '<' | '>' | '"')).unwrap_or(tail.len());
    let address = tail[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '\'']);
    Some((start, start + address.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Rich {
        let mut rich = Rich::default();
        rich.words(text);
        rich
    }

    #[test]
    fn everything_is_escaped_whatever_its_mark() {
        let mut rich = words("<b>某某");
        rich.bold("</a>&lt;");
        rich.quote("\"onx=\u{202E}\u{7}");
        assert_eq!(rich.html(), "&lt;b&gt;某某<b>&lt;/a&gt;&amp;lt;</b><blockquote expandable>\"onx=</blockquote>");
        assert_eq!(rich.plain(), "<b>某某</a>&lt;\"onx=");
    }

    #[test]
    fn a_web_address_ends_before_the_chinese_that_follows_it() {
        let html = words("见https://example.com/a?b=1&c=2。查看").html();
        assert_eq!(html, "见<a href=\"https://example.com/a?b=1&amp;c=2\">https://example.com/a?b=1&amp;c=2</a>。查看");
        assert_eq!(words("http://例").html(), "http://例");
        assert_eq!(words("javascript:alert(1)").html(), "javascript:alert(1)");
    }

    #[test]
    fn only_web_addresses_and_telephone_numbers_are_linked() {
        for good in ["http://example.com", "https://example.com/?q=\"x", "tel:12345"] {
            let href = Href::new(good).unwrap();
            assert!(!write("x", &Mark::Link(href))["<a href=\"".len()..].trim_end_matches("\">x</a>").contains('"'));
        }
        for bad in ["javascript:alert(1)", "tg://user?id=1", "file:///x", "x", ""] {
            assert_eq!(Href::new(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_mark_that_is_cut_is_closed_and_opened_again() {
        let mut rich = Rich::default();
        rich.bold(&"甲".repeat(5000));
        let parts = rich.parts();
        assert_eq!(parts.len(), 2);
        assert!(parts.iter().all(|part| part.html().starts_with("<b>甲") && part.html().ends_with("甲</b>")));
    }
}
