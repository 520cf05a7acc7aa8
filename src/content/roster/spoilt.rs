//! What a spreadsheet makes of a phone or a code that it takes for an amount.

use super::table::Cell;
use crate::domain::credit_code::CreditCode;
use crate::domain::ticket::Phone;

/// How such a cell is mended.
pub(super) const CURE: &str = "在 Excel 或 WPS 里把这一列设成文本格式，照原样重新填好，再导入一次";
/// A spreadsheet keeps so many digits of a number; the others become zeros.
const DIGITS_KEPT: usize = 15;

/// What has happened to a cell.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Spoilt {
    /// It shows a power of ten: what stood behind the first digits is gone.
    #[error("Excel 把号码改成了科学计数法“{0}”，原来的数字已经看不全了")]
    Power(String),
    /// The zero before an area code is gone; with it, this is the number.
    #[error("Excel 丢了开头的 0，原来大概是 {0}")]
    LostZero(String),
    /// The last digits have become zeros.
    #[error("Excel 把代码当成了数字，第{DIGITS_KEPT}位以后变成了 0，原来的已经看不出来了")]
    Zeroed,
}

/// What has happened to a cell that should hold a phone.
pub(super) fn phone(cell: &Cell) -> Option<Spoilt> {
    if is_power(&cell.text) {
        return Some(Spoilt::Power(cell.text.clone()));
    }
    let digits: String = cell.text.chars().filter(char::is_ascii_digit).collect();
    // Of the area codes that begin with 1 there is only 010; the others are mobile numbers with a digit missing.
    let begins_like_area = digits.starts_with("10") || !digits.starts_with(['0', '1']);
    let whole = Phone::new(&format!("0{digits}")).ok().filter(|_| begins_like_area && is_plain(&cell.text))?;
    Some(Spoilt::LostZero(whole.as_str().to_owned()))
}

/// What has happened to a cell that should hold a 统一社会信用代码.
pub(super) fn credit_code(cell: &Cell) -> Option<Spoilt> {
    let text = &cell.text;
    if is_power(text) {
        return Some(Spoilt::Power(text.clone()));
    }
    let digits = text.bytes().all(|byte| byte.is_ascii_digit()) && text.len() > DIGITS_KEPT;
    let zeros = digits && text.bytes().skip(DIGITS_KEPT).all(|byte| byte == b'0');
    (zeros && (cell.is_number || CreditCode::new(text).is_err())).then_some(Spoilt::Zeroed)
}

/// Whether there are only digits, perhaps with hyphens or spaces between them.
fn is_plain(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_digit() || c == '-' || c.is_whitespace())
}

/// Whether a text is a power of ten, such as 1.39E+10.
fn is_power(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else { return false };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let signed = exponent.starts_with('+');
    // A code may hold an E among its digits; a power has a point or a sign, or is short.
    let marked = mantissa.contains('.') || signed || text.len() < 8;
    digits(exponent.trim_start_matches('+')) && digits(&mantissa.replacen('.', "", 1)) && marked
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Cell {
        Cell::from(text)
    }

    #[test]
    fn what_was_a_phone_is_known() {
        for power in ["1.39E+10", "1.38912E10", "4.3326e+10", "1E+10"] {
            assert_eq!(phone(&text(power)), Some(Spoilt::Power(power.to_owned())));
        }
        assert_eq!(phone(&text("43326540000")), Some(Spoilt::LostZero("043326540000".to_owned())));
        assert_eq!(phone(&text("4383260011")), Some(Spoilt::LostZero("04383260011".to_owned())));
        assert_eq!(phone(&text("433-2654000")), Some(Spoilt::LostZero("04332654000".to_owned())));
        assert_eq!(phone(&text("1065551234")), Some(Spoilt::LostZero("01065551234".to_owned())));
        for other in ["", "123", "1390000000", "电话不详", "12345678901234"] {
            assert_eq!(phone(&text(other)), None, "{other}");
        }
    }

    #[test]
    fn what_was_a_code_is_known() {
        let number = |text: &str| Cell { is_number: true, ..Cell::from(text) };
        assert_eq!(credit_code(&text("9.122E+17")), Some(Spoilt::Power("9.122E+17".to_owned())));
        assert_eq!(credit_code(&number("912200001234567000")), Some(Spoilt::Zeroed));
        assert_eq!(credit_code(&text("912201010012345000")), Some(Spoilt::Zeroed));
        for other in ["91220000MA12345675", "220000123456789", "912201010E23456712", "91220101123456789"] {
            assert_eq!(credit_code(&text(other)), None, "{other}");
        }
    }
}
