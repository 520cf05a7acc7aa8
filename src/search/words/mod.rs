//! Words: from what people type to the tokens that are searched.

mod figure;
mod gap;
mod normal;
mod pinyin;
mod sound;
mod spot;

use std::collections::HashSet;

use jieba_rs::Jieba;

pub use self::gap::Gaps;
pub use self::normal::Normaliser;
pub use self::sound::Sounds;
pub use self::spot::Spotter;

/// A token with the weight it has in a question.
#[derive(Debug, Clone, PartialEq)]
pub struct Token {
    /// The text of the token.
    pub text: String,
    /// How much it says, 1 for a word.
    pub weight: f32,
}

/// The commoner words of the dictionary of jieba (fxsjy/jieba, MIT licence): those that its corpus has twenty times
/// or more, with how often and what part of speech. The rarer three quarters cost 40 MB and a second at each start and find
/// nothing that pairs of characters do not find.
const DICTIONARY: &[u8] = include_bytes!("dictionary.txt");

/// A single character says little: it only breaks ties.
const CHARACTER: f32 = 0.25;
/// Two characters that are not one word say less than a word.
const ACROSS: f32 = 0.5;
/// A figure or a Latin name is exact.
const FIGURE: f32 = 1.3;
/// A word, whole.
const WORD: f32 = 1.0;
/// A long word adds to its own pairs of characters.
const LONG_WORD: f32 = 0.8;

/// Segments Chinese text with a dictionary that knows the terms of the knowledge.
pub struct Segmenter {
    jieba: Jieba,
}

impl Segmenter {
    /// A segmenter that also knows `terms`.
    pub fn new<'a>(terms: impl IntoIterator<Item = &'a str>) -> Self {
        let mut jieba = Jieba::empty();
        jieba.load_dict(&mut &*DICTIONARY).expect("the dictionary is part of the program");
        for term in terms {
            let length = term.chars().count();
            if (2..=8).contains(&length) && term.chars().all(is_han) {
                jieba.add_word(term, None, None);
            }
        }
        Self { jieba }
    }

    /// The words of a text, in order, as the dictionary cuts them.
    pub fn cut<'a>(&self, text: &'a str) -> Vec<&'a str> {
        self.jieba.cut(text, false)
    }

    /// The words of a text with whether the dictionary has each only as somebody's name.
    pub fn cut_with_names<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (&'a str, bool)> {
        self.jieba.tag(text, false).into_iter().map(|tagged| (tagged.word, tagged.tag.starts_with("nr")))
    }

    /// The tokens of a normalised text: characters, pairs of characters, long words, figures and Latin names.
    pub fn tokens(&self, text: &str) -> Vec<Token> {
        let mut tokens = Vec::new();
        for run in runs(text) {
            if run.starts_with(is_han) { self.han_tokens(run, &mut tokens) } else { latin_tokens(run, &mut tokens) }
        }
        tokens.extend(figure::spelled(text).into_iter().map(|text| Token { text, weight: FIGURE }));
        tokens
    }

    fn han_tokens(&self, run: &str, tokens: &mut Vec<Token>) {
        let words = self.cut(run);
        let whole: HashSet<&str> = words.iter().copied().filter(|word| word.chars().count() == 2).collect();
        let places: Vec<usize> = run.char_indices().map(|(at, _)| at).chain([run.len()]).collect();
        for pair in places.windows(2) {
            tokens.push(Token { text: run[pair[0]..pair[1]].to_owned(), weight: CHARACTER });
        }
        for three in places.windows(3) {
            let text = &run[three[0]..three[2]];
            let weight = if whole.contains(text) { WORD } else { ACROSS };
            tokens.push(Token { text: text.to_owned(), weight });
        }
        for word in words.into_iter().filter(|word| word.chars().count() > 2) {
            tokens.push(Token { text: word.to_owned(), weight: LONG_WORD });
        }
    }
}

fn latin_tokens(run: &str, tokens: &mut Vec<Token>) {
    let run = run.trim_matches(['.', '-', '/']);
    if !run.is_empty() {
        tokens.push(Token { text: run.to_owned(), weight: FIGURE });
    }
}

/// Whether a character is a Chinese one.
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}')
}

/// The runs of Chinese characters and the runs of letters and digits in a text.
fn runs(text: &str) -> impl Iterator<Item = &str> {
    let kind = |c: char| {
        if is_han(c) {
            1
        } else if c.is_alphanumeric() || matches!(c, '.' | '%') {
            2
        } else {
            0
        }
    };
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c| kind(c) == 0);
        let first = kind(rest.chars().next()?);
        let end = rest.find(|c| kind(c) != first).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        rest = after;
        Some(run)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_falls_into_runs() {
        let found: Vec<_> = runs("到2025年，上云18000家！C2B定制").collect();
        assert_eq!(found, ["到", "2025", "年", "上云", "18000", "家", "c2b".to_uppercase().as_str(), "定制"]);
    }

    #[test]
    fn a_term_of_the_knowledge_is_one_token() {
        let segmenter = Segmenter::new(["首台套", "专精特新"]);
        let tokens: Vec<_> = segmenter.tokens("专精特新首台套").into_iter().map(|token| token.text).collect();
        assert!(tokens.contains(&"专精特新".to_owned()) && tokens.contains(&"首台套".to_owned()), "{tokens:?}");
    }
}
