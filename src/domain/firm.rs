//! Which firm is meant: one firm goes by several spellings of its name, and by its code however it is spelled.

use unicode_normalization::UnicodeNormalization;

use super::credit_code::CreditCode;

/// The province whose firms write its name before theirs or leave it out.
const HOME: &str = "吉林省";
/// What ends the name of a place before a firm's name; 长春市某某 and 长春某某 are one.
const PLACE_ENDS: [char; 2] = ['市', '县'];
/// The names of places have so many characters before that.
const PLACE: std::ops::RangeInclusive<usize> = 2..=4;
/// Two ways to write the same kind of firm.
const LIMITED: (&str, &str) = ("有限责任公司", "有限公司");

/// A firm, to be compared with others.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Firm {
    name: String,
    code: Option<CreditCode>,
}

impl Firm {
    /// The firm of a name and, where it is known, a code.
    pub fn new(name: &str, code: Option<&CreditCode>) -> Self {
        Self { name: folded(name), code: code.cloned() }
    }

    /// Whether both are one firm: the codes decide where both are known, else the names.
    pub fn is_same(&self, other: &Self) -> bool {
        match (&self.code, &other.code) {
            (Some(one), Some(other)) => one == other,
            _ => self.name == other.name,
        }
    }

    /// The name in the one spelling in which it is compared; nobody reads it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The code, if it is known.
    pub fn code(&self) -> Option<&CreditCode> {
        self.code.as_ref()
    }
}

/// The name in one spelling: half-width, without blanks, brackets and marks, without the province, and the place before
/// it without its rank.
fn folded(name: &str) -> String {
    let plain: String = name.nfkc().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let plain = plain.replace(LIMITED.0, LIMITED.1);
    let plain = plain.strip_prefix(HOME).filter(|rest| !rest.is_empty()).unwrap_or(&plain);
    let end = plain.char_indices().enumerate().find(|(_, (_, c))| PLACE_ENDS.contains(c));
    match end {
        Some((before, (at, c))) if PLACE.contains(&before) => {
            format!("{}{}", &plain[..at], &plain[at + c.len_utf8()..])
        }
        _ => plain.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn firm(name: &str) -> Firm {
        Firm::new(name, None)
    }

    #[test]
    fn one_firm_has_many_spellings() {
        for (one, other) in [
            ("某某（集团）有限公司", "某某(集团) 有限公司"),
            ("吉林省某某食品有限公司", "某某食品有限公司"),
            ("长春市某某机械厂", "长春某某机械厂"),
            ("吉林省长春市某某机械厂", "长春某某机械厂"),
            ("农安县某某合作社", "农安某某合作社"),
            ("某某　ＡＢＣ药业有限责任公司", "某某abc药业有限公司"),
            ("某某\u{200b}厂", "某某厂"),
        ] {
            assert!(firm(one).is_same(&firm(other)), "{one} {other}");
        }
        for (one, other) in [
            ("长春某某食品有限公司", "四平某某食品有限公司"),
            ("吉林市某某厂", "吉林省某某厂"),
            ("某某食品有限公司", "某某饮品有限公司"),
            ("吉林省", "四川省"),
        ] {
            assert!(!firm(one).is_same(&firm(other)), "{one} {other}");
        }
    }

    #[test]
    fn the_code_decides_where_both_are_known() {
        let code = |text: &str| CreditCode::new(text).unwrap();
        let (one, other) = (code("91220000MA12345674"), code("91220101MA00000000"));
        let named = |name: &str, code: &CreditCode| Firm::new(name, Some(code));
        assert!(named("某某厂", &one).is_same(&named("某某机械厂", &one)));
        assert!(!named("某某厂", &one).is_same(&named("某某厂", &other)));
        assert!(named("某某厂", &one).is_same(&firm("某某厂")));
    }
}
