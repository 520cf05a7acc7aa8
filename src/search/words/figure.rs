//! Figures written in Chinese characters, as people type them: 六千五百亿 is 6500亿.

use chinese_number::{ChineseCountMethod, ChineseToNumber};

/// The digits of every figure that is written in characters and has a ten, a hundred or a thousand in it.
pub(super) fn spelled(text: &str) -> Vec<String> {
    let in_figure = |c: char| "零〇一二两三四五六七八九十百千".contains(c);
    let mut found = Vec::new();
    for run in text.split(|c| !in_figure(c)) {
        let scaled = run.contains(['十', '百', '千']) && run.chars().nth(1).is_some();
        let number: Option<u64> =
            if scaled { run.replace('两', "二").to_number(ChineseCountMethod::TenThousand).ok() } else { None };
        found.extend(number.map(|number| number.to_string()));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_in_characters_become_digits() {
        assert_eq!(spelled("有说六千五百亿，有说三千三百亿，企业上云二十万家"), ["6500", "3300", "20"]);
        assert_eq!(spelled("一百二十万吨、三个、第一批"), ["120"]);
    }
}
