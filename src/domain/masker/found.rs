//! What is private, and where it was found.

use std::ops::Range;

/// What must not leave the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Private {
    /// A mobile number.
    Mobile,
    /// The number of a landline.
    Landline,
    /// The number of an identity card.
    Identity,
    /// The number of a bank card.
    BankCard,
    /// A 统一社会信用代码: that of a sole trader leads to a person.
    CreditCode,
    /// A mail address.
    Mail,
    /// The number of a ticket.
    TicketNumber,
    /// The secret by which a ticket is looked up.
    LookupCode,
    /// Another number too long for a figure.
    Number,
}

impl Private {
    /// What stands in its place.
    pub fn placeholder(self) -> &'static str {
        match self {
            Self::Mobile => "〔手机号〕",
            Self::Landline => "〔座机号〕",
            Self::Identity => "〔证件号〕",
            Self::BankCard => "〔银行卡号〕",
            Self::CreditCode => "〔信用代码〕",
            Self::Mail => "〔邮箱〕",
            Self::TicketNumber => "〔单号〕",
            Self::LookupCode => "〔查询码〕",
            Self::Number => "〔号码〕",
        }
    }
}

/// Something private at its place in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) at: Range<usize>,
    pub(super) what: Private,
}

/// What was found, in the order of the text; of two that overlap the one found earlier in the list stays.
pub(super) fn without_overlaps(found: Vec<Found>) -> Vec<Found> {
    let mut kept: Vec<Found> = Vec::new();
    for next in found {
        let overlaps = |known: &Found| known.at.start < next.at.end && next.at.start < known.at.end;
        if !kept.iter().any(overlaps) {
            kept.push(next);
        }
    }
    kept.sort_by_key(|found| found.at.start);
    kept
}

/// The half-width form of a character.
pub(super) fn half_width(c: char) -> char {
    match c {
        // The full-width forms stand in the order of ASCII.
        '！'..='～' => char::from_u32(c as u32 - '！' as u32 + '!' as u32).unwrap_or(c),
        '\u{3000}' => ' ',
        _ => c,
    }
}

/// What nobody sees between characters.
pub(super) fn is_unseen(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}
