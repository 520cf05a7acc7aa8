//! Where a document and a place in it are shown; a reply, the API and the pages name the same addresses.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::domain::ids::DocumentId;

/// What a part of an address cannot carry as it is.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The page of a document.
pub fn of(document: &DocumentId) -> String {
    format!("/documents/{document}")
}

/// The page of a place in a document.
pub fn of_place(document: &DocumentId, locator: &str) -> String {
    format!("/documents/{document}/{}", utf8_percent_encode(locator, ENCODED))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_one_part_of_the_address() {
        let document = DocumentId::new("sample").unwrap();
        assert_eq!(of_place(&document, "(一)1/甲 ?"), "/documents/sample/%28%E4%B8%80%291%2F%E7%94%B2%20%3F");
    }
}
