//! Finds codes of letters and digits: credit codes and the lookup codes of tickets.

use super::found::{Found, Private, half_width, is_unseen};
use crate::domain::credit_code::CreditCode;

/// A credit code has so many characters.
const CREDIT: usize = 18;
/// Where the code of the division stands in it, which is all digits.
const DIVISION: std::ops::Range<usize> = 2..8;
/// A credit code has at least so many digits, also one that is written wrongly.
const CREDIT_DIGITS: usize = 9;
/// A lookup code has so many characters.
const LOOKUP: usize = 12;
/// What a lookup code is made of.
const LOOKUP_ALPHABET: &str = "34679ACDEFGHJKMNPQRTUVWXY";
/// What stands before a lookup code.
const LOOKUP_CUES: [&str; 3] = ["查询码", "查询号", "查询代码"];
/// A cue stands so near before the code, in characters.
const NEAR: usize = 6;
/// So many characters may stand between two of a code.
const GAP: usize = 2;

/// A letter or digit of a text, with its place in bytes and whether it follows the one before at once.
struct Sign {
    at: std::ops::Range<usize>,
    sign: char,
    joined: bool,
}

/// Every code in a text.
pub(super) fn find(text: &str) -> Vec<Found> {
    let signs = signs(text);
    let starts = (0..signs.len()).filter(|place| is_edge(&signs, *place)).collect::<Vec<_>>();
    let mut found: Vec<Found> = Vec::new();
    for start in starts {
        if found.last().is_some_and(|last| signs[start].at.start < last.at.end) {
            continue;
        }
        let here = credit(&signs, start).map(|end| (end, Private::CreditCode));
        if let Some((end, what)) = here.or_else(|| lookup(text, &signs, start).map(|end| (end, Private::LookupCode))) {
            found.push(Found { at: signs[start].at.start..signs[end - 1].at.end, what });
        }
    }
    found
}

/// The letters and digits of a text; those far apart are parted by one that is neither.
fn signs(text: &str) -> Vec<Sign> {
    let mut signs: Vec<Sign> = Vec::new();
    let mut between = GAP + 1;
    for (at, c) in text.char_indices() {
        let half = half_width(c);
        if half.is_ascii_alphanumeric() {
            if between > GAP && !signs.is_empty() {
                signs.push(Sign { at: at..at, sign: '\0', joined: false });
            }
            signs.push(Sign { at: at..at + c.len_utf8(), sign: half.to_ascii_uppercase(), joined: between == 0 });
            between = 0;
        } else if matches!(half, ' ' | '-' | '—' | '–' | '−' | '_' | '.') {
            between += 1;
        } else if !is_unseen(half) {
            between = GAP + 1;
        }
    }
    signs
}

/// Whether a code may begin or end before a place.
fn is_edge(signs: &[Sign], place: usize) -> bool {
    signs.get(place).is_none_or(|sign| !sign.joined)
}

/// Where a credit code ends that begins here.
fn credit(signs: &[Sign], start: usize) -> Option<usize> {
    let end = start + CREDIT;
    let code = signs.get(start..end).filter(|_| is_edge(signs, end))?;
    let text: String = code.iter().map(|sign| sign.sign).collect();
    let together = code.iter().skip(1).all(|sign| sign.joined);
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let division = text.get(DIVISION)?.bytes().all(|b| b.is_ascii_digit());
    let looks_so = together && division && (CREDIT_DIGITS..CREDIT).contains(&digits) && !text.contains('\0');
    // An identity card ends with an X at most.
    let identity = text[..CREDIT - 1].bytes().all(|b| b.is_ascii_digit()) && CreditCode::new(&text).is_err();
    ((looks_so && !identity) || CreditCode::new(&text).is_ok()).then_some(end)
}

/// Where a lookup code ends that begins here: beside its cue in any form, else in one piece with letters and digits or in
/// capital letters.
fn lookup(text: &str, signs: &[Sign], start: usize) -> Option<usize> {
    let end = start + LOOKUP;
    let code = signs.get(start..end).filter(|_| is_edge(signs, end))?;
    if !code.iter().all(|sign| LOOKUP_ALPHABET.contains(sign.sign)) {
        return None;
    }
    let before = &text[..code[0].at.start];
    let near = before.char_indices().rev().nth(NEAR + 3).map_or(0, |(at, _)| at);
    let cued = LOOKUP_CUES.iter().any(|cue| before[near..].contains(cue));
    let together = code.iter().skip(1).all(|sign| sign.joined);
    let written = &text[code[0].at.start..code[LOOKUP - 1].at.end];
    let letters = code.iter().filter(|sign| sign.sign.is_ascii_alphabetic()).count();
    let mixed = (1..LOOKUP).contains(&letters);
    let capital = letters == LOOKUP && !written.chars().any(|c| half_width(c).is_ascii_lowercase());
    (cued || (together && (mixed || capital))).then_some(end)
}
