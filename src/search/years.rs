//! Finds the years a text names.

/// The years a text names: four digits, or two before 年; a number with a unit of its own is no year.
pub fn years_in(text: &str) -> Vec<i16> {
    let mut years = Vec::new();
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let digits = bytes[at..].iter().take_while(|b| b.is_ascii_digit()).count();
        if digits == 0 {
            at += 1;
            continue;
        }
        let number = text[at..at + digits].parse::<i16>().ok();
        let after = text[at + digits..].chars().next();
        let counted = after.is_some_and(|c| "家户个项件亿万元%公亩套台辆吨人名.条".contains(c));
        let year = match (digits, number) {
            (4, Some(year @ 2000..2060)) if !counted => Some(year),
            (2, Some(year @ 10..50)) if after == Some('年') => Some(2000 + year),
            _ => None,
        };
        years.extend(year);
        at += digits;
    }
    years
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_read_in_full_and_in_short() {
        assert_eq!(years_in("2021年和22年，到2025年17000亿元，35%"), [2021, 2022, 2025]);
        assert!(years_in("50户 2054家 2000亿元").is_empty());
    }
}
