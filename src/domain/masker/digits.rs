//! Finds numbers of many digits: telephones, identity cards, bank cards, in digits of any width or in numerals.

use std::ops::Range;

use super::found::{Found, Private, half_width, is_unseen};
use crate::domain::spoken;

/// So many characters may stand between two digits of a number.
const GAP: usize = 3;
/// So many digits in one piece are no figure.
const NO_FIGURE: usize = 11;
/// A bank card has so many digits.
const CARD: std::ops::RangeInclusive<usize> = 15..=19;
/// An identity card has so many characters.
const IDENTITY: usize = 18;
/// A number in several pieces has no more digits.
const LONGEST: usize = 22;
/// A local number has so many digits.
const LOCAL: std::ops::RangeInclusive<usize> = 7..=8;
/// What stands before a local number, at once or with no more than a few signs between.
const CUES: [&str; 9] = ["电话", "座机", "固话", "号码", "联系方式", "拨", "打", "传真", "手机"];
/// What stands behind a figure.
const UNITS: &str = "元块万亿千百户家吨人个年月日号%％点米亩度台辆件套斤";

/// Digits in one piece of one kind.
struct Group {
    digits: String,
    at: Range<usize>,
    spoken: bool,
    /// Whether a dot stands before it, as in a decimal or a date.
    dotted: bool,
}

/// Between dots a telephone number is written in such parts, and a decimal or a date is not.
const DOTTED: [&[usize]; 2] = [&[3, 4, 4], &[3, 3, 5]];

/// Every number in a text that is no figure.
pub(super) fn find(text: &str) -> Vec<Found> {
    runs(text).iter().flat_map(|run| in_run(text, run)).collect()
}

/// The digit that is said, also as in a telephone code: 洞 for zero, a circle in the place of one.
fn said(c: char) -> Option<char> {
    if matches!(c, '○' | '洞') { Some('0') } else { spoken::digit(c) }
}

/// The groups of digits that stand near each other.
fn runs(text: &str) -> Vec<Vec<Group>> {
    let mut runs: Vec<Vec<Group>> = vec![Vec::new()];
    let (mut between, mut dotted) = (0, false);
    for (at, c) in text.char_indices() {
        let half = half_width(c);
        let said = said(c);
        let end = at + c.len_utf8();
        let Some(digit) = half.is_ascii_digit().then_some(half).or(said) else {
            match half {
                c if is_unseen(c) => {}
                '.' => (between, dotted) = (between + 1, true),
                ' ' | '-' | '—' | '–' | '−' | '‐' | '·' | '(' | ')' | '+' | '/' | '_' => between += 1,
                ',' | '、' if last_is_spoken(&runs) => between += 1,
                _ => between = GAP + 1,
            }
            continue;
        };
        let run = match between {
            0..=GAP => runs.last_mut(),
            _ => {
                runs.push(Vec::new());
                runs.last_mut()
            }
        };
        if let Some(run) = run {
            match run.last_mut().filter(|group| between == 0 && group.spoken == said.is_some()) {
                Some(group) => {
                    group.digits.push(digit);
                    group.at.end = end;
                }
                None => {
                    run.push(Group { digits: digit.to_string(), at: at..end, spoken: said.is_some(), dotted });
                }
            }
        }
        (between, dotted) = (0, false);
    }
    runs
}

fn last_is_spoken(runs: &[Vec<Group>]) -> bool {
    runs.last().and_then(|run| run.last()).is_some_and(|group| group.spoken)
}

/// The numbers among groups that stand near each other, each from the beginning of a group to the end of one.
fn in_run(text: &str, run: &[Group]) -> Vec<Found> {
    let mut found = Vec::new();
    let mut start = 0;
    while start < run.len() {
        let Some((what, groups, end)) = from(text, &run[start..]) else {
            start += 1;
            continue;
        };
        found.push(Found { at: run[start].at.start..end, what });
        start += groups;
    }
    found
}

/// The number that begins with the first of some groups: what it is, how many groups it takes and where it ends. A telephone
/// number is complete where it ends, as what follows is another one; of the others the longest is meant.
fn from(text: &str, run: &[Group]) -> Option<(Private, usize, usize)> {
    let mut digits = String::new();
    let mut longest = None;
    for (groups, group) in (1..).zip(run) {
        digits += &group.digits;
        if groups > 1 && digits.len() > LONGEST {
            break;
        }
        let (taken, end) = (&run[..groups], group.at.end);
        if let Some(known) = telephone(&digits).filter(|_| is_parted_well(taken)) {
            return longest.or(Some((known, groups, end)));
        }
        let lettered = identity_with_letter(text, &digits, end).map(|end| (Private::Identity, groups, end));
        let long = || long(&digits, taken).or_else(|| local(text, taken, &digits)).map(|known| (known, groups, end));
        longest = lettered.or_else(long).or(longest);
    }
    longest
}

