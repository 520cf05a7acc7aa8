//! Numbers that are said digit by digit.

/// The digit that a numeral stands for; 幺 is said for 一.
pub(super) fn digit(numeral: char) -> Option<char> {
    Some(match numeral {
        '零' | '〇' => '0',
        '一' | '幺' => '1',
        '二' | '两' => '2',
        '三' => '3',
        '四' => '4',
        '五' => '5',
        '六' => '6',
        '七' => '7',
        '八' => '8',
        '九' => '9',
        _ => return None,
    })
}
