//! What the contract says of files that wait for their tickets.

use zhuqi::store::{REMEMBERED, Store};

use crate::sample::{at, conversation};

fn digest(letter: char) -> String {
    letter.to_string().repeat(64)
}

/// Whether the file of that letter is held for a conversation.
async fn held(store: &dyn Store, of: &str, letter: char) -> Option<Vec<u8>> {
    store.held_file(&conversation(of), &digest(letter)).await.unwrap()
}

pub(crate) async fn a_held_file_belongs_to_its_conversation(store: &dyn Store) {
    for (of, letter) in [("a", 'a'), ("a", 'b'), ("b", 'a')] {
        let bytes = format!("{of}{letter}").into_bytes();
        assert!(store.hold_file(&conversation(of), &digest(letter), bytes, at(0)).await.unwrap());
    }
    assert_eq!(held(store, "a", 'a').await.as_deref(), Some(&b"aa"[..]));
    assert_eq!(held(store, "b", 'b').await, None);
    store.let_go(&conversation("a"), &[digest('b')]).await.unwrap();
    assert_eq!(held(store, "a", 'a').await, None);
    assert!(held(store, "a", 'b').await.is_some() && held(store, "b", 'a').await.is_some());
    store.let_go(&conversation("nobody"), &[]).await.unwrap();
}

pub(crate) async fn what_is_held_too_long_is_swept_and_what_is_kept_stays(store: &dyn Store) {
    let long = REMEMBERED.as_secs();
    store.keep_file(&digest('a'), b"kept".to_vec()).await.unwrap();
    for (letter, second) in [('a', 0), ('b', 1)] {
        assert!(store.hold_file(&conversation("a"), &digest(letter), b"held".to_vec(), at(second)).await.unwrap());
    }
    store.sweep(at(long)).await.unwrap();
    assert!(held(store, "a", 'a').await.is_some());
    store.sweep(at(long + 1)).await.unwrap();
    assert_eq!(held(store, "a", 'a').await, None);
    assert!(held(store, "a", 'b').await.is_some());
    assert_eq!(store.file(&digest('a')).await.unwrap().as_deref(), Some(&b"kept"[..]));
}
