//! Reads Telegram's HTML as Telegram does, or says why it cannot.

const TAGS: [&str; 14] =
    ["b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "code", "pre", "a", "blockquote", "tg-spoiler"];

/// The text without its marks.
pub(crate) fn plain(html: &str) -> Result<String, String> {
    let (mut text, mut open, mut rest) = (String::new(), Vec::new(), html);
    while let Some(at) = rest.find(['<', '&']) {
        text.push_str(&rest[..at]);
        let offset = html.len() - rest.len() + at;
        rest = &rest[at..];
        if rest.starts_with('&') {
            let (character, length) = entity(rest);
            text.push(character);
            rest = &rest[length..];
        } else {
            let end = rest.find('>').ok_or_else(|| fault(&format!("Unclosed start tag at byte offset {offset}")))?;
            tag(&rest[1..end], offset, &mut open)?;
            rest = &rest[end + 1..];
        }
    }
    text.push_str(rest);
    match open.pop() {
        Some(name) => Err(fault(&format!("Can't find end tag corresponding to start tag \"{name}\""))),
        None => Ok(text),
    }
}

fn fault(why: &str) -> String {
    format!("Bad Request: can't parse entities: {why}")
}

fn tag(inner: &str, offset: usize, open: &mut Vec<String>) -> Result<(), String> {
    if let Some(name) = inner.strip_prefix('/') {
        return match open.pop() {
            Some(expected) if expected == name.trim() => Ok(()),
            Some(expected) => Err(fault(&format!(
                "Unmatched end tag at byte offset {offset}, expected \"</{expected}>\", found \"</{name}>\""
            ))),
            None => Err(fault(&format!("Unexpected end tag at byte offset {offset}"))),
        };
    }
    let (name, attributes) = inner.split_once(' ').unwrap_or((inner, ""));
    if !TAGS.contains(&name) {
        return Err(fault(&format!("Unsupported start tag \"{name}\" at byte offset {offset}")));
    }
    let well_formed = match (name, attributes) {
        (_, "") | ("blockquote", "expandable") => true,
        ("a", link) => link.strip_prefix("href=\"").and_then(|link| link.strip_suffix('"')).is_some_and(is_safe),
        _ => false,
    };
    if !well_formed {
        return Err(fault(&format!("Unexpected attribute of \"{name}\" at byte offset {offset}")));
    }
    open.push(name.to_owned());
    Ok(())
}

/// Stricter than Telegram: an address with a quotation mark, or of another kind, is an injection that went through.
fn is_safe(address: &str) -> bool {
    !address.contains('"') && ["http://", "https://", "tel:"].iter().any(|scheme| address.starts_with(scheme))
}

/// The character at the start of `text`, and how many bytes stand for it; an unknown name stands for itself.
fn entity(text: &str) -> (char, usize) {
    let named = [("&lt;", '<'), ("&gt;", '>'), ("&amp;", '&'), ("&quot;", '"')];
    if let Some((name, character)) = named.iter().find(|(name, _)| text.starts_with(name)) {
        return (*character, name.len());
    }
    let number = text.strip_prefix("&#").and_then(|tail| tail.split_once(';')).map(|(number, _)| number);
    let character = number.and_then(|number| match number.strip_prefix('x') {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => number.parse().ok(),
    });
    match (character.and_then(char::from_u32), number) {
        (Some(character), Some(number)) => (character, number.len() + 3),
        _ => ('&', 1),
    }
}

#[test]
fn markup_is_read_strictly() {
    assert_eq!(plain("<b>a&amp;b</b> &#65;&#x42; & <a href=\"https://x/?a=1&amp;b\">c</a>").unwrap(), "a&b AB & c");
    for broken in
        ["<b>", "</b>", "<b><i></b></i>", "<p>x</p>", "a < b", "<a href=\"tg://x\">x</a>", "<b onx=\"1\">x</b>"]
    {
        assert!(plain(broken).unwrap_err().starts_with("Bad Request: can't parse entities"), "{broken}");
    }
}