/// Whether dots between the parts of a number may be those of a telephone number.
fn is_parted_well(groups: &[Group]) -> bool {
    let sizes: Vec<usize> = groups.iter().map(|group| group.digits.len()).collect();
    !groups.iter().skip(1).any(|group| group.dotted) || DOTTED.contains(&sizes.as_slice())
}

/// A mobile number, or a landline with its area code.
fn telephone(digits: &str) -> Option<Private> {
    let national = ["0086", "86"].iter().find_map(|code| digits.strip_prefix(code).filter(|rest| rest.len() >= 10));
    [Some(digits), national].into_iter().flatten().find_map(|digits| {
        let bytes = digits.as_bytes();
        let mobile = bytes.len() == 11 && bytes[0] == b'1' && (b'3'..=b'9').contains(&bytes[1]);
        let landline = bytes.first() == Some(&b'0')
            && match bytes.get(1) {
                // 010, 021 … 029 have three digits, all others four.
                Some(b'1' | b'2') => matches!(bytes.len(), 10 | 11),
                Some(b'3'..=b'9') => matches!(bytes.len(), 11 | 12),
                _ => false,
            };
        mobile.then_some(Private::Mobile).or(landline.then_some(Private::Landline))
    })
}

/// An identity card, a bank card, or another number in one piece that is too long for a figure.
fn long(digits: &str, groups: &[Group]) -> Option<Private> {
    let together = groups.len() == 1;
    if digits.len() == IDENTITY && is_identity(digits) {
        return Some(Private::Identity);
    }
    if CARD.contains(&digits.len()) && (together || is_of_card(digits, groups)) {
        return Some(Private::BankCard);
    }
    (together && digits.len() >= NO_FIGURE).then_some(Private::Number)
}

/// Whether a number in several pieces is that of a bank card.
fn is_of_card(digits: &str, groups: &[Group]) -> bool {
    let dotted = groups.iter().skip(1).any(|group| group.dotted);
    let known = digits.starts_with("62") || (digits.starts_with(['3', '4', '5', '6', '9']) && passes_luhn(digits));
    known && !dotted
}

/// A number of seven or eight digits behind a word for telephones.
fn local(text: &str, groups: &[Group], digits: &str) -> Option<Private> {
    let (first, last) = (groups.first()?, groups.last()?);
    let shape =
        groups.len() == 1 || groups.len() == 2 && groups.iter().all(|group| (3..=4).contains(&group.digits.len()));
    if !LOCAL.contains(&digits.len()) || digits.starts_with(['0', '1']) || !shape || is_day(digits) {
        return None;
    }
    let before = text[..first.at.start].trim_end_matches(|c: char| c.is_whitespace() || ":：是为号（(，,".contains(c));
    let figure = text[last.at.end..].trim_start().chars().next().is_some_and(|c| UNITS.contains(c));
    (CUES.iter().any(|cue| before.ends_with(cue)) && !figure).then_some(Private::Landline)
}

/// Where an identity card ends whose last sign is a letter.
fn identity_with_letter(text: &str, digits: &str, end: usize) -> Option<usize> {
    if digits.len() + 1 != IDENTITY || !is_identity(digits) {
        return None;
    }
    let mut behind = text[end..].char_indices().map(|(at, c)| (end + at, c)).filter(|(_, c)| !is_unseen(*c));
    let (at, c) = behind.find(|(_, c)| half_width(*c) != ' ')?;
    let end = at + c.len_utf8();
    let more = text[end..].chars().next().is_some_and(|c| half_width(c).is_ascii_alphanumeric());
    (matches!(half_width(c), 'x' | 'X') && !more).then_some(end)
}

/// Whether the first 17 digits may be those of an identity card: a province and a day.
fn is_identity(digits: &str) -> bool {
    let number = |at: Range<usize>| digits.get(at).and_then(|part| part.parse::<u32>().ok()).unwrap_or(0);
    (11..=82).contains(&number(0..2))
        && (1900..=2100).contains(&number(6..10))
        && (1..=12).contains(&number(10..12))
        && (1..=31).contains(&number(12..14))
}

/// Whether eight digits are a day.
fn is_day(digits: &str) -> bool {
    let number = |at: Range<usize>| digits.get(at).and_then(|part| part.parse::<u32>().ok()).unwrap_or(0);
    digits.len() == 8
        && (1900..=2100).contains(&number(0..4))
        && (1..=12).contains(&number(4..6))
        && (1..=31).contains(&number(6..8))
}

/// The check that the numbers of bank cards pass (ISO/IEC 7812).
fn passes_luhn(digits: &str) -> bool {
    let doubled =
        |(place, digit): (usize, u32)| if place % 2 == 1 { (digit * 2) / 10 + (digit * 2) % 10 } else { digit };
    let values = digits.chars().rev().filter_map(|c| c.to_digit(10));
    values.enumerate().map(doubled).sum::<u32>() % 10 == 0
}
