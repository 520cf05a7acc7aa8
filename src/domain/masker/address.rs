//! Finds mail addresses.

use super::found::{Found, Private, half_width};

/// Every mail address in a text, also in full-width characters or with spaces around its sign.
pub(super) fn find(text: &str) -> Vec<Found> {
    let characters: Vec<(usize, char)> = text.char_indices().map(|(at, c)| (at, half_width(c))).collect();
    let signs = characters.iter().enumerate().filter(|(_, (_, c))| *c == '@').map(|(place, _)| place);
    let found = |sign: usize| {
        let spaces_before = characters[..sign].iter().rev().take_while(|(_, c)| *c == ' ').count();
        let spaces_after = characters[sign + 1..].iter().take_while(|(_, c)| *c == ' ').count();
        let name_end = sign - spaces_before;
        let name = characters[..name_end].iter().rev().take_while(|(_, c)| is_name(*c)).count();
        let host_start = sign + 1 + spaces_after;
        let host: String = characters[host_start..].iter().map(|(_, c)| *c).take_while(|c| is_host(*c)).collect();
        let host = host.trim_end_matches(['.', '-']);
        let end = host_start + host.chars().count();
        let ends_well = host.rsplit_once('.').is_some_and(|(before, last)| {
            !before.is_empty() && last.len() >= 2 && last.bytes().all(|b| b.is_ascii_alphabetic())
        });
        let at = characters.get(name_end - name)?.0..characters.get(end).map_or(text.len(), |(at, _)| *at);
        (name > 0 && ends_well).then_some(Found { at, what: Private::Mail })
    };
    signs.filter_map(found).collect()
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-')
}

fn is_host(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '-')
}
