//! What a question looks like.

use super::is_question;

#[test]
fn a_verb_with_its_denial_asks() {
    for text in ["进项税退不退", "新区批了没", "这个能报不?", "搬没搬"] {
        assert!(is_question(text), "{text}");
    }
    for text in ["停电了没人管", "管道不通"] {
        assert!(!is_question(text), "{text}");
    }
}
